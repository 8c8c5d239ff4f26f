/** Image data sets: MNIST and folders of photographs with masks. */
package dev.gradus.vision.data;
