package dev.gradus.memory;

import org.bytedeco.javacpp.Pointer;

/**
 * What native memory is in use: equal at two moments of steady work, or something leaks.
 *
 * @param liveBytes bytes of tensors
 * @param idleBytes bytes kept ready for reuse
 * @param blocks pieces of memory held from the system for both
 * @param javaCppObjects native objects that JavaCPP would free with the collector
 * @param javaCppBytes their bytes
 */
public record MemorySnapshot(long liveBytes, long idleBytes, long blocks, long javaCppObjects, long javaCppBytes) {
    /**
     * Looks now.
     *
     * @return the numbers of this process
     */
    public static MemorySnapshot take() {
        BufferPool pool = BufferPool.host();
        return new MemorySnapshot(
                pool.liveBytes(), pool.idleBytes(), pool.blocks(), Pointer.totalCount(), Pointer.totalBytes());
    }
}
