package dev.gradus.memory;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;

/**
 * Recycles native memory. A fresh buffer costs more in page faults than the arithmetic done on it, so nothing is given
 * back to the system while it may be wanted again: blocks are kept by size class (eight classes to a doubling), a
 * request takes the smallest idle one that is less than twice too large, and steady training allocates nothing. Safe for
 * use by many threads.
 */
public final class BufferPool {
    private static final int ALIGNMENT = 64;
    private static final long SMALLEST = 256;
    private static final long LOOSEST = 2;
    private static final int COLLECTIONS = 3;
    private static final long COLLECTION_MILLIS = 100;
    private static final BufferPool HOST = new BufferPool();

    static {
        MemoryLimit.configureJavaCpp();
    }

    private final TreeMap<Long, ArrayDeque<Block>> idle = new TreeMap<>();
    private long live;
    private long held;
    private long idleBytes;
    private long peak;
    private long blocks;

    private BufferPool() {}

    /**
     * The pool of this process's main memory.
     *
     * @return the one pool
     */
    public static BufferPool host() {
        return HOST;
    }

    /**
     * Takes a block from the pool, or from the system.
     *
     * @param bytes how many bytes are needed
     * @return a block of at least that size, its contents undefined
     * @throws NativeMemoryException if the limit of {@link MemoryLimit} would be passed
     */
    synchronized Block take(long bytes) {
        long size = sizeClass(bytes);
        Block block = reuse(size);
        if (block != null) {
            idleBytes -= block.bytes();
        } else {
            block = allocate(size, bytes);
        }
        live += size;
        peak = Math.max(peak, live);
        return block.lend(size);
    }

    /** The smallest idle block that holds the bytes without wasting more than as much again. */
    private Block reuse(long size) {
        for (ArrayDeque<Block> ready :
                idle.subMap(size, true, LOOSEST * size, true).values()) {
            if (!ready.isEmpty()) {
                return ready.pollLast();
            }
        }
        return null;
    }

    /**
     * Puts a block back.
     *
     * @param block one taken from here, once
     */
    synchronized void give(Block block) {
        live -= block.lent();
        idleBytes += block.bytes();
        idle.computeIfAbsent(block.bytes(), size -> new ArrayDeque<>()).addLast(block);
    }

    private Block allocate(long size, long asked) {
        if (held + size > MemoryLimit.bytes()) {
            trim();
        }
        for (int i = 0; i < COLLECTIONS && held + size > MemoryLimit.bytes(); i++) {
            awaitCollector();
        }
        if (held + size > MemoryLimit.bytes()) {
            throw NativeMemoryException.overLimit(asked, live);
        }
        Pointer raw = Pointer.malloc(size + ALIGNMENT);
        if (raw == null || raw.isNull()) {
            trim();
            throw NativeMemoryException.refused(asked, live);
        }
        blocks++;
        held += size;
        return new Block(raw, size);
    }

    /** Tensors outside any scope weigh little on the Java heap, so that the collector must be told to look for them. */
    @SuppressWarnings("WaitNotInLoop") // the caller loops, and an early return only makes it collect again
    private void awaitCollector() {
        System.gc();
        long until = System.nanoTime() + COLLECTION_MILLIS * 1_000_000;
        try {
            // Waiting lets go of the lock, which the collector's thread needs to give blocks back.
            for (long left = COLLECTION_MILLIS; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        trim();
    }

    /** Gives all idle blocks back to the system. */
    public synchronized void trim() {
        for (Map.Entry<Long, ArrayDeque<Block>> entry : idle.entrySet()) {
            for (Block block : entry.getValue()) {
                block.free();
                held -= block.bytes();
                blocks--;
            }
        }
        idle.clear();
        idleBytes = 0;
    }

    /**
     * The bytes in use by tensors now.
     *
     * @return bytes, sizes rounded up to their classes
     */
    public synchronized long liveBytes() {
        return live;
    }

    /**
     * The bytes kept ready for reuse.
     *
     * @return bytes
     */
    public synchronized long idleBytes() {
        return idleBytes;
    }

    /**
     * The number of blocks held from the system, in use or idle: constant in steady training.
     *
     * @return the count
     */
    public synchronized long blocks() {
        return blocks;
    }

    /**
     * The highest {@link #liveBytes} so far.
     *
     * @return bytes
     */
    public synchronized long peakBytes() {
        return peak;
    }

    /** The smallest size of the form (8 + k)·2ⁿ, k in 0…7, that holds the bytes. */
    static long sizeClass(long bytes) {
        if (bytes <= SMALLEST) {
            return SMALLEST;
        }
        int shift = Math.max(0, 60 - Long.numberOfLeadingZeros(bytes - 1));
        long step = 1L << shift;
        return (bytes + step - 1) / step * step;
    }
}
