package dev.gradus.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // scopes act by being open
final class SamplingTest {
    private record Made(int size, IntFunction<Sample> make) implements Dataset<Sample> {
        @Override
        public Sample get(int index) {
            return make.apply(index);
        }
    }

    private static Sample number(int index) {
        return Sample.ofClass(new float[] {index}, new long[] {1}, 0);
    }

    private static List<Float> values(DataLoader loader, int epoch, int firstBatch) throws DatasetException {
        List<Float> values = new ArrayList<>();
        try (DataLoader.Epoch batches = loader.epoch(epoch, firstBatch)) {
            while (batches.hasNext()) {
                try (TensorScope scope = TensorScope.open()) {
                    for (float value : batches.next().input().toFloatArray()) {
                        values.add(value);
                    }
                }
            }
        }
        return values;
    }

    // ---- samplers

    @Test
    void weightsAreChances() {
        double[] weights = {0, 1, 3, 0, 4, 0};
        Sampler sampler = Sampler.weighted(weights, 80_000);
        int[] counts = new int[6];
        for (int index : sampler.indices(Rng.seed(4))) {
            counts[index]++;
        }
        for (int i = 0; i < 6; i++) {
            assertThat(counts[i]).isCloseTo((int) (10_000 * weights[i]), within(weights[i] == 0 ? 0 : 500));
        }
        assertThat(sampler.indices(Rng.seed(4))).isEqualTo(sampler.indices(Rng.seed(4)));
        assertThat(sampler.indices(Rng.seed(5))).isNotEqualTo(sampler.indices(Rng.seed(4)));
    }

