package dev.gradus.ops;

/** What stands around a tensor where a window reaches beyond its edge. */
public enum PaddingMode {
    /** Zeros. */
    ZEROS,
    /** The tensor mirrored at its edge elements, which are not repeated: c b | a b c | b a. */
    REFLECT,
    /** The edge elements: a a | a b c | c c. */
    REPLICATE,
    /** The other end: b c | a b c | a b. */
    CIRCULAR;

    /** The widest padding of a dimension. */
    long most(long extent) {
        return switch (this) {
            case ZEROS -> Long.MAX_VALUE;
            case REFLECT -> extent - 1;
            case REPLICATE -> extent == 0 ? 0 : Long.MAX_VALUE;
            case CIRCULAR -> extent;
        };
    }

    /** Which element is found at a place from −before to extent + after − 1; −1 for a zero. */
    long source(long i, long extent) {
        if (i >= 0 && i < extent) {
            return i;
        }
        return switch (this) {
            case ZEROS -> -1;
            case REFLECT -> i < 0 ? -i : 2 * (extent - 1) - i;
            case REPLICATE -> i < 0 ? 0 : extent - 1;
            case CIRCULAR -> Math.floorMod(i, extent);
        };
    }
}
