package dev.gradus.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads a file of known size from front to back; knows where it is, so that an error can say so. */
final class ByteSource {
    private final String file;
    private final ReadableByteChannel channel;
    private final long size;
    private long position;

    ByteSource(String file, ReadableByteChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
    }

    long position() {
        return position;
    }

    long size() {
        return size;
    }

    byte[] next(int count, String what) throws IOException {
        if (count > size - position) {
            throw error(position, count + " bytes of " + what, "the end of the file at byte " + size);
        }
        byte[] bytes = new byte[count];
        fill(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** The next bytes as a little-endian number, unsigned if shorter than a long. */
    long nextNumber(int count, String what) throws IOException {
        byte[] bytes = next(count, what);
        long number = 0;
        for (int i = count - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    /** Fills a buffer's remaining room and flips it to its front. */
    void fill(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int n = channel.read(bytes);
            if (n < 0) {
                throw error(position, bytes.remaining() + " more bytes", "the end of the file");
            }
            position += n;
        }
        bytes.flip();
    }

    ModelFormatException error(long offset, String expected, String found) {
        return new ModelFormatException(file, offset, expected, found);
    }
}
