package dev.gradus.memory;

import dev.gradus.tensor.DType;

/** Memory that a kernel needs while it runs; given back when the block closes. */
public final class TemporaryStorage implements AutoCloseable {
    private static final TemporaryStorage NONE = new TemporaryStorage(null);

    private final HostStorage storage;

    private TemporaryStorage(HostStorage storage) {
        this.storage = storage;
    }

    /**
     * Takes memory from the pool.
     *
     * @param bytes how much; 0 takes none
     * @return the block
     */
    public static TemporaryStorage ofBytes(long bytes) {
        return bytes == 0 ? NONE : new TemporaryStorage(HostStorage.allocate(DType.UINT8, bytes));
    }

    /**
     * Memory that belongs to somebody else, and is left to them.
     *
     * @param storage the memory
     * @return the block
     */
    public static TemporaryStorage borrowed(HostStorage storage) {
        storage.retain();
        return new TemporaryStorage(storage);
    }

    /**
     * The address of the first byte.
     *
     * @return the address
     */
    public long address() {
        return storage.address();
    }

    /**
     * The memory.
     *
     * @return bytes
     */
    public HostStorage storage() {
        return storage;
    }

    @Override
    public void close() {
        if (storage != null) {
            storage.release();
        }
    }
}
