package dev.gradus.examples.cells;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.Interruption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Decodes a cached data set on all processors before the training starts, so that a damaged file shows at once. */
final class Decoding {
    private Decoding() {}

    /**
     * Asks for every sample once.
     *
     * @throws DatasetException that of the first sample at fault
     */
    static <T> Dataset<T> all(Dataset<T> cached) throws DatasetException, InterruptedException {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<?>> decoded = new ArrayList<>();
            for (int i = 0; i < cached.size(); i++) {
                int index = i;
                decoded.add(workers.submit(() -> Interruption.isRequested() ? null : cached.get(index)));
            }
            for (Future<?> sample : decoded) {
                sample.get();
            }
            return cached;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DatasetException damaged) {
                throw damaged;
            }
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }
}
