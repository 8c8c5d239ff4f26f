package dev.gradus.memory;

import dev.gradus.tensor.DType;
import java.lang.ref.Cleaner;

/**
 * A run of elements in a backend's memory, owned by the tensor handles that share it. It is counted: each handle holds
 * one reference, and the memory goes back to its pool with the last. A storage made while no {@link TensorScope} is
 * open belongs to the garbage collector instead, which gives it back when nothing can reach it any more.
 *
 * <p>Reading and writing copy to and from heap arrays; an offset counts elements. The element type of the array must
 * fit: float[] for FLOAT32, double[] for FLOAT64, short[] for BFLOAT16, int[] for INT32, long[] for INT64, byte[] for
 * UINT8 and BOOL.
 */
public abstract class Storage {
    private static final Cleaner CLEANER = Cleaner.create();

    private final DType dtype;
    private final long length;
    private int references = 1;
    private Cleaner.Cleanable cleanable;

    /**
     * Describes the memory.
     *
     * @param dtype the element type
     * @param length the number of elements
     */
    protected Storage(DType dtype, long length) {
        this.dtype = dtype;
        this.length = length;
    }

    /**
     * The element type.
     *
     * @return the type
     */
    public final DType dtype() {
        return dtype;
    }

    /**
     * The number of elements.
     *
     * @return the length
     */
    public final long length() {
        return length;
    }

    /**
     * Adds a reference.
     *
     * @return this
     */
    public final synchronized Storage retain() {
        requireOpen();
        references++;
        return this;
    }

    /** Drops a reference; the last one frees the memory. */
    public final synchronized void release() {
        if (references == 0) {
            return;
        }
        if (--references == 0) {
            onLastRelease();
            if (cleanable != null) {
                cleanable.clean();
            } else {
                releaser().run();
            }
        }
    }

    /** Hands this storage to the garbage collector, for tensors that no scope owns. */
    public final synchronized void manageByCollector() {
        if (cleanable == null && references > 0) {
            cleanable = CLEANER.register(this, releaser());
        }
    }

    /**
     * Whether the memory is still owned.
     *
     * @return false once the last reference is gone
     */
    public final synchronized boolean isOpen() {
        return references > 0;
    }

    /**
     * Whether only one handle refers to this memory.
     *
     * @return true if it may be reused
     */
    public synchronized boolean isUnshared() {
        return references == 1;
    }

    private void requireOpen() {
        if (references == 0) {
            throw new IllegalStateException("storage: expected it to be open, got one that was freed");
        }
    }

    /** Called once, when a call (not the collector) drops the last reference and before the memory is given back. */
    protected void onLastRelease() {}

    /**
     * What gives the memory back: must not reach this object, run once.
     *
     * @return the action
     */
    protected abstract Runnable releaser();

    /**
     * A part of this storage that shares its memory and keeps it alive.
     *
     * @param from the first element
     * @param count how many
     * @return the window
     */
    public abstract Storage window(long from, long count);

    /**
     * Copies elements to a heap array.
     *
     * @param from the first element
     * @param array a primitive array of the matching type
     * @param at where to begin in the array
     * @param count how many
     */
    public abstract void read(long from, Object array, int at, int count);

    /**
     * Copies elements from a heap array.
     *
     * @param from the first element to set
     * @param array a primitive array of the matching type
     * @param at where to begin in the array
     * @param count how many
     */
    public abstract void write(long from, Object array, int at, int count);
}
