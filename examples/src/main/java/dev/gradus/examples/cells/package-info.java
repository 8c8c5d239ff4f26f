/** {@code gradus cells}: finding cells in photographs. */
package dev.gradus.examples.cells;
