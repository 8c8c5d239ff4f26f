/** Random changes of a photograph, its mask and its boxes together, for training. */
package dev.gradus.vision.augment;
