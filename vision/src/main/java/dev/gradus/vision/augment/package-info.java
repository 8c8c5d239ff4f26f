/** Random changes of a photograph and its mask together, for training. */
package dev.gradus.vision.augment;
