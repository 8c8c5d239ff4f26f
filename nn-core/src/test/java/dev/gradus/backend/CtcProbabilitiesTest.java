package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.backend.HostCtc.Alignment;
import dev.gradus.backend.HostCtc.Lattice;
import dev.gradus.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CtcProbabilitiesTest {
    /** States of some labels, the probability of each state's label being e^(−spread · u), u from 0 to 1. */
    private static Lattice lattice(int steps, int labels, double spread, long seed) {
        Rng rng = Rng.seed(seed);
        int[] states = new int[2 * labels + 1];
        boolean[] skips = new boolean[states.length];
        for (int s = 1; s < states.length; s += 2) {
            states[s] = rng.nextInt(1, 4);
            skips[s] = s > 1 && states[s] != states[s - 2];
        }
        double[][] emitted = new double[steps][states.length];
        for (double[] row : emitted) {
            double[] byLabel = {0, 0, 0, 0};
            for (int k = 0; k < byLabel.length; k++) {
                byLabel[k] = -spread * rng.nextDouble();
            }
            for (int s = 0; s < row.length; s++) {
                row[s] = byLabel[states[s]];
            }
        }
        return new Lattice(states, skips, emitted);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 3", "1, 1, 3", "6, 0, 5", "7, 3, 5", "64, 8, 4", "64, 8, 30", "400, 5, 9", "90, 40, 3"})
    void agreesWithLogarithms(int steps, int labels, double spread) {
        for (long seed = 0; seed < 20; seed++) {
            Lattice lattice = lattice(steps, labels, spread, seed);
            Alignment fast = CtcProbabilities.align(lattice);
            Alignment exact = CtcLogarithms.align(lattice);
            assertThat(fast).as("seed %d", seed).isNotNull();
            assertThat(fast.logProbability()).isCloseTo(exact.logProbability(), within(1e-12 * steps));
            for (int t = 0; t < steps; t++) {
                assertThat(fast.occupancy()[t]).containsExactly(exact.occupancy()[t], within(1e-11));
            }
        }
    }

    @Test
    void agreesOrGivesUpWherePathsAreHardlyPossible() {
        int given = 0;
        for (long seed = 0; seed < 200; seed++) {
            Lattice lattice = lattice(80, 30, 100.0 * (int) (seed % 20), seed);
            Alignment fast = CtcProbabilities.align(lattice);
            if (fast != null) {
                given++;
                Alignment exact = CtcLogarithms.align(lattice);
                double size = Math.abs(exact.logProbability());
                assertThat(fast.logProbability()).isCloseTo(exact.logProbability(), within(1e-12 * (1 + size)));
                for (int t = 0; t < fast.occupancy().length; t++) {
                    assertThat(fast.occupancy()[t])
                            .as("seed %d, time %d", seed, t)
                            .containsExactly(exact.occupancy()[t], within(1e-9));
                }
            }
        }
        assertThat(given).isBetween(10, 190);
    }

    @Test
    void givesUpOnWhatIsNoProbabilityOrImpossible() {
        assertThat(CtcProbabilities.align(lattice(20, 3, -5, 1))).isNull();
        assertThat(CtcProbabilities.align(lattice(3, 5, 2, 1))).isNull();
        assertThat(CtcLogarithms.align(lattice(3, 5, 2, 1)).logProbability()).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
