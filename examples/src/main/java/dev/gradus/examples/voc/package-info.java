/** {@code gradus voc}: photographs with several things in them. */
package dev.gradus.examples.voc;
