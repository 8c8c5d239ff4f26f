package dev.gradus.benchmarks.ops;

/**
 * What an op must do at the least, and which of the machine's limits it is held to.
 *
 * @param kind the limit
 * @param amount operations in floating point, or bytes read and written when every tensor is read or written once
 */
record Work(Kind kind, double amount) {
    /** A limit of the machine. */
    enum Kind {
        /** Floating-point operations a second. */
        ARITHMETIC("GFLOP/s"),
        /** Bytes a second between memory and processor. */
        MEMORY("GB/s");

        private final String unit;

        Kind(String unit) {
            this.unit = unit;
        }

        String unit() {
            return unit;
        }
    }

    /** Additions and multiplications, counted one by one. */
    static Work flop(double count) {
        return new Work(Kind.ARITHMETIC, count);
    }

    /** FLOAT32 elements read or written. */
    static Work floats(double count) {
        return new Work(Kind.MEMORY, count * Float.BYTES);
    }

    /** Thousands of millions a second, when it takes so many milliseconds. */
    double rate(double milliseconds) {
        return amount / milliseconds / 1e6;
    }
}
