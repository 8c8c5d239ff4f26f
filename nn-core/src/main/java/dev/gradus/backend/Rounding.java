package dev.gradus.backend;

import dev.gradus.tensor.DType;

/** Converts doubles to the array type that a storage of each element type takes. */
final class Rounding {
    private Rounding() {}

    /** A new array of zeros. */
    static Object array(DType dtype, int length) {
        return switch (dtype) {
            case FLOAT32 -> new float[length];
            case FLOAT64 -> new double[length];
            case BFLOAT16 -> new short[length];
            case INT32 -> new int[length];
            case INT64 -> new long[length];
            case UINT8, BOOL -> new byte[length];
        };
    }

    /**
     * The nearest values of a type. Whole numbers truncate towards zero and saturate, NaN becomes 0; BOOL is x ≠ 0;
     * BFLOAT16 is rounded from FLOAT32, as PyTorch does it.
     */
    static Object round(double[] values, DType dtype) {
        if (dtype == DType.FLOAT64) {
            return values;
        }
        int n = values.length;
        Object rounded = array(dtype, n);
        switch (dtype) {
            case FLOAT32 -> {
                float[] out = (float[]) rounded;
                for (int i = 0; i < n; i++) {
                    out[i] = (float) values[i];
                }
            }
            case BFLOAT16 -> {
                short[] out = (short[]) rounded;
                for (int i = 0; i < n; i++) {
                    out[i] = bfloat16((float) values[i]);
                }
            }
            case INT32 -> {
                int[] out = (int[]) rounded;
                for (int i = 0; i < n; i++) {
                    out[i] = (int) values[i];
                }
            }
            case INT64 -> {
                long[] out = (long[]) rounded;
                for (int i = 0; i < n; i++) {
                    out[i] = (long) values[i];
                }
            }
            case UINT8 -> {
                byte[] out = (byte[]) rounded;
                for (int i = 0; i < n; i++) {
                    out[i] = (byte) Math.min(Math.max((int) values[i], 0), 255);
                }
            }
            default -> {
                byte[] out = (byte[]) rounded;
                for (int i = 0; i < n; i++) {
                    out[i] = (byte) (values[i] != 0 ? 1 : 0);
                }
            }
        }
        return rounded;
    }

    /** The upper half of a float's bits, rounded to nearest, ties to even. */
    static short bfloat16(float value) {
        int bits = Float.floatToIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16);
        }
        int tieToEven = 0x7fff + ((bits >>> 16) & 1);
        return (short) ((bits + tieToEven) >>> 16);
    }
}
