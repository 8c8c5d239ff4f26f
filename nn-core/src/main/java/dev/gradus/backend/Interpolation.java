package dev.gradus.backend;

/** How upsampling fills in pixels. */
public enum Interpolation {
    /** The pixel at ⌊i · in / out⌋. */
    NEAREST,
    /** The weighted mean of the four pixels around, with half-pixel centres unless corners are aligned. */
    BILINEAR
}
