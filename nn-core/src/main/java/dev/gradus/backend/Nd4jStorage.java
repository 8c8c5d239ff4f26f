package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A storage in memory that ND4J allocated: a run of elements of one of its buffers. The last {@link #release} closes
 * the buffer, so that whoever still holds an array over it gets an exception rather than another tensor's elements.
 * Without a release ND4J's own collector frees it, once neither a tensor nor an array refers to it.
 */
final class Nd4jStorage extends Storage {
    private final DataBuffer buffer;
    private final long offset;
    private final Nd4jStorage owner;
    private final boolean borrowed;

    private Nd4jStorage(DType dtype, long length, DataBuffer buffer, long offset, Nd4jStorage owner, boolean borrowed) {
        super(dtype, length);
        this.buffer = buffer;
        this.offset = offset;
        this.owner = owner;
        this.borrowed = borrowed;
    }

    @SuppressWarnings("try") // the block keeps the buffer out of the caller's workspace
    static Nd4jStorage allocate(DType dtype, long length) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return owning(Nd4j.createBuffer(type(dtype), Math.max(1, length), false), dtype, length);
        }
    }

    /** Takes over a buffer: closes it in the end. */
    static Nd4jStorage owning(DataBuffer buffer, DType dtype, long length) {
        return new Nd4jStorage(dtype, length, buffer, 0, null, false);
    }

    /** Reads and writes a buffer that belongs to somebody else. */
    static Nd4jStorage borrowing(DataBuffer buffer, DType dtype, long length) {
        return new Nd4jStorage(dtype, length, buffer, 0, null, true);
    }

    /** ND4J's name of an element type. */
    static DataType type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT64 -> DataType.DOUBLE;
            case BFLOAT16 -> DataType.BFLOAT16;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case UINT8 -> DataType.UINT8;
            case BOOL -> DataType.BOOL;
        };
    }

    /** The buffer that the elements are in. */
    DataBuffer buffer() {
        return buffer;
    }

    /** The buffer for an array that is handed out: one that the array cannot close. */
    DataBuffer shown() {
        if (!borrowed) {
            buffer.setConstant(true);
        }
        return buffer;
    }

    /** Where in the buffer the first element is. */
    long offset() {
        return offset;
    }

    @Override
    public Nd4jStorage window(long from, long count) {
        requireRange(from, count);
        Nd4jStorage whole = owner == null ? this : owner;
        whole.retain();
        return new Nd4jStorage(dtype(), count, buffer, offset + from, whole, borrowed);
    }

    /** Closes nothing: an array handed out may outlive a tensor that the collector found, and ND4J collects both. */
    @Override
    protected Runnable releaser() {
        return () -> {};
    }

    @Override
    protected void onLastRelease() {
        if (owner != null) {
            owner.release();
        } else if (!borrowed && !buffer.wasClosed()) {
            buffer.setConstant(false);
            buffer.close();
        }
    }

    @Override
    public void read(long from, Object array, int at, int count) {
        requireRange(from, count);
        if (count == 0) {
            return;
        }
        Nd4j.getAffinityManager().ensureLocation(flat(), AffinityManager.Location.HOST);
        copy(from, array, at, count, true);
    }

    @Override
    public void write(long from, Object array, int at, int count) {
        requireRange(from, count);
        if (count == 0) {
            return;
        }
        INDArray flat = flat();
        Nd4j.getAffinityManager().ensureLocation(flat, AffinityManager.Location.HOST);
        copy(from, array, at, count, false);
        Nd4j.getAffinityManager().tagLocation(flat, AffinityManager.Location.HOST);
    }

    private INDArray flat() {
        return Nd4j.create(buffer, new long[] {buffer.length()}, new long[] {1}, 0, 'c');
    }

    private void requireRange(long from, long count) {
        if (from < 0 || count < 0 || from + count > length()) {
            throw new IndexOutOfBoundsException(
                    "storage: expected a range within " + length() + " elements, got " + count + " from " + from);
        }
    }

    private void copy(long from, Object array, int at, int count, boolean read) {
        Pointer host = buffer.pointer();
        long first = offset + from;
        switch (dtype()) {
            case FLOAT32 -> {
                FloatPointer p = new FloatPointer(host).position(first);
                var unused = read ? p.get((float[]) array, at, count) : p.put((float[]) array, at, count);
            }
            case FLOAT64 -> {
                DoublePointer p = new DoublePointer(host).position(first);
                var unused = read ? p.get((double[]) array, at, count) : p.put((double[]) array, at, count);
            }
            case BFLOAT16 -> {
                ShortPointer p = new ShortPointer(host).position(first);
                var unused = read ? p.get((short[]) array, at, count) : p.put((short[]) array, at, count);
            }
            case INT32 -> {
                IntPointer p = new IntPointer(host).position(first);
                var unused = read ? p.get((int[]) array, at, count) : p.put((int[]) array, at, count);
            }
            case INT64 -> {
                LongPointer p = new LongPointer(host).position(first);
                var unused = read ? p.get((long[]) array, at, count) : p.put((long[]) array, at, count);
            }
            case UINT8, BOOL -> {
                BytePointer p = new BytePointer(host).position(first);
                var unused = read ? p.get((byte[]) array, at, count) : p.put((byte[]) array, at, count);
            }
        }
    }
}
