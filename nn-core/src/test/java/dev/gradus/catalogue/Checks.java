package dev.gradus.catalogue;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gradus.backend.Backend;
import dev.gradus.backend.Backends;
import dev.gradus.memory.BufferPool;
import dev.gradus.memory.TensorScope;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Runs a check over the rows of the catalogue on every backend. */
final class Checks {
    private static final List<String> BACKENDS = List.of("java", "onednn");

    private static final int FEW = 3;

    /** What must hold for every sample; the backend is current and a scope is open. */
    @FunctionalInterface
    interface SampleCheck {
        void check(Sample sample);
    }

    /** What must hold for every row. */
    @FunctionalInterface
    interface RowCheck {
        void check(OpCase row);
    }

    private Checks() {}

    /** One test a row and backend, over all its samples: for what depends on the kernels. */
    static Stream<DynamicNode> samples(SampleCheck check) {
        return samples(sample -> true, check);
    }

    /** The same over those samples that pass the filter. */
    static Stream<DynamicNode> samples(Predicate<Sample> filter, SampleCheck check) {
        return samples(filter, Integer.MAX_VALUE, check);
    }

    /** For what depends on the op: on backends other than the first, a few samples a row are enough. */
    static Stream<DynamicNode> fewSamples(Predicate<Sample> filter, SampleCheck check) {
        return samples(filter, FEW, check);
    }

    private static Stream<DynamicNode> samples(Predicate<Sample> filter, int most, SampleCheck check) {
        return rows(row -> row.samples.stream().anyMatch(filter), row -> {
            boolean all = Backend.current().name().equals(BACKENDS.get(0));
            row.samples.stream()
                    .filter(filter)
                    .sorted(Comparator.comparingLong(Sample::elements))
                    .limit(all ? Integer.MAX_VALUE : most)
                    .forEach(sample -> inScope(sample.toString(), () -> check.check(sample)));
        });
    }

    static Stream<DynamicNode> rows(Predicate<OpCase> filter, RowCheck check) {
        return BACKENDS.stream()
                .map(name -> dynamicContainer(
                        name,
                        Catalogue.rows().stream()
                                .filter(filter)
                                .map(row -> dynamicTest(
                                        row.signature + " on " + name, () -> onBackend(name, row, check)))));
    }

    @SuppressWarnings("try") // the block acts by being open
    private static void onBackend(String name, OpCase row, RowCheck check) {
        try (Backends block = Backends.use(Backends.named(name))) {
            check.check(row);
        }
    }

    /** Every check is a check for leaks, too. */
    @SuppressWarnings("try") // the scope acts by being open
    static void inScope(String what, Runnable body) {
        long before = BufferPool.host().liveBytes();
        try (TensorScope scope = TensorScope.open()) {
            body.run();
        }
        long after = BufferPool.host().liveBytes();
        // It may shrink: the collector frees what earlier tests made outside any scope.
        if (after > before) {
            throw new AssertionError(what + ": left " + (after - before) + " bytes allocated on "
                    + Backend.current().name());
        }
    }

    /** Waits until the collector has freed what earlier tests made outside any scope. */
    static void settle() throws InterruptedException {
        long previous = -1;
        for (long live = BufferPool.host().liveBytes();
                live != previous;
                live = BufferPool.host().liveBytes()) {
            previous = live;
            System.gc();
            Thread.sleep(100);
        }
    }
}
