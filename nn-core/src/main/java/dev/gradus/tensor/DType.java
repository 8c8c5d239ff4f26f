package dev.gradus.tensor;

/**
 * The element types of a {@link Tensor}. Nothing promotes silently: an op on tensors of different types is an error
 * that names both, and {@link Tensor#to(DType)} converts.
 */
public enum DType {
    /** IEEE 754 single precision: the default. */
    FLOAT32(4, true),
    /** IEEE 754 double precision: for gradient checks; computed by readable reference code on the CPU. */
    FLOAT64(8, true),
    /** The upper half of a FLOAT32: 8 bits of exponent, 8 of precision. */
    BFLOAT16(2, true),
    /** Signed 32-bit integers. */
    INT32(4, false),
    /** Signed 64-bit integers: class indices, results of argmax. */
    INT64(8, false),
    /** Unsigned bytes: pixels. */
    UINT8(1, false),
    /** One byte an element, 0 or 1: results of comparisons. */
    BOOL(1, false);

    private final int bytes;
    private final boolean floating;

    DType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /**
     * The size of one element.
     *
     * @return bytes per element
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether gradients can flow through this type.
     *
     * @return true for FLOAT32, FLOAT64 and BFLOAT16
     */
    public boolean isFloating() {
        return floating;
    }
}
