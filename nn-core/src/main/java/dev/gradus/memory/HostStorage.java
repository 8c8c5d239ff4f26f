package dev.gradus.memory;

import dev.gradus.tensor.DType;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A storage in the process's main memory, taken from {@link BufferPool#host()} or borrowed from another library. */
public final class HostStorage extends Storage {
    private final Block block;
    private final long offset;
    private final HostStorage owner;
    private final LongSupplier lender;
    private View view;

    private HostStorage(DType dtype, long length, Block block, long offset, HostStorage owner, LongSupplier lender) {
        super(dtype, length);
        this.block = block;
        this.offset = offset;
        this.owner = owner;
        this.lender = lender;
    }

    /** This memory as another library sees it. */
    public interface View {
        /** Makes the view unusable; called before the memory is used again. */
        void close();
    }

    /**
     * Takes memory from the pool; its contents are undefined.
     *
     * @param dtype the element type
     * @param length the number of elements
     * @return the storage, with one reference
     */
    public static HostStorage allocate(DType dtype, long length) {
        return new HostStorage(dtype, length, BufferPool.host().take(length * dtype.bytes()), 0, null, null);
    }

    /**
     * Borrows memory, which is read and written in place and never freed here.
     *
     * @param dtype the element type
     * @param length the number of elements
     * @param lender gives the address of the first element, the same each time, or throws once the memory is gone; it
     *     must keep the memory from being collected
     * @return the storage, with one reference
     */
    public static HostStorage borrow(DType dtype, long length, LongSupplier lender) {
        Block block = Block.borrowed(lender.getAsLong(), length * dtype.bytes());
        return new HostStorage(dtype, length, block, 0, null, lender);
    }

    /**
     * The one view of this memory that another library has: it is closed with the last reference. Where the collector
     * frees this storage, the view must keep it reachable.
     *
     * @param maker makes the view, if there is none yet
     * @return the view
     */
    public synchronized View view(Supplier<? extends View> maker) {
        if (!isOpen()) {
            throw new IllegalStateException("storage: expected it to be open, got one that was freed");
        }
        if (view == null) {
            view = maker.get();
        }
        return view;
    }

    @Override
    protected void onLastRelease() {
        if (view != null) {
            view.close();
        }
    }

    @Override
    public HostStorage window(long from, long count) {
        if (from < 0 || count < 0 || from + count > length()) {
            throw new IndexOutOfBoundsException(
                    "storage: expected a window within " + length() + " elements, got " + count + " from " + from);
        }
        HostStorage whole = owner == null ? this : owner;
        whole.retain();
        return new HostStorage(dtype(), count, block, offset + from * dtype().bytes(), whole, lender);
    }

    /**
     * The same memory as elements of another type, such as two BFLOAT16 as one FLOAT32 that is moved and not computed with.
     *
     * @param dtype the other type; a whole number of its elements must fit
     * @return a window onto this memory, to be released by itself
     */
    public HostStorage as(DType dtype) {
        long bytes = length() * dtype().bytes();
        if (bytes % dtype.bytes() != 0) {
            throw new IllegalArgumentException(
                    "storage: expected whole elements of " + dtype + ", got " + bytes + " bytes of " + dtype());
        }
        HostStorage whole = owner == null ? this : owner;
        whole.retain();
        return new HostStorage(dtype, bytes / dtype.bytes(), block, offset, whole, lender);
    }

    @Override
    protected Runnable releaser() {
        Block taken = block;
        HostStorage whole = owner;
        if (whole == null && lender != null) {
            return () -> {};
        }
        return whole == null ? () -> BufferPool.host().give(taken) : whole::release;
    }

    /**
     * The memory address of the first element, for native kernels: valid while this object is reachable and open.
     *
     * @return the address
     */
    public long address() {
        return (lender == null ? block.address() : lender.getAsLong()) + offset;
    }

    /** As {@link Storage#read}; of BFLOAT16 also into a {@code float[]}, widened. */
    @Override
    public void read(long from, Object array, int at, int count) {
        transfer(from, array, at, count, true);
    }

    /** As {@link Storage#write}; to BFLOAT16 also from a {@code float[]}, rounded to even. */
    @Override
    public void write(long from, Object array, int at, int count) {
        transfer(from, array, at, count, false);
    }

    private void transfer(long from, Object array, int at, int count, boolean read) {
        if (from < 0 || count < 0 || from + count > length()) {
            throw new IndexOutOfBoundsException(
                    "storage: expected a range within " + length() + " elements, got " + count + " from " + from);
        }
        if (lender != null) {
            // Throws if the memory is gone.
            long unused = lender.getAsLong();
        }
        int width = dtype().bytes();
        long mask = (1L << Block.WINDOW_BITS) - 1;
        try {
            for (int done = 0; done < count; ) {
                long position = offset + (from + done) * width;
                long room = ((1L << Block.WINDOW_BITS) - (position & mask)) / width;
                int part = (int) Math.min(count - done, room);
                if (array instanceof float[] values && dtype() == DType.BFLOAT16) {
                    part = Math.min(part, Bfloat16.CHUNK);
                    Bfloat16.transfer(block.window(position), (int) (position & mask), values, at + done, part, read);
                } else if (array instanceof float[] values) {
                    FloatBuffer floats = block.floats(position);
                    int index = (int) ((position & mask) >> 2);
                    var unused = read
                            ? floats.get(index, values, at + done, part)
                            : floats.put(index, values, at + done, part);
                } else {
                    copy(block.window(position), (int) (position & mask), array, at + done, part, read);
                }
                done += part;
            }
        } finally {
            // Without this the collector may free the memory of an unreachable tensor while the copy still runs.
            Reference.reachabilityFence(this);
        }
    }

    private void copy(ByteBuffer window, int position, Object array, int at, int count, boolean read) {
        ByteBuffer bytes = window.duplicate().order(window.order()).position(position);
        switch (dtype()) {
            case FLOAT32 -> throw new ClassCastException("storage: expected float[], got " + array.getClass());
            case FLOAT64 -> {
                var view = bytes.asDoubleBuffer();
                var unused = read ? view.get((double[]) array, at, count) : view.put((double[]) array, at, count);
            }
            case BFLOAT16 -> {
                var view = bytes.asShortBuffer();
                var unused = read ? view.get((short[]) array, at, count) : view.put((short[]) array, at, count);
            }
            case INT32 -> {
                var view = bytes.asIntBuffer();
                var unused = read ? view.get((int[]) array, at, count) : view.put((int[]) array, at, count);
            }
            case INT64 -> {
                var view = bytes.asLongBuffer();
                var unused = read ? view.get((long[]) array, at, count) : view.put((long[]) array, at, count);
            }
            case UINT8, BOOL -> {
                var unused = read ? bytes.get((byte[]) array, at, count) : bytes.put((byte[]) array, at, count);
            }
        }
    }
}
