package dev.gradus.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataLoaderTest {
    private static Dataset<Sample> numbers(int size) {
        return dataset(size, i -> Sample.ofClass(new float[] {i, -i}, new long[] {2}, i % 3));
    }

    private interface Source {
        Sample get(int index) throws DatasetException;
    }

    private static Dataset<Sample> dataset(int size, Source source) {
        return new Dataset<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Sample get(int index) throws DatasetException {
                return source.get(index);
            }
        };
    }

    private static List<Float> firstValues(DataLoader loader, int epoch) throws DatasetException {
        List<Float> values = new ArrayList<>();
        DataLoader.Epoch batches = loader.epoch(epoch);
        while (batches.hasNext()) {
            float[] input = batches.next().input().toFloatArray();
            for (int i = 0; i < input.length; i += 2) {
                values.add(input[i]);
            }
        }
        return values;
    }

    @Test
    void cutsInOrderAndMakesTensors() throws DatasetException {
        try (DataLoader loader = DataLoader.of(numbers(7), DataLoader.batchSize(3), Rng.seed(0))) {
            assertThat(loader.batches()).isEqualTo(3);
            DataLoader.Epoch batches = loader.epoch(0);
            Batch first = batches.next();
            assertThat(first.input().toFloatArray()).containsExactly(0, 0, 1, -1, 2, -2);
            assertThat(first.input().shape()).isEqualTo(Shape.of(3, 2));
            assertThat(first.target().dtype()).isEqualTo(DType.INT64);
            assertThat(first.target().toLongArray()).containsExactly(0, 1, 2);
            batches.next();
            assertThat(batches.next().size()).isEqualTo(1);
            assertThat(batches.hasNext()).isFalse();
            assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class);
        }
        try (DataLoader loader =
                DataLoader.of(numbers(7), DataLoader.batchSize(3).dropLast(true), Rng.seed(0))) {
            assertThat(firstValues(loader, 0)).containsExactly(0f, 1f, 2f, 3f, 4f, 5f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void orderAndAugmentationDoNotDependOnWorkers(int workers) throws DatasetException {
        Preparation<Sample> noise = (sample, rng) -> {
            sample.input()[0] += rng.nextFloat();
            return sample;
        };
        DataLoader.Options options = DataLoader.batchSize(4).shuffle(true);
        try (DataLoader alone = DataLoader.of(numbers(50), noise, options.workers(0), Rng.seed(1));
                DataLoader many = DataLoader.of(numbers(50), noise, options.workers(workers), Rng.seed(1))) {
            List<Float> expected = firstValues(alone, 3);
            assertThat(firstValues(many, 3)).isEqualTo(expected);
            assertThat(firstValues(many, 4)).isNotEqualTo(expected).hasSize(50);
            assertThat(firstValues(many, 3)).isEqualTo(expected);
        }
    }

    /** Epochs can differ in a planned way: what lasts is the same in each, what does not is drawn anew. */
    @Test
    void aPreparationIsToldTheEpochAndWhatLasts() throws DatasetException {
        List<String> seen = new ArrayList<>();
        Preparation<Sample> planned = new Preparation<>() {
            @Override
            public Sample prepare(Sample sample, Rng rng) {
                throw new AssertionError("expected the epoch to be told");
            }

            @Override
            public Sample prepare(Sample sample, Rng rng, Rng lasting, int epoch) {
                seen.add((int) sample.input()[0] + " " + epoch + " " + lasting.nextLong());
                sample.input()[0] += rng.nextFloat();
                return sample;
            }
        };
        DataLoader.Options options = DataLoader.batchSize(5).shuffle(true).workers(0);
        try (DataLoader loader = DataLoader.of(numbers(5), planned, options, Rng.seed(1))) {
            List<Float> first = firstValues(loader, 0);
            List<Float> second = firstValues(loader, 1);
            assertThat(first).doesNotContainAnyElementsOf(second);
        }
        Map<String, Set<String>> lasting = new HashMap<>();
        for (String line : seen) {
            List<String> words = List.of(line.split(" ", -1));
            lasting.computeIfAbsent(words.get(0), item -> new HashSet<>()).add(words.get(2));
        }
        assertThat(seen).filteredOn(line -> line.contains(" 1 ")).hasSize(5);
        assertThat(lasting)
                .hasSize(5)
                .allSatisfy((item, draws) -> assertThat(draws).hasSize(1));
        assertThat(lasting.values()).doesNotHaveDuplicates();
    }

    @Test
    void readsNoFurtherAheadThanAllowed() throws Exception {
        AtomicInteger read = new AtomicInteger();
        Dataset<Sample> counting = dataset(100, i -> {
            read.incrementAndGet();
            return Sample.ofClass(new float[] {i}, new long[] {1}, 0);
        });
        try (DataLoader loader =
                DataLoader.of(counting, DataLoader.batchSize(2).workers(1).prefetch(3), Rng.seed(0))) {
            loader.epoch(0).next();
            for (int i = 0; i < 100 && read.get() < 8; i++) {
                Thread.sleep(20);
            }
            Thread.sleep(50);
            assertThat(read.get()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aDamagedFileAndAFailingSampleAreNamed(int workers) {
        DataLoader.Options options = DataLoader.batchSize(2).workers(workers);
        Dataset<Sample> damaged = dataset(9, i -> {
            if (i == 5) {
                throw new DatasetException(Path.of("a.png"), "a picture", "nonsense");
            }
            return Sample.ofClass(new float[] {i, i}, new long[] {2}, 0);
        });
        Dataset<Sample> failing = dataset(9, i -> Sample.ofClass(new float[2 - i / 5], new long[] {2}, 0));
        Dataset<Sample> uneven = dataset(9, i -> Sample.ofClass(new float[2 + i / 5], new long[] {2 + i / 5}, 0));
        try (DataLoader loader = DataLoader.of(damaged, options, Rng.seed(0))) {
            assertThatThrownBy(() -> firstValues(loader, 0))
                    .isInstanceOf(DatasetException.class)
                    .hasMessage("a.png: expected a picture, found nonsense");
        }
        try (DataLoader loader = DataLoader.of(failing, options, Rng.seed(0))) {
            assertThatThrownBy(() -> firstValues(loader, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("data loader: sample 5 failed");
        }
        try (DataLoader loader = DataLoader.of(uneven, options, Rng.seed(0))) {
            assertThatThrownBy(() -> firstValues(loader, 0))
                    .hasMessage("data loader: expected sample 5 with an input of shape (2,) as sample 4 in its batch,"
                            + " got (3,)");
        }
    }

    @Test
    void closeStopsTheWorkers() throws Exception {
        List<Thread> seen = new ArrayList<>();
        Dataset<Sample> spying = dataset(20, i -> {
            synchronized (seen) {
                seen.add(Thread.currentThread());
            }
            return Sample.ofClass(new float[] {i}, new long[] {1}, 0);
        });
        DataLoader loader = DataLoader.of(spying, DataLoader.batchSize(2).workers(3), Rng.seed(0));
        loader.epoch(0).next();
        loader.close();
        synchronized (seen) {
            for (Thread thread : seen) {
                thread.join(5000);
                assertThat(thread.isAlive()).isFalse();
            }
            assertThat(seen).isNotEmpty();
        }
        assertThatThrownBy(() -> loader.epoch(1)).isInstanceOf(IllegalStateException.class);
    }
}
