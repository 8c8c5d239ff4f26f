package dev.gradus.data;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Keeps samples of another data set in memory, so that each is decoded once; those that find no room any more are
 * decoded anew each time.
 *
 * @param <T> what one sample is
 * @param <P> what is kept of it
 */
public final class Cached<T, P> implements Dataset<T> {
    private final Dataset<T> source;
    private final Packing<T, P> packing;
    private final AtomicLong room;
    private final AtomicReferenceArray<P> kept;

    /**
     * How samples are kept.
     *
     * @param <T> what one sample is
     * @param <P> what is kept of it
     * @param pack makes what is kept of a sample, sharing nothing with it that may change
     * @param unpack makes a sample of that, with arrays of its own
     * @param bytes the size of what is kept
     */
    public record Packing<T, P>(
            Function<? super T, ? extends P> pack,
            Function<? super P, ? extends T> unpack,
            ToLongFunction<? super P> bytes) {}

    /**
     * Caches a data set.
     *
     * @param source where a sample comes from the first time
     * @param packing how it is kept
     * @param maxBytes how much is kept at most
     */
    public Cached(Dataset<T> source, Packing<T, P> packing, long maxBytes) {
        this.source = source;
        this.packing = packing;
        this.room = new AtomicLong(maxBytes);
        this.kept = new AtomicReferenceArray<>(source.size());
    }

    /**
     * Caches samples as they are.
     *
     * @param source where they come from
     * @param maxBytes how much is kept at most
     * @return the cached data set
     */
    public static Dataset<Sample> samples(Dataset<Sample> source, long maxBytes) {
        return new Cached<>(
                source,
                new Packing<>(
                        Sample::copy,
                        Sample::copy,
                        sample -> (long) Float.BYTES * (sample.input().length + sample.target().length)),
                maxBytes);
    }

    @Override
    public int size() {
        return kept.length();
    }

    @Override
    public T get(int index) throws DatasetException {
        P known = kept.get(index);
        if (known != null) {
            return packing.unpack.apply(known);
        }
        P packed = packing.pack.apply(source.get(index));
        long bytes = packing.bytes.applyAsLong(packed);
        if (room.addAndGet(-bytes) < 0 || !kept.compareAndSet(index, null, packed)) {
            room.addAndGet(bytes);
        }
        // Unpacked the first time too: packing may round, and a sample must be the same each time.
        return packing.unpack.apply(packed);
    }
}
