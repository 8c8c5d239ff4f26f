/** Classical image processing. Any function from image to image is a transform by {@code Light.photo(…)}. */
package dev.gradus.vision.processing;
