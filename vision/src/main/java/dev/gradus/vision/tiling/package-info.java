/** Cutting large pictures into overlapping tiles and blending what was predicted on them. */
package dev.gradus.vision.tiling;
