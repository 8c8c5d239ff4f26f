/** The exercises, solved: look here last. */
package dev.gradus.examples.exercises.solutions;
