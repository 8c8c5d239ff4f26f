package dev.gradus.backend;

/** What a reduction makes of the elements it runs over. */
public enum Reduction {
    /** Their sum; 0 for none. */
    SUM,
    /** Their arithmetic mean; NaN for none. */
    MEAN,
    /** The largest; NaN if any is. */
    MAX,
    /** The smallest; NaN if any is. */
    MIN
}
