package dev.gradus.io;

import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.Channels;

/** Tensors with random bits, for round trips. */
final class Values {
    private Values() {}

    /** Any bits: NaNs with payloads, subnormals and infinities too; 0 and 1 for booleans. */
    static Tensor random(Rng rng, DType dtype, Shape shape) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(shape.size() * dtype.bytes())];
        if (dtype == DType.BOOL) {
            rng.fillBernoulli(bytes, 0, bytes.length, 0.5);
        } else {
            rng.nextBytes(bytes);
        }
        return of(bytes, ElementType.of(dtype), shape);
    }

    static Tensor of(byte[] bytes, ElementType type, Shape shape) throws IOException {
        ByteSource source =
                new ByteSource("memory", Channels.newChannel(new ByteArrayInputStream(bytes)), bytes.length);
        return Elements.read(source, type, ByteOrder.LITTLE_ENDIAN, shape);
    }

    static <T> T oneOf(Rng rng, T[] choices) {
        return choices[rng.nextInt(choices.length)];
    }

    static Shape randomShape(Rng rng) {
        long[] dims = new long[rng.nextInt(5)];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = rng.nextInt(6);
        }
        return Shape.of(dims);
    }

    /** Element by element in bits, so that NaNs compare too. */
    static byte[] bits(Tensor tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Elements.write(Channels.newChannel(out), tensor);
        return out.toByteArray();
    }
}
