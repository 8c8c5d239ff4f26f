package dev.gradus.io;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * One tensor in a file as NumPy's {@code np.save} and {@code np.load} have it.
 *
 * <p>Read: versions 1 to 3; f2 (as FLOAT32), f4, f8, i4, i8, u1 and b1; little- and big-endian; C and Fortran order.
 * Written: version 1, little-endian, C order; there is no BFLOAT16. Files over 2 GB work. Source: NumPy's
 * <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">format description</a>.
 */
public final class Npy {
    private Npy() {}

    /**
     * Reads a file; the tensor belongs to the current scope and backend.
     *
     * @param file the file
     * @return the tensor
     * @throws ModelFormatException if the file breaks a rule of the format
     * @throws IOException if it cannot be read
     */
    public static Tensor read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return read(new ByteSource(file.toString(), channel, channel.size()));
        }
    }

    /**
     * Writes a file, atomically (see {@link AtomicFile}).
     *
     * @param file the file, replaced if it exists; its folder must exist
     * @param tensor the tensor, of any type but BFLOAT16
     * @throws IOException if the file cannot be written; the old one then stays
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        ByteBuffer header = header(tensor);
        AtomicFile.write(file, channel -> write(channel, header, tensor));
    }

    static Tensor read(ByteSource source) throws IOException {
        NpyHeader header = NpyHeader.read(source);
        Shape shape = header.shape();
        if (!header.columnMajor() || shape.rank() < 2) {
            return Elements.read(source, header.type(), header.order(), shape);
        }
        int rank = shape.rank();
        long[] dims = new long[rank];
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = shape.dim(rank - 1 - i);
            order[i] = rank - 1 - i;
        }
        Tensor transposed = Elements.read(source, header.type(), header.order(), Shape.of(dims));
        try {
            return transposed.permute(order);
        } finally {
            transposed.free();
        }
    }

    static ByteBuffer header(Tensor tensor) {
        if (tensor.dtype() == DType.BFLOAT16) {
            throw new IllegalArgumentException("npy: expected a type that NumPy has, got BFLOAT16; use to(FLOAT32)");
        }
        return NpyHeader.write(ElementType.of(tensor.dtype()), tensor.shape());
    }

    static void write(WritableByteChannel channel, ByteBuffer header, Tensor tensor) throws IOException {
        Elements.writeAll(channel, header);
        Elements.write(channel, tensor);
    }
}
