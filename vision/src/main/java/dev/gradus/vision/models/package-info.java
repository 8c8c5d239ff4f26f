/** Networks for images. */
package dev.gradus.vision.models;
