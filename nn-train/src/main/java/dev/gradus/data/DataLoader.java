package dev.gradus.data;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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
    private final ExecutorService workers;
    private Epoch current;
    private boolean closed;

    /** A data set behind its preparation. */
    private interface Source {
        Sample get(int index, Rng rng) throws DatasetException;
    }

    private DataLoader(int size, Source source, Options options, Rng rng) {
        Shape.require(size > 0, "data loader", () -> "a data set with samples", () -> "an empty one");
        this.size = size;
        this.source = source;
        this.options = options;
        this.rng = rng;
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
        Source source = (index, own) -> preparation.prepare(dataset.get(index), own);
        return new DataLoader(dataset.size(), source, options, rng);
    }

    /**
     * The usual options: in order, one worker, two batches ahead, the last batch may be smaller.
     *
     * @param batchSize the number of samples in a batch
     * @return the options, to be refined
     */
    public static Options batchSize(int batchSize) {
        return new Options(batchSize, false, false, 1, 2);
    }

    /**
     * How a data set is cut and read.
     *
     * @param batchSize the number of samples in a batch
     * @param shuffle whether each epoch has an order of its own; false by default
     * @param dropLast whether a smaller last batch is left out; false by default
     * @param workers background threads; 1 by default, 0 reads on the asking thread
     * @param prefetch batches read ahead at most; 2 by default
     */
    public record Options(int batchSize, boolean shuffle, boolean dropLast, int workers, int prefetch) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    batchSize > 0 && workers >= 0 && prefetch > 0,
                    "data loader",
                    () -> "batchSize >= 1, workers >= 0, prefetch >= 1",
                    () -> batchSize + ", " + workers + ", " + prefetch);
        }

        /**
         * Chooses the order.
         *
         * @param newShuffle whether each epoch has an order of its own
         * @return a changed copy
         */
        public Options shuffle(boolean newShuffle) {
            return new Options(batchSize, newShuffle, dropLast, workers, prefetch);
        }

        /**
         * Leaves out a smaller last batch, or not.
         *
         * @param newDropLast whether it is left out
         * @return a changed copy
         */
        public Options dropLast(boolean newDropLast) {
            return new Options(batchSize, shuffle, newDropLast, workers, prefetch);
        }

        /**
         * Sets the number of background threads.
         *
         * @param newWorkers 0 reads on the asking thread
         * @return a changed copy
         */
        public Options workers(int newWorkers) {
            return new Options(batchSize, shuffle, dropLast, newWorkers, Math.max(prefetch, newWorkers));
        }

        /**
         * Sets how far is read ahead.
         *
         * @param newPrefetch batches
         * @return a changed copy
         */
        public Options prefetch(int newPrefetch) {
            return new Options(batchSize, shuffle, dropLast, workers, newPrefetch);
        }
    }

    /**
     * The number of samples.
     *
     * @return the data set's size
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
        private final Rng own;
        private final int[] order;
        private final Deque<Future<CollatedBatch>> ahead = new ArrayDeque<>();
        private int submitted;
        private int given;

        private Epoch(int number, int firstBatch) {
            given = firstBatch;
            submitted = firstBatch;
            own = rng.split(number);
            order = options.shuffle ? own.split("order").permutation(size) : inOrder();
            fill();
        }

        private int[] inOrder() {
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
            CollatedBatch batch = workers == null ? collate(given) : await();
            return batch.toTensors(given++);
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
            CollatedBatch batch = null;
            for (int i = 0; i < count; i++) {
                int id = order[from + i];
                Sample sample = read(id);
                if (batch == null) {
                    batch = new CollatedBatch(count, sample, id);
                }
                batch.put(i, sample, id);
            }
            return batch;
        }

        private Sample read(int id) throws DatasetException {
            try {
                return source.get(id, own.split("sample").split(id));
            } catch (RuntimeException e) {
                throw new IllegalStateException("data loader: sample " + id + " failed: " + e, e);
            }
        }

        /** Ends the epoch early; what is being read ahead is dropped. */
        @Override
        public void close() {
            given = batches();
            ahead.forEach(future -> future.cancel(false));
            ahead.clear();
        }
    }
}
