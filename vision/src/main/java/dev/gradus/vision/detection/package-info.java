/** Finding objects: a network that looks for their middles, its targets, its loss. */
package dev.gradus.vision.detection;
