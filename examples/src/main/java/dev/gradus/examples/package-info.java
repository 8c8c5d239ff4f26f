/** The {@code gradus} command, and one package for each example. */
package dev.gradus.examples;
