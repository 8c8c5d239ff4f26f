package dev.gradus.data;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Cuts a data set into batches and reads them ahead on background threads. Order and contents depend on the generator
 * and the epoch only, not on the number of threads.
 *
 * <pre>{@code
 * try (DataLoader loader = DataLoader.of(mnist, DataLoader.batchSize(64).shuffle(true).workers(1), rng.split("data"))) {
 *     DataLoader.Epoch batches = loader.epoch(0);
 *     while (batches.hasNext()) {
 *         try (TensorScope scope = TensorScope.open()) {
 *             Batch batch = batches.next();
 *             …
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Workers make plain arrays; the thread that asks for a batch makes its tensors, in its current scope. One thread
 * uses a loader, one epoch at a time.
 */
public final class DataLoader implements AutoCloseable {
    private static final long CLOSING_SECONDS = 10;

    private final int size;
    private final Source source;
    private final Options options;
    private final Rng rng;
    private final Rng lasting;
    private final ExecutorService workers;
    private Epoch current;
    private boolean closed;
    private long waitedNanos;
    private long activeNanos;

    /** A data set behind its preparation. */
    private interface Source {
        Sample get(int index, Rng own, Rng lasting, int epoch) throws DatasetException;
    }

    private DataLoader(int dataSize, Source source, Options options, Rng rng) {
        size = options.sampler == null ? dataSize : options.sampler.size();
        Shape.require(dataSize > 0 && size > 0, "data loader", () -> "a data set with samples", () -> "an empty one");
        this.source = source;
        this.options = options;
        this.rng = rng;
        this.lasting = rng.split("lasting");
        this.workers = options.workers == 0
                ? null
                : Executors.newFixedThreadPool(options.workers, task -> {
                    Thread thread = new Thread(task, "gradus-data");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * A loader of samples.
     *
     * @param dataset the data set
     * @param options see {@link #batchSize}
     * @param rng decides the order; unused unless shuffling
     * @return the loader
     */
    public static DataLoader of(Dataset<Sample> dataset, Options options, Rng rng) {
        return of(dataset, (sample, unused) -> sample, options, rng);
    }

    /**
     * A loader of items that are prepared first.
     *
     * @param <T> the items' type
     * @param dataset the data set
     * @param preparation makes a sample of an item
     * @param options see {@link #batchSize}
     * @param rng decides the order, and what the preparation draws
     * @return the loader
     */
    public static <T> DataLoader of(Dataset<T> dataset, Preparation<? super T> preparation, Options options, Rng rng) {
        Source source = (index, own, lasting, epoch) -> preparation.prepare(dataset.get(index), own, lasting, epoch);
        return new DataLoader(dataset.size(), source, options, rng);
    }

    /**
     * A loader of samples that are made as they are needed, without end: each epoch, and each sample of it, has a
     * generator of its own, so that they never repeat and are the same again for any number of workers, and after an
     * interruption.
     *
     * @param samplesPerEpoch how many are called an epoch
     * @param source makes a sample; called from several threads at once
     * @param options see {@link #batchSize}; order and sampler are without effect
     * @param rng what all chance starts from
     * @return the loader
     */
    public static DataLoader stream(
            int samplesPerEpoch, Function<? super Rng, Sample> source, Options options, Rng rng) {
        Options inOrder = options.shuffle(false).sampler(null);
        return new DataLoader(samplesPerEpoch, (index, own, lasting, epoch) -> source.apply(own), inOrder, rng);
    }

    /**
     * The usual options: in order, one worker, two batches ahead, the last batch may be smaller.
     *
     * @param batchSize the number of samples in a batch
     * @return the options, to be refined
     */
    public static Options batchSize(int batchSize) {
        return new Options(batchSize, false, false, 1, 2, null, null);
    }

    /**
     * How a data set is cut and read.
     *
     * @param batchSize the number of samples in a batch
     * @param shuffle whether each epoch has an order of its own; false by default
     * @param dropLast whether a smaller last batch is left out; false by default
     * @param workers background threads; 1 by default, 0 reads on the asking thread
     * @param prefetch batches read ahead at most; 2 by default
     * @param sampler which samples an epoch shows; null, the default, for each once
     * @param padding how samples of several sizes are joined; null, the default, if all must have one
     */
    public record Options(
            int batchSize,
            boolean shuffle,
            boolean dropLast,
            int workers,
            int prefetch,
            Sampler sampler,
            Padding padding) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    batchSize > 0 && workers >= 0 && prefetch > 0,
                    "data loader",
                    () -> "batchSize >= 1, workers >= 0, prefetch >= 1",
                    () -> batchSize + ", " + workers + ", " + prefetch);
            Shape.require(
                    !shuffle || sampler == null,
                    "data loader",
                    () -> "either shuffling or a sampler, which decides the order",
                    () -> "both");
        }

        /**
         * Chooses the order.
         *
         * @param newShuffle whether each epoch has an order of its own
         * @return a changed copy
         */
        public Options shuffle(boolean newShuffle) {
            return new Options(batchSize, newShuffle, dropLast, workers, prefetch, sampler, padding);
        }

        /**
         * Leaves out a smaller last batch, or not.
         *
         * @param newDropLast whether it is left out
         * @return a changed copy
         */
        public Options dropLast(boolean newDropLast) {
            return new Options(batchSize, shuffle, newDropLast, workers, prefetch, sampler, padding);
        }

        /**
         * Sets the number of background threads.
         *
         * @param newWorkers 0 reads on the asking thread
         * @return a changed copy
         */
        public Options workers(int newWorkers) {
            return new Options(
                    batchSize, shuffle, dropLast, newWorkers, Math.max(prefetch, newWorkers), sampler, padding);
        }

        /**
         * Sets how far is read ahead.
         *
         * @param newPrefetch batches
         * @return a changed copy
         */
        public Options prefetch(int newPrefetch) {
            return new Options(batchSize, shuffle, dropLast, workers, newPrefetch, sampler, padding);
        }

        /**
         * Chooses the samples and their order.
         *
         * @param newSampler such as {@code Sampler.balanced(labels)}
         * @return a changed copy
         */
        public Options sampler(Sampler newSampler) {
            return new Options(batchSize, shuffle, dropLast, workers, prefetch, newSampler, padding);
        }

        /**
         * Lets samples differ in size.
         *
         * @param newPadding what they are filled up with
         * @return a changed copy
         */
        public Options padding(Padding newPadding) {
            return new Options(batchSize, shuffle, dropLast, workers, prefetch, sampler, newPadding);
        }
    }

    /**
     * The number of samples of an epoch.
     *
     * @return the data set's size, or the sampler's
     */
    public int size() {
        return size;
    }

    /**
     * The number of batches of an epoch.
     *
     * @return the count
     */
    public int batches() {
        return options.dropLast ? size / options.batchSize : (size + options.batchSize - 1) / options.batchSize;
    }

    /**
     * Begins an epoch; an unfinished one ends.
     *
     * @param epoch its number, which decides order and augmentation
     * @return its batches
     */
    public Epoch epoch(int epoch) {
        return epoch(epoch, 0);
    }

    /**
     * Begins an epoch in its midst, as if the batches before had been taken; an unfinished one ends.
     *
     * @param epoch its number, which decides order and augmentation
     * @param firstBatch the index of the first batch to give, at most the number of batches
     * @return the batches from there on
     */
    public Epoch epoch(int epoch, int firstBatch) {
        Shape.require(
                firstBatch >= 0 && firstBatch <= batches(),
                "data loader",
                () -> "a first batch from 0 to " + batches(),
                () -> firstBatch);
        if (closed) {
            throw new IllegalStateException("data loader: expected an open one, got a closed one");
        }
        if (current != null) {
            current.close();
        }
        current = new Epoch(epoch, firstBatch);
        return current;
    }

    /**
     * The share of time, since epochs began, in which the asking thread waited for batches: what a training would gain
     * if data were free.
     *
     * @return from 0 to 1; 0 before the first batch
     */
    public double waitedShare() {
        return activeNanos == 0 ? 0 : (double) waitedNanos / activeNanos;
    }

    /** Stops the background threads, and waits for them. */
    @Override
    public void close() {
        closed = true;
        if (workers == null) {
            return;
        }
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger("dev.gradus")
                        .log(System.Logger.Level.WARNING, "data loader: a sample is still being read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The batches of one epoch, in order. */
    public final class Epoch implements AutoCloseable {
        private final int number;
        private final Rng own;
        private final int[] order;
        private final Deque<Future<CollatedBatch>> ahead = new ArrayDeque<>();
        private int submitted;
        private int given;
        private long countedUpTo = System.nanoTime();
        private boolean ended;

        private Epoch(int number, int firstBatch) {
            this.number = number;
            given = firstBatch;
            submitted = firstBatch;
            own = rng.split(number);
            order = order();
            fill();
        }

        private int[] order() {
            if (options.sampler != null) {
                int[] indices = options.sampler.indices(own.split("order"));
                Shape.require(
                        indices.length == size,
                        "data loader",
                        () -> size + " indices of the sampler",
                        () -> indices.length);
                return indices;
            }
            if (options.shuffle) {
                return own.split("order").permutation(size);
            }
            int[] indices = new int[size];
            Arrays.setAll(indices, i -> i);
            return indices;
        }

        private void fill() {
            while (workers != null && submitted < batches() && ahead.size() < options.prefetch) {
                int index = submitted++;
                ahead.addLast(workers.submit(() -> collate(index)));
            }
        }

        /**
         * Whether there is another batch.
         *
         * @return false at the end of the epoch
         */
        public boolean hasNext() {
            return given < batches();
        }

        /**
         * The next batch; waits until it is read.
         *
         * @return the batch, its tensors owned by the current scope
         * @throws DatasetException if a file behind it is damaged
         * @throws IllegalStateException if the epoch is over, or a sample failed otherwise (the message names it)
         */
        public Batch next() throws DatasetException {
            if (!hasNext() || closed) {
                throw new IllegalStateException("data loader: expected another batch, got the end of the epoch");
            }
            long start = System.nanoTime();
            CollatedBatch collated = workers == null ? collate(given) : await();
            Batch batch = collated.toTensors(given++);
            long end = System.nanoTime();
            waitedNanos += end - start;
            count(end);
            return batch;
        }

        private void count(long now) {
            activeNanos += now - countedUpTo;
            countedUpTo = now;
        }

        private CollatedBatch await() throws DatasetException {
            try {
                CollatedBatch batch = ahead.removeFirst().get();
                fill();
                return batch;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("data loader: interrupted while waiting for a batch", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof DatasetException damaged) {
                    throw damaged;
                }
                throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
            }
        }

        private CollatedBatch collate(int index) throws DatasetException {
            int from = index * options.batchSize;
            int count = Math.min(options.batchSize, size - from);
            int[] ids = Arrays.copyOfRange(order, from, from + count);
            List<Sample> samples = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                // A sampler may show a sample twice: then its place in the epoch decides what is drawn for it.
                samples.add(read(ids[i], options.sampler == null ? ids[i] : from + i));
            }
            return CollatedBatch.of(samples, ids, options.padding);
        }

        private Sample read(int id, int stream) throws DatasetException {
            try {
                return source.get(id, own.split("sample").split(stream), lasting.split(id), number);
            } catch (RuntimeException e) {
                throw new IllegalStateException("data loader: sample " + id + " failed: " + e, e);
            }
        }

        /** Ends the epoch early; what is being read ahead is dropped. */
        @Override
        public void close() {
            if (!ended) {
                count(System.nanoTime());
                ended = true;
            }
            given = batches();
            ahead.forEach(future -> future.cancel(false));
            ahead.clear();
        }
    }
}
