package dev.gradus.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Rng} promises to the bit. The fixed numbers come from a second implementation, in Python. */
class RngTest {
    @Test
    void theWordsArePhilox() {
        Rng rng = Rng.seed(42);
        assertThat(IntStream.range(0, 8).map(i -> rng.nextInt()).toArray())
                .containsExactly(
                        0x9ceaf053, 0x77f5493b, 0x12bf50ad, 0x5742b3d7, 0xfcdb2127, 0x53ba6cfd, 0x838f5a6e, 0x744e06fb);
        assertThat(rng.position()).isEqualTo(8);
    }

    @Test
    void childrenAreHashesOfThePath() {
        Rng child = Rng.seed(42).split("fc1");
        assertThat(child.state()).isEqualTo(new Rng.State(0x16011b10e750f3f2L, 0x28710213cd9b6aaaL, 0));
        assertThat(child.nextInt()).isEqualTo(0xe9ea6679);
        Rng grandchild = child.split(-7);
        assertThat(grandchild.state()).isEqualTo(new Rng.State(0x159bf94141ca3737L, 0x8f6c99b8dc641bdbL, 0));
        assertThat(grandchild.nextInt()).isEqualTo(0x22e075ca);
    }

    @Test
    void eachKindOfDrawIsFixed() {
        assertThat(Rng.seed(42).nextLong()).isEqualTo(0x9ceaf05377f5493bL);
        assertThat(Rng.seed(42).nextFloat()).isEqualTo(0.61295986f);
        assertThat(Rng.seed(42).nextDouble()).isEqualTo(0.6129598811894158);
        Offset<Double> close = Offset.offset(1e-14);
        Rng gaussian = Rng.seed(42);
        assertThat(gaussian.nextGaussian()).isCloseTo(0.2870419004300947, close);
        assertThat(gaussian.nextGaussian()).isCloseTo(-1.4521371470450302, close);
        assertThat(gaussian.nextGaussian()).isCloseTo(2.2482116342226295, close);
        assertThat(Rng.seed(42).nextGaussianFloat()).isEqualTo(0.2870419f);
        assertThat(Rng.seed(42).nextExponential()).isCloseTo(-Math.log(1 - 0.6129598811894158), close);
        Rng digits = Rng.seed(42);
        assertThat(IntStream.range(0, 8).map(i -> digits.nextInt(10)).toArray())
                .containsExactly(6, 4, 0, 3, 9, 3, 5, 4);
        assertThat(Rng.seed(42).nextBoolean()).isTrue();
        byte[] bytes = new byte[5];
        Rng.seed(42).nextBytes(bytes);
        assertThat(bytes).containsExactly(0x53, 0xf0, 0xea, 0x9c, 0x3b);
    }

    @Test
    void splittingDoesNotDependOnDraws() {
        Rng fresh = Rng.seed(7);
        Rng used = Rng.seed(7);
        used.fillNormal(new float[1001], 0, 1001, 0, 1);
        assertThat(used.split("a").state()).isEqualTo(fresh.split("a").state());
        assertThat(used.split(3).state()).isEqualTo(fresh.split(3).state());
        assertThat(used.position()).isEqualTo(1001);
    }

    @Test
    void differentPathsGiveDifferentStreams() {
        Set<Long> firsts = new HashSet<>();
        Rng root = Rng.seed(1);
        List<Rng> all = new ArrayList<>(List.of(root, Rng.seed(2), root.split(""), root.split("ab"), root.split("ba")));
        all.add(root.split("a").split("b"));
        all.add(root.split("b").split("a"));
        all.add(root.split("1"));
        for (int i = 0; i < 1000; i++) {
            all.add(root.split(i));
        }
        all.forEach(rng -> firsts.add(rng.nextLong()));
        assertThat(firsts).hasSize(all.size());
    }

