package dev.gradus.io;

import dev.gradus.backend.Backend;
import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Moves the elements of a tensor between a file and its backend's memory, in row-major order and in pieces. */
final class Elements {
    private static final int PIECE_BYTES = 1 << 20;

    private Elements() {}

    static Tensor read(ByteSource source, ElementType type, ByteOrder order, Shape shape) throws IOException {
        Backend backend = Backend.current();
        Storage storage = backend.allocate(type.dtype, shape.size());
        Tensor tensor = Tensor.wrap(backend, storage, shape, Layout.PLAIN);
        boolean whole = false;
        try {
            ByteBuffer bytes = buffer(shape.size(), type.bytes).order(order);
            int piece = bytes.capacity() / type.bytes;
            Object values = array(type.dtype, piece);
            for (long done = 0; done < shape.size(); done += piece) {
                int count = (int) Math.min(piece, shape.size() - done);
                long at = source.position();
                source.fill(bytes.clear().limit(count * type.bytes));
                if (type == ElementType.F16) {
                    widen(bytes, (float[]) values, count);
                } else {
                    copy(bytes, values, count, true);
                }
                if (type == ElementType.BOOL) {
                    checkBooleans(source, at, (byte[]) values, count);
                }
                storage.write(done, values, 0, count);
            }
            whole = true;
        } finally {
            if (!whole) {
                tensor.free();
            }
        }
        return tensor;
    }

    /** Writes little-endian. */
    static void write(WritableByteChannel channel, Tensor tensor) throws IOException {
        Tensor plain = tensor.backend().plain(tensor);
        try {
            int width = plain.dtype().bytes();
            ByteBuffer bytes = buffer(plain.size(), width).order(ByteOrder.LITTLE_ENDIAN);
            int piece = bytes.capacity() / width;
            Object values = array(plain.dtype(), piece);
            for (long done = 0; done < plain.size(); done += piece) {
                int count = (int) Math.min(piece, plain.size() - done);
                plain.storage().read(done, values, 0, count);
                copy(bytes.clear(), values, count, false);
                writeAll(channel, bytes.position(0).limit(count * width));
            }
        } finally {
            plain.free();
        }
    }

    static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int unused = channel.write(bytes);
        }
    }

    private static ByteBuffer buffer(long elements, int width) {
        return ByteBuffer.allocate((int) Math.min(PIECE_BYTES, Math.max(1, elements) * width));
    }

    private static Object array(DType dtype, int length) {
        return switch (dtype) {
            case FLOAT32 -> new float[length];
            case FLOAT64 -> new double[length];
            case BFLOAT16 -> new short[length];
            case INT32 -> new int[length];
            case INT64 -> new long[length];
            case UINT8, BOOL -> new byte[length];
        };
    }

    /** Between the front of a buffer, in its byte order, and an array. */
    private static void copy(ByteBuffer bytes, Object array, int count, boolean fromBytes) {
        if (array instanceof float[] a) {
            var view = bytes.asFloatBuffer();
            var unused = fromBytes ? view.get(a, 0, count) : view.put(a, 0, count);
        } else if (array instanceof double[] a) {
            var view = bytes.asDoubleBuffer();
            var unused = fromBytes ? view.get(a, 0, count) : view.put(a, 0, count);
        } else if (array instanceof short[] a) {
            var view = bytes.asShortBuffer();
            var unused = fromBytes ? view.get(a, 0, count) : view.put(a, 0, count);
        } else if (array instanceof int[] a) {
            var view = bytes.asIntBuffer();
            var unused = fromBytes ? view.get(a, 0, count) : view.put(a, 0, count);
        } else if (array instanceof long[] a) {
            var view = bytes.asLongBuffer();
            var unused = fromBytes ? view.get(a, 0, count) : view.put(a, 0, count);
        } else {
            byte[] a = (byte[]) array;
            var unused = fromBytes ? bytes.get(a, 0, count) : bytes.put(a, 0, count);
        }
    }

    private static void widen(ByteBuffer bytes, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = halfToFloat(bytes.getShort(2 * i));
        }
    }

    /** IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. Every value is a float. */
    static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >> 10) & 31;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign));
        }
        int widened = exponent == 31 ? 255 : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
    }

    private static void checkBooleans(ByteSource source, long at, byte[] values, int count)
            throws ModelFormatException {
        for (int i = 0; i < count; i++) {
            if (values[i] != 0 && values[i] != 1) {
                throw source.error(at + i, "a boolean, 0 or 1", Integer.toString(values[i] & 0xff));
            }
        }
    }
}