    @Test
    void classesAreBalancedAndNoSampleComesAgainBeforeAllHaveCome() {
        int[] labels = new int[100];
        for (int i = 0; i < 100; i++) {
            labels[i] = i < 90 ? 7 : i < 97 ? 2 : 5; // 90, 7 and 3
        }
        int[] indices = Sampler.balanced(labels).indices(Rng.seed(1));
        assertThat(indices).hasSize(100);
        int[] shown = new int[100];
        int[] classes = new int[8];
        for (int index : indices) {
            shown[index]++;
            classes[labels[index]]++;
        }
        assertThat(new int[] {classes[2], classes[5], classes[7]}).containsExactlyInAnyOrder(34, 33, 33);
        assertThat(Arrays.stream(shown, 0, 90).max().orElseThrow()).isEqualTo(1);
        assertThat(Arrays.stream(shown, 90, 97)).allMatch(count -> count == 4 || count == 5);
        assertThat(Arrays.stream(shown, 97, 100)).allMatch(count -> count == 11 || count == 12);
        int early = 0;
        for (int i = 0; i < 50; i++) {
            early += labels[indices[i]] == 7 ? 1 : 0;
        }
        assertThat(early).isBetween(5, 30); // mixed, not class after class
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aSampledEpochDoesNotDependOnWorkersAndCanBeBegunInItsMidst(int workers) throws DatasetException {
        double[] weights = {1, 2, 3, 4, 5, 6, 7};
        DataLoader.Options options =
                DataLoader.batchSize(4).sampler(Sampler.weighted(weights, 22)).workers(workers);
        Preparation<Sample> noise =
                (sample, rng) -> Sample.ofClass(new float[] {sample.input()[0] + rng.nextFloat()}, new long[] {1}, 0);
        try (DataLoader loader = DataLoader.of(new Made(7, SamplingTest::number), noise, options, Rng.seed(9))) {
            assertThat(loader.size()).isEqualTo(22);
            assertThat(loader.batches()).isEqualTo(6);
            List<Float> all = values(loader, 2, 0);
            assertThat(all).hasSize(22).doesNotHaveDuplicates(); // the same sample gets other noise
            assertThat(values(loader, 2, 3)).isEqualTo(all.subList(12, 22));
            try (DataLoader alone =
                    DataLoader.of(new Made(7, SamplingTest::number), noise, options.workers(0), Rng.seed(9))) {
                assertThat(values(alone, 2, 0)).isEqualTo(all);
            }
        }
    }

    @Test
    void impossibleSamplersAreRefused() {
        assertThatThrownBy(() -> Sampler.weighted(new double[] {1, -1}, 3))
                .hasMessageContaining("weighted sampler: expected weights >= 0, got -1.0");
        assertThatThrownBy(() -> Sampler.weighted(new double[2], 3)).hasMessageContaining("got 0.0 and 3");
        assertThatThrownBy(() -> Sampler.balanced(new int[0])).hasMessageContaining("expected a label or more");
        Sampler sampler = Sampler.balanced(new int[] {1});
        assertThatThrownBy(() -> DataLoader.batchSize(2).shuffle(true).sampler(sampler))
                .hasMessageContaining("expected either shuffling or a sampler");
        Sampler brief = new Sampler() {
            @Override
            public int size() {
                return 4;
            }

            @Override
            public int[] indices(Rng rng) {
                return new int[] {2, 1, 0};
            }
        };
        try (DataLoader loader = DataLoader.of(
                new Made(3, SamplingTest::number), DataLoader.batchSize(2).sampler(brief), Rng.seed(0))) {
            assertThatThrownBy(() -> loader.epoch(0))
                    .hasMessageContaining("data loader: expected 4 indices of the sampler, got 3");
        }
    }

    // ---- padding

    @Test
    void samplesOfSeveralSizesAreFilledUp() throws DatasetException {
        Dataset<Sample> pictures = new Made(2, i -> {
            int height = 1 + i;
            int width = 3 - i;
            float[] values = new float[height * width];
            for (int k = 0; k < values.length; k++) {
                values[k] = 10 * (i + 1) + k;
            }
            return new Sample(values, new long[] {1, height, width}, new float[] {i, 5}, new long[] {2});
        });
        try (TensorScope scope = TensorScope.open();
                DataLoader loader =
                        DataLoader.of(pictures, DataLoader.batchSize(2).padding(new Padding(-1, 0)), Rng.seed(0))) {
            Batch batch = loader.epoch(0).next();
            assertThat(batch.input().shape()).isEqualTo(Shape.of(2, 1, 2, 3));
            assertThat(batch.input().toFloatArray()).containsExactly(10, 11, 12, -1, -1, -1, 20, 21, -1, 22, 23, -1);
            assertThat(batch.inputShapes()).containsExactly(Shape.of(1, 1, 3), Shape.of(1, 2, 2));
        }
    }

    @Test
    void sequencesTellTheirLengths() throws DatasetException {
        Dataset<Sample> words = new Made(
                3,
                i -> new Sample(new float[2 * (i + 1)], new long[] {i + 1, 2}, new float[] {1, 2, 3}, new long[] {3}));
        try (TensorScope scope = TensorScope.open();
                DataLoader loader = DataLoader.of(
                        words, DataLoader.batchSize(3).padding(Padding.ZEROS).workers(0), Rng.seed(0))) {
            Batch batch = loader.epoch(0).next();
            assertThat(batch.input().shape()).isEqualTo(Shape.of(3, 3, 2));
            assertThat(batch.inputLengths()).containsExactly(1, 2, 3);
            assertThat(batch.targetLengths()).containsExactly(3, 3, 3);
        }
    }

    @Test
    void anotherNumberOfDimensionsIsNotFilledUp() {
        Dataset<Sample> mixed = new Made(
                2,
                i -> new Sample(new float[2], i == 0 ? new long[] {2} : new long[] {1, 2}, new float[1], new long[0]));
        try (DataLoader loader = DataLoader.of(
                mixed, DataLoader.batchSize(2).padding(Padding.ZEROS).workers(0), Rng.seed(0))) {
            assertThatThrownBy(() -> loader.epoch(0).next())
                    .hasMessageContaining("expected sample 1 with an input of as many dimensions as (2,) as sample 0");
        }
    }

    // ---- streams

    @Test
    void aStreamNeverRepeatsAndIsTheSameAgain() throws DatasetException {
        DataLoader.Options options = DataLoader.batchSize(5);
        List<Float> first;
        List<Float> second;
        try (DataLoader loader = DataLoader.stream(20, SamplingTest::drawn, options.workers(2), Rng.seed(3))) {
            first = values(loader, 0, 0);
            second = values(loader, 1, 0);
        }
        List<Float> both = new ArrayList<>(first);
        both.addAll(second);
        assertThat(both).hasSize(40).doesNotHaveDuplicates();
        try (DataLoader again = DataLoader.stream(20, SamplingTest::drawn, options.workers(0), Rng.seed(3))) {
            assertThat(values(again, 1, 2)).isEqualTo(second.subList(10, 20));
        }
        try (DataLoader shuffled = DataLoader.stream(20, SamplingTest::drawn, options.shuffle(true), Rng.seed(3));
                DataLoader sampled = DataLoader.stream(
                        20, SamplingTest::drawn, options.sampler(Sampler.balanced(new int[3])), Rng.seed(3))) {
            assertThat(values(shuffled, 0, 0)).isEqualTo(first);
            assertThat(values(sampled, 0, 0)).isEqualTo(first);
        }
    }

    private static Sample drawn(Rng rng) {
        return Sample.ofClass(new float[] {rng.nextFloat()}, new long[] {1}, 0);
    }

    // ---- cached, and waiting

    @Test
    void aCachedSampleIsReadOnceAndCannotBeSpoiled() throws DatasetException {
        AtomicInteger reads = new AtomicInteger();
        Dataset<Sample> cached = Cached.samples(
                new Made(4, i -> {
                    reads.incrementAndGet();
                    return number(i);
                }),
                24);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                Sample sample = cached.get(i);
                assertThat(sample.input()[0]).isEqualTo(i);
                sample.input()[0] = 99;
            }
        }
        assertThat(cached.size()).isEqualTo(4);
        assertThat(reads.get()).isEqualTo(3 + 3); // 24 bytes hold three samples of 8; the fourth is read each time
    }

    @Test
    void whatPackingRoundsIsRoundedTheFirstTimeToo() throws DatasetException {
        Dataset<Double> halves = new Dataset<>() {
            @Override
            public int size() {
                return 2;
            }

            @Override
            public Double get(int index) {
                return index + 0.75;
            }
        };
        Cached.Packing<Double, Integer> whole =
                new Cached.Packing<>(Double::intValue, Integer::doubleValue, packed -> Integer.BYTES);
        Dataset<Double> cached = new Cached<>(halves, whole, Integer.BYTES); // room for one
        for (int round = 0; round < 2; round++) {
            assertThat(cached.get(0)).isEqualTo(0.0);
            assertThat(cached.get(1)).isEqualTo(1.0);
        }
    }

    @Test
    void theShareOfTimeWaitedIsCounted() throws Exception {
        Dataset<Sample> slow = new Made(4, i -> {
            pause(30);
            return number(i);
        });
        try (DataLoader loader = DataLoader.of(slow, DataLoader.batchSize(1).workers(0), Rng.seed(0))) {
            assertThat(loader.waitedShare()).isZero();
            values(loader, 0, 0);
            assertThat(loader.waitedShare()).isBetween(Double.MIN_VALUE, 1.0);
        }
        try (DataLoader loader = DataLoader.of(
                new Made(4, SamplingTest::number), DataLoader.batchSize(1).prefetch(4), Rng.seed(0))) {
            try (DataLoader.Epoch batches = loader.epoch(0)) {
                while (batches.hasNext()) {
                    pause(30);
                    batches.next();
                }
            }
            assertThat(loader.waitedShare()).isBetween(Double.MIN_VALUE, Math.nextDown(1.0));
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
