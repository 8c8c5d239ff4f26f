package dev.gradus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.backend.Backend;
import dev.gradus.memory.Storage;
import dev.gradus.parity.Torch.Value;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Between tensors and heap arrays in row-major order. */
final class Values {
    private Values() {}

    static Value of(Tensor tensor) {
        return new Value(tensor.toDoubleArray(), tensor.shape().dims());
    }

    static Tensor tensor(double[] values, Shape shape, DType dtype, Layout layout) {
        return tensor(Backend.current(), Backend.current(), values, shape, dtype, layout);
    }

    /** A tensor of one backend in memory of another. */
    static Tensor tensor(Backend owner, Backend memory, double[] values, Shape shape, DType dtype, Layout layout) {
        Storage storage = memory.allocate(dtype, values.length);
        storage.write(0, array(ordered(values, shape, layout), dtype), 0, values.length);
        return Tensor.wrap(owner, storage, shape, layout);
    }

    private static double[] ordered(double[] values, Shape shape, Layout layout) {
        if (layout == Layout.PLAIN) {
            return values;
        }
        long[] strides = layout.strides(shape);
        double[] out = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            long rest = i;
            long place = 0;
            for (int d = shape.rank() - 1; d >= 0; d--) {
                place += rest % shape.dim(d) * strides[d];
                rest /= shape.dim(d);
            }
            out[(int) place] = values[i];
        }
        return out;
    }

    private static Object array(double[] values, DType dtype) {
        int n = values.length;
        float[] floats = new float[n];
        short[] shorts = new short[n];
        int[] ints = new int[n];
        long[] longs = new long[n];
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            floats[i] = (float) values[i];
            shorts[i] = bfloat16((float) values[i]);
            ints[i] = (int) values[i];
            longs[i] = (long) values[i];
            bytes[i] = (byte) values[i];
        }
        return switch (dtype) {
            case FLOAT64 -> values;
            case FLOAT32 -> floats;
            case BFLOAT16 -> shorts;
            case INT32 -> ints;
            case INT64 -> longs;
            case UINT8, BOOL -> bytes;
        };
    }

    /** Rounded to the nearest, half-way cases to even. */
    private static short bfloat16(float value) {
        int bits = Float.floatToIntBits(value);
        return (short) ((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }

    /** max|a − b| / max(max|b|, 1e-6), where equal infinities and NaN beside NaN count as no difference. */
    static double relativeError(double[] actual, double[] expected) {
        double difference = 0;
        double largest = 1e-6;
        for (int i = 0; i < expected.length; i++) {
            if (Double.compare(actual[i], expected[i]) != 0) {
                double d = Math.abs(actual[i] - expected[i]);
                difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            }
            if (Double.isFinite(expected[i])) {
                largest = Math.max(largest, Math.abs(expected[i]));
            }
        }
        return difference / largest;
    }

    static void assertClose(Value actual, Value expected, double tolerance, String what) {
        assertThat(actual.shape()).as("the shape of %s", what).containsExactly(expected.shape());
        double error = relativeError(actual.values(), expected.values());
        assertThat(error <= tolerance)
                .as(
                        "%s: relative error %.3g, allowed %.3g%n  expected %s%n  got      %s",
                        what, error, tolerance, head(expected), head(actual))
                .isTrue();
    }

    private static String head(Value value) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < Math.min(12, value.values().length); i++) {
            text.append(i == 0 ? "" : ", ").append(value.values()[i]);
        }
        return text.append(value.values().length > 12 ? ", …]" : "]").toString();
    }
}
