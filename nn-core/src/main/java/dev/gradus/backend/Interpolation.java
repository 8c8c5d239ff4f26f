package dev.gradus.backend;

/** How pixels between others are filled in; over one and three dimensions likewise. */
public enum Interpolation {
    /** The pixel at ⌊i · in / out⌋. */
    NEAREST,
    /** The weighted mean of the four pixels around, with half-pixel centres unless corners are aligned. */
    BILINEAR,
    /** Cubic convolution of the sixteen pixels around, with a = −0.75; those beyond the border are the border's. */
    BICUBIC
}