    @Test
    void aStateResumesAnywhereAndStaysAsItWas() {
        Rng rng = Rng.seed(5).split("x");
        for (int drawn = 0; drawn < 9; drawn++) {
            Rng.State state = rng.state();
            Rng resumed = Rng.restore(state);
            assertThat(state.position()).isEqualTo(drawn);
            int next = rng.nextInt();
            assertThat(resumed.nextInt()).isEqualTo(next);
            assertThat(Rng.restore(state).nextInt()).isEqualTo(next);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "1, 3", "3, 2", "2, 1024", "3, 5000", "1, 1023", "0, 4096"})
    void bulkFillsGiveTheSingleDraws(int drawnBefore, int n) {
        Rng bulk = Rng.seed(11);
        Rng single = Rng.seed(11);
        for (int i = 0; i < drawnBefore; i++) {
            bulk.nextInt();
            single.nextInt();
        }
        float[] floats = new float[n + 2];
        double[] doubles = new double[n + 2];
        byte[] bytes = new byte[n + 2];
        bulk.fillUniform(floats, 1, n + 1, -2, 3);
        for (int i = 1; i <= n; i++) {
            assertThat(floats[i]).isEqualTo(single.nextFloat(-2, 3));
        }
        bulk.fillUniform(doubles, 1, n + 1, -2, 3);
        for (int i = 1; i <= n; i++) {
            assertThat(doubles[i]).isEqualTo(single.nextDouble(-2, 3));
        }
        bulk.fillNormal(floats, 1, n + 1, 4, 0.5f);
        for (int i = 1; i <= n; i++) {
            assertThat(floats[i]).isEqualTo(4 + 0.5f * single.nextGaussianFloat());
        }
        bulk.fillNormal(doubles, 1, n + 1, 4, 0.5);
        for (int i = 1; i <= n; i++) {
            assertThat(doubles[i]).isEqualTo(single.nextGaussian(4, 0.5));
        }
        bulk.fillBernoulli(floats, 1, n + 1, 0.3);
        for (int i = 1; i <= n; i++) {
            assertThat(floats[i]).isEqualTo(single.nextBernoulli(0.3) ? 1 : 0);
        }
        bulk.fillBernoulli(bytes, 1, n + 1, 0.3);
        for (int i = 1; i <= n; i++) {
            assertThat(bytes[i]).isEqualTo((byte) (single.nextBernoulli(0.3) ? 1 : 0));
        }
        assertThat(bulk.state()).isEqualTo(single.state());
        assertThat(new double[] {floats[0], floats[n + 1], doubles[0], doubles[n + 1], bytes[0], bytes[n + 1]})
                .as("outside the range")
                .containsOnly(0);
    }

    @Test
    void permutationsHoldEachNumberOnce() {
        Rng rng = Rng.seed(3);
        assertThat(rng.permutation(0)).isEmpty();
        assertThat(rng.permutation(1)).containsExactly(0);
        assertThat(rng.permutation(1000))
                .containsExactlyInAnyOrder(IntStream.range(0, 1000).toArray())
                .isNotEqualTo(IntStream.range(0, 1000).toArray());
    }

    @Test
    void rangesHoldAtTheirEnds() {
        Rng rng = Rng.seed(9);
        float tiny = Math.nextUp(1f);
        for (int i = 0; i < 2000; i++) {
            assertThat(rng.nextFloat(1, tiny)).isEqualTo(1f);
            assertThat(rng.nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE)).isLessThan(Integer.MAX_VALUE);
            assertThat(rng.nextLong(5, 8)).isBetween(5L, 7L);
            assertThat(rng.nextLong(Long.MIN_VALUE, Long.MAX_VALUE)).isLessThan(Long.MAX_VALUE);
            assertThat(rng.nextInt(1)).isZero();
            assertThat(rng.nextLong(1)).isZero();
            assertThat(rng.nextBernoulli(0)).isFalse();
            assertThat(rng.nextBernoulli(1)).isTrue();
        }
    }

    @Test
    void wrongArgumentsAreNamed() {
        Rng rng = Rng.seed(0);
        refused(rng, r -> r.nextInt(0), "nextInt: expected bound > 0, got 0");
        refused(rng, r -> r.nextInt(3, 3), "nextInt: expected origin < bound, got 3 and 3");
        refused(rng, r -> r.nextLong(-1), "nextLong: expected bound > 0, got -1");
        refused(rng, r -> r.nextLong(4, 3), "nextLong: expected origin < bound, got 4 and 3");
        refused(rng, r -> r.permutation(-1), "permutation: expected n >= 0, got -1");
        refused(rng, r -> r.nextFloat(Float.NaN), "uniform: expected low < high, both finite, got 0.0 and NaN");
        refused(
                rng,
                r -> r.fillUniform(new double[1], 0, 1, 0, Double.POSITIVE_INFINITY),
                "uniform: expected low < high, both finite, got 0.0 and Infinity");
        refused(rng, r -> r.nextGaussian(0, -1), "normal: expected std >= 0, got -1.0");
        refused(rng, r -> r.nextBernoulli(1.5), "bernoulli: expected a probability from 0 to 1, got 1.5");
        refused(rng, r -> new Rng.State(1, 2, -3), "rng state: expected position >= 0, got -3");
        assertThatThrownBy(() -> rng.fillNormal(new float[3], 1, 4, 0, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(rng.position()).as("a refused call draws nothing").isZero();
    }

    private static void refused(Rng rng, Consumer<Rng> call, String message) {
        assertThatThrownBy(() -> call.accept(rng))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
