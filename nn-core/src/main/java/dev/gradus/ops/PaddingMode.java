package dev.gradus.ops;

/** What stands around a tensor where a window reaches beyond its edge. */
public enum PaddingMode {
    /** Zeros. */
    ZEROS {
        @Override
        long source(long i, long extent) {
            throw new UnsupportedOperationException("zeros have no source");
        }
    },
    /** The tensor mirrored at its edge elements, which are not repeated: c b | a b c | b a. */
    REFLECT {
        @Override
        long source(long i, long extent) {
            return i < 0 ? -i : i < extent ? i : 2 * (extent - 1) - i;
        }
    },
    /** The edge elements: a a | a b c | c c. */
    REPLICATE {
        @Override
        long source(long i, long extent) {
            return Math.max(0, Math.min(extent - 1, i));
        }
    },
    /** The other end: b c | a b c | a b. */
    CIRCULAR {
        @Override
        long source(long i, long extent) {
            return Math.floorMod(i, extent);
        }
    };

    /** Which element is found at a place from −before to extent + after − 1. */
    abstract long source(long i, long extent);

    /** The widest padding of a dimension. */
    long most(long extent) {
        return switch (this) {
            case ZEROS -> Long.MAX_VALUE;
            case REFLECT -> extent - 1;
            case REPLICATE -> extent == 0 ? 0 : Long.MAX_VALUE;
            case CIRCULAR -> extent;
        };
    }
}
