package dev.gradus.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A piece of native memory, aligned to a cache line, seen from Java through buffers of at most 1 GiB each. */
final class Block {
    static final int WINDOW_BITS = 30;
    private static final int ALIGNMENT = 64;

    private final Pointer raw;
    private final long address;
    private final long bytes;
    private final ByteBuffer[] windows;
    private final FloatBuffer[] floats;
    private long lent;

    Block(Pointer raw, long bytes) {
        this(raw, (raw.address() + ALIGNMENT - 1) & -ALIGNMENT, bytes);
    }

    private Block(Pointer raw, long address, long bytes) {
        this.raw = raw;
        this.bytes = bytes;
        this.address = address;
        this.windows = new ByteBuffer[Math.toIntExact((bytes + (1L << WINDOW_BITS) - 1) >> WINDOW_BITS)];
        this.floats = new FloatBuffer[windows.length];
        for (int i = 0; i < windows.length; i++) {
            long start = (long) i << WINDOW_BITS;
            BytePointer part = new BytePointer(raw).getPointer(address - raw.address() + start);
            part.capacity(Math.min(1L << WINDOW_BITS, bytes - start));
            windows[i] = part.asByteBuffer().order(ByteOrder.nativeOrder());
            floats[i] = windows[i].asFloatBuffer();
        }
    }

    /** Memory that is somebody else's: {@link #free} does nothing, and it may begin anywhere. */
    static Block borrowed(long address, long bytes) {
        return new Block(new Pointer(), address, bytes);
    }

    long address() {
        return address;
    }

    long bytes() {
        return bytes;
    }

    /** How much of it was asked for; for the pool that lends it. */
    long lent() {
        return lent;
    }

    Block lend(long asked) {
        lent = asked;
        return this;
    }

    /** The buffer that holds the byte at this offset, which stands at {@code offset & (2³⁰ − 1)} in it. */
    ByteBuffer window(long offset) {
        return windows[(int) (offset >> WINDOW_BITS)];
    }

    /** The floats of {@link #window}. */
    FloatBuffer floats(long offset) {
        return floats[(int) (offset >> WINDOW_BITS)];
    }

    void free() {
        Pointer.free(raw);
    }
}
