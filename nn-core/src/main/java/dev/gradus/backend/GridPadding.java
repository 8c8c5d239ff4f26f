package dev.gradus.backend;

/** What sampling finds outside a picture. */
public enum GridPadding {
    /** Zeros. */
    ZEROS,
    /** The nearest pixel of the border. */
    BORDER,
    /** The picture, mirrored at its ends. */
    REFLECTION
}
