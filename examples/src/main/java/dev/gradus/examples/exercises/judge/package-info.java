/** Judges answers to the exercises and finds out what is wrong with them. */
package dev.gradus.examples.exercises.judge;
