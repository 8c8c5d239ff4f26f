/** The exercises: classes with methods that students write, and {@code ./gradus exercise} judges. */
package dev.gradus.examples.exercises;
