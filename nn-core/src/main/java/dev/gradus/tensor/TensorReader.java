package dev.gradus.tensor;

import java.util.Arrays;

/** Copies the elements of a tensor to the heap, converted where the type is another. */
final class TensorReader {
    private TensorReader() {}

    /** The elements of a row-major tensor, in the array type of its storage. */
    static Object array(Tensor plain) {
        int count = Math.toIntExact(plain.size());
        Object values = switch (plain.dtype()) {
            case FLOAT32 -> new float[count];
            case FLOAT64 -> new double[count];
            case BFLOAT16 -> new short[count];
            case INT32 -> new int[count];
            case INT64 -> new long[count];
            case UINT8, BOOL -> new byte[count];
        };
        plain.storage().read(0, values, 0, count);
        return values;
    }

    static float[] floats(Tensor tensor) {
        if (tensor.dtype() == DType.FLOAT32) {
            return (float[]) tensor.toArray();
        }
        double[] values = doubles(tensor);
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }

    static double[] doubles(Tensor tensor) {
        Object values = tensor.toArray();
        return switch (tensor.dtype()) {
            case FLOAT64 -> (double[]) values;
            case FLOAT32 -> widen((float[]) values);
            case BFLOAT16 -> widen((short[]) values);
            case INT32 -> Arrays.stream((int[]) values).asDoubleStream().toArray();
            case INT64 -> Arrays.stream((long[]) values).asDoubleStream().toArray();
            case UINT8, BOOL -> widen((byte[]) values);
        };
    }

    static long[] longs(Tensor tensor) {
        Shape.require(!tensor.dtype().isFloating(), "toLongArray", () -> "a tensor of whole numbers", tensor::dtype);
        return tensor.dtype() == DType.INT64
                ? (long[]) tensor.toArray()
                : Arrays.stream(doubles(tensor)).mapToLong(v -> (long) v).toArray();
    }

    private static double[] widen(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    private static double[] widen(short[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.intBitsToFloat(values[i] << 16);
        }
        return out;
    }

    private static double[] widen(byte[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i] & 0xff;
        }
        return out;
    }
}
