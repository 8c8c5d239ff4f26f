/** Pictures as plain floats, and the files they are read from and written to. */
package dev.gradus.vision.image;
