/** What the answers to the exercises implement. */
package dev.gradus.examples.exercises.tasks;
