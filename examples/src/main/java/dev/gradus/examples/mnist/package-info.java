/** {@code gradus mnist}: reading handwritten digits. */
package dev.gradus.examples.mnist;
