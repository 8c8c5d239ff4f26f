package dev.gradus.vision.data;

import dev.gradus.data.DatasetException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An idx file of unsigned bytes, gzipped or not (told by the content): magic {@code 00 00 08 rank}, each dimension as a
 * big-endian int, then the values.
 */
final class IdxFile {
    private final Path file;
    private final int[] dims;
    private final byte[] values;

    private IdxFile(Path file, int[] dims, byte[] values) {
        this.file = file;
        this.dims = dims;
        this.values = values;
    }

    Path file() {
        return file;
    }

    int dim(int index) {
        return dims[index];
    }

    byte[] values() {
        return values;
    }

    static IdxFile read(Path file, int rank) throws DatasetException {
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file, "an idx file", Files.exists(file) ? "no plain file" : "no such file");
        }
        try (InputStream in = open(file)) {
            byte[] header = in.readNBytes(4 + 4 * rank);
            int[] dims = dims(file, header, rank);
            long count = 1;
            for (int dim : dims) {
                count *= dim;
            }
            String expected = header.length + count + " bytes for " + Arrays.toString(dims);
            if (count > Integer.MAX_VALUE - 64) {
                throw new DatasetException(file, "at most 2 GB of values", expected);
            }
            byte[] values = readUpTo(in, (int) count);
            if (values.length < count) {
                throw new DatasetException(file, expected, header.length + values.length + " bytes (truncated)");
            }
            if (in.read() >= 0) {
                throw new DatasetException(file, expected, "more than that");
            }
            return new IdxFile(file, dims, values);
        } catch (IOException e) {
            throw new DatasetException(file, "a readable idx file", "an unreadable one (" + e.getMessage() + ")", e);
        }
    }

    private static int[] dims(Path file, byte[] header, int rank) throws DatasetException {
        if (header.length < 4 + 4 * rank) {
            throw new DatasetException(file, "an idx header of " + (4 + 4 * rank) + " bytes", header.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(header);
        int magic = buffer.getInt();
        if (magic != 0x800 + rank) {
            throw new DatasetException(
                    file, "idx magic 0x%08x at offset 0".formatted(0x800 + rank), "0x%08x".formatted(magic));
        }
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = buffer.getInt();
            if (dims[i] < 1) {
                throw new DatasetException(file, "a positive size at offset " + (4 + 4 * i), "" + dims[i]);
            }
        }
        return dims;
    }

    /** A gzip stream that ends early throws at its end only; what came before it still counts for the message. */
    private static byte[] readUpTo(InputStream in, int count) throws IOException {
        byte[] values = new byte[Math.min(count, 1 << 16)];
        int length = 0;
        try {
            while (length < count) {
                if (length == values.length) {
                    values = Arrays.copyOf(values, (int) Math.min(count, 2L * length));
                }
                int read = in.read(values, length, values.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
            }
        } catch (EOFException e) {
            return Arrays.copyOf(values, length);
        }
        return length == values.length ? values : Arrays.copyOf(values, length);
    }

    private static InputStream open(Path file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (EOFException e) {
            in.close();
            throw new ZipException("the gzip header is cut off");
        }
    }
}
