package dev.gradus.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Moments and goodness of fit for fixed seeds. Each bound is one that a correct generator exceeds less than once in
 * ten thousand seeds; since the seeds are fixed, a failure means that the draws changed.
 */
class RngStatisticsTest {
    private static final int N = 100_000;
    /** Quantile of Kolmogorov's distribution at 0.9999, on the scale of sqrt(n) D. */
    private static final double KOLMOGOROV = 2.226;
    /** Standard errors. */
    private static final double SIGMAS = 4;

    @Test
    void uniformsAreUniform() {
        double[] doubles = new double[N];
        Rng.seed(1).fillUniform(doubles, 0, N, 0, 1);
        float[] floats = new float[N];
        Rng.seed(2).fillUniform(floats, 0, N, 0, 1);
        for (double[] x : new double[][] {doubles, widened(floats)}) {
            checkMoments(x, 0.5, 1.0 / 12, 1.0 / 180);
            assertThat(kolmogorov(x, u -> u)).isLessThan(KOLMOGOROV);
        }
    }

    @Test
    void normalsAreNormal() {
        double[] doubles = new double[N];
        Rng.seed(3).fillNormal(doubles, 0, N, 0, 1);
        float[] floats = new float[N];
        Rng.seed(4).fillNormal(floats, 0, N, 0, 1);
        for (double[] x : new double[][] {doubles, widened(floats)}) {
            checkMoments(x, 0, 1, 2);
            assertThat(kolmogorov(x, RngStatisticsTest::normalCdf)).isLessThan(KOLMOGOROV);
            assertThat(mean(x, v -> v * v * v)).isCloseTo(0, Offset.offset(SIGMAS * Math.sqrt(15.0 / N)));
            assertThat(mean(x, v -> v * v * v * v)).isCloseTo(3, Offset.offset(SIGMAS * Math.sqrt(96.0 / N)));
        }
    }

    @Test
    void exponentialsAreExponential() {
        Rng rng = Rng.seed(5);
        double[] x =
                IntStream.range(0, N).mapToDouble(i -> rng.nextExponential()).toArray();
        checkMoments(x, 1, 1, 8);
        assertThat(kolmogorov(x, v -> 1 - Math.exp(-v))).isLessThan(KOLMOGOROV);
    }

    @Test
    void boundedIntegersAreEven() {
        Rng rng = Rng.seed(6);
        for (int bound : new int[] {2, 3, 10, 100}) {
            int[] counts = new int[bound];
            int[] longCounts = new int[bound];
            for (int i = 0; i < N; i++) {
                counts[rng.nextInt(bound)]++;
                longCounts[(int) rng.nextLong(bound)]++;
            }
            checkEven(counts);
            checkEven(longCounts);
        }
    }

    /** With bound 3 &middot; 2<sup>29</sup>, taking words modulo the bound would favour the low numbers two to one. */
    @Test
    void largeBoundsHaveNoBias() {
        Rng rng = Rng.seed(7);
        int bound = 3 << 29;
        int[] thirds = new int[3];
        int[] odd = new int[2];
        for (int i = 0; i < N; i++) {
            int value = rng.nextInt(bound);
            thirds[value >>> 29]++;
            odd[value & 1]++;
        }
        checkEven(thirds);
        checkEven(odd);
    }

    @Test
    void permutationsAreEven() {
        Rng rng = Rng.seed(8);
        int[] counts = new int[64];
        for (int i = 0; i < 24_000; i++) {
            int[] p = rng.permutation(4);
            counts[p[0] * 16 + p[1] * 4 + p[2]]++;
        }
        int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
        assertThat(seen).hasSize(24);
        checkEven(seen);
    }

    @Test
    void masksHaveTheirProbability() {
        for (double p : new double[] {0.01, 0.1, 0.5, 0.9}) {
            float[] mask = new float[N];
            Rng.seed(9).fillBernoulli(mask, 0, N, p);
            assertThat(mean(widened(mask), v -> v)).isCloseTo(p, Offset.offset(SIGMAS * Math.sqrt(p * (1 - p) / N)));
        }
    }

    /** Every bit is set half of the time, whatever the bit before it, in words and between the words of two blocks. */
    @Test
    void bitsAreEven() {
        Rng rng = Rng.seed(10);
        int[] set = new int[32];
        int[] flipped = new int[32];
        int last = rng.nextInt();
        for (int i = 0; i < N; i++) {
            int word = rng.nextInt();
            for (int bit = 0; bit < 32; bit++) {
                set[bit] += word >>> bit & 1;
                flipped[bit] += (word ^ last) >>> bit & 1;
            }
            last = word;
        }
        double tolerance = 5 * Math.sqrt(0.25 / N); // 64 comparisons
        for (int bit = 0; bit < 32; bit++) {
            assertThat(set[bit] / (double) N).isCloseTo(0.5, Offset.offset(tolerance));
            assertThat(flipped[bit] / (double) N).isCloseTo(0.5, Offset.offset(tolerance));
        }
    }

    /** Streams of neighbouring seeds, indices, names, and of parent and child, and a stream against its own past. */
    @Test
    void splitStreamsAreUncorrelated() {
        Rng root = Rng.seed(0);
        Rng late = Rng.seed(0);
        late.nextInt();
        Rng[] all = {
            root,
            Rng.seed(1),
            Rng.seed(-1),
            Rng.seed(1L << 32),
            root.split(0),
            root.split(1),
            root.split("0"),
            root.split("a"),
            root.split("b"),
            root.split("a").split("a"),
            late
        };
        double[][] x = new double[all.length][20_000];
        for (int i = 0; i < all.length; i++) {
            float[] draws = new float[20_000];
            all[i].fillNormal(draws, 0, draws.length, 0, 1);
            x[i] = widened(draws);
        }
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < i; j++) {
                double[] a = x[i];
                double[] b = x[j];
                double correlation = IntStream.range(0, a.length)
                        .mapToDouble(k -> a[k] * b[k])
                        .average()
                        .orElseThrow();
                assertThat(correlation).isCloseTo(0, Offset.offset(5 / Math.sqrt(20_000))); // 55 comparisons
            }
        }
    }

    private static void checkMoments(double[] x, double mean, double variance, double varianceOfSquare) {
        assertThat(mean(x, v -> v)).isCloseTo(mean, Offset.offset(SIGMAS * Math.sqrt(variance / x.length)));
        assertThat(mean(x, v -> (v - mean) * (v - mean)))
                .isCloseTo(variance, Offset.offset(SIGMAS * Math.sqrt(varianceOfSquare / x.length)));
    }

    /** Pearson's statistic, made nearly standard normal by Wilson and Hilferty's cube root. */
    private static void checkEven(int[] counts) {
        double expected = Arrays.stream(counts).average().orElseThrow();
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        double k = counts.length - 1;
        double z = (Math.cbrt(chiSquare / k) - (1 - 2 / (9 * k))) / Math.sqrt(2 / (9 * k));
        assertThat(z).as("chi-square %s with %s degrees", chiSquare, k).isLessThan(SIGMAS);
    }

    private static double kolmogorov(double[] x, DoubleUnaryOperator cdf) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double f = cdf.applyAsDouble(sorted[i]);
            distance = Math.max(distance, Math.max(f - i / (double) x.length, (i + 1) / (double) x.length - f));
        }
        return Math.sqrt(x.length) * distance;
    }

    /** By the series of Abramowitz and Stegun 26.2.10, enough for |x| below 6. */
    private static double normalCdf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 150; n++) {
            term *= x * x / (2 * n + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double mean(double[] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(f).average().orElseThrow();
    }

    private static double[] widened(float[] x) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
    }
}
