/** Generated bright-field photographs of cells, with exact masks. */
package dev.gradus.vision.cells;
