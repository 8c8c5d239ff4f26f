package dev.gradus.backend;

import dev.gradus.backend.HostCtc.Alignment;
import dev.gradus.backend.HostCtc.Lattice;
import java.util.Arrays;

/**
 * The forward and backward passes of connectionist temporal classification in probabilities, which at each time are
 * divided by their sum so that long sequences do not leave the range of numbers: Rabiner, "A tutorial on hidden Markov
 * models", 1989, DOI 10.1109/5.18626. It needs one exponential a label and time, where logarithms need three and a
 * logarithm a state.
 */
final class CtcProbabilities {
    /** Below it a probability may have lost digits. */
    private static final double SMALLEST = 1e-290;
    /** What was lost may be e^500 times as probable in the end as it was among its rivals, and is nothing still. */
    private static final double HARMLESS = -500;
    /** These bounds hold for probabilities alone; so much may rounding add. */
    private static final double ONE = 1 + 1e-3;

    private final Lattice lattice;
    private final double[][] emitted;
    /** After a pass, the logarithm of the largest of the divisors' products at which digits were lost. */
    private double lost = Double.NEGATIVE_INFINITY;

    private CtcProbabilities(Lattice lattice) {
        this.lattice = lattice;
        this.emitted = emitted(lattice);
    }

    /** Null where digits were lost that may count. */
    static Alignment align(Lattice lattice) {
        CtcProbabilities passes = new CtcProbabilities(lattice);
        if (Arrays.stream(passes.emitted).flatMapToDouble(Arrays::stream).anyMatch(p -> p > ONE)) {
            return null;
        }
        double[][] forward = new double[lattice.steps()][lattice.size()];
        double total = passes.forward(forward);
        return passes.backward(forward) && total - passes.lost > HARMLESS ? new Alignment(total, forward) : null;
    }

    /** All states between labels are the blank. */
    private static double[][] emitted(Lattice lattice) {
        double[][] emitted = new double[lattice.steps()][lattice.size()];
        for (int t = 0; t < emitted.length; t++) {
            double[] logarithms = lattice.emitted()[t];
            Arrays.fill(emitted[t], Math.exp(logarithms[0]));
            for (int s = 1; s < logarithms.length; s += 2) {
                emitted[t][s] = Math.exp(logarithms[s]);
            }
        }
        return emitted;
    }

    /** Fills the scaled probabilities of all beginnings, and gives the logarithm of the target's. */
    private double forward(double[][] forward) {
        int states = lattice.size();
        double scale = 0;
        for (int t = 0; t < forward.length; t++) {
            double[] now = forward[t];
            if (t == 0) {
                Arrays.fill(now, 0, Math.min(2, states), 1);
            } else {
                double[] last = forward[t - 1];
                now[0] = last[0];
                for (int s = 1; s < states; s++) {
                    now[s] = last[s] + last[s - 1] + (lattice.skips()[s] ? last[s - 2] : 0);
                }
            }
            scale += normalize(now, emitted[t], scale);
        }
        double[] last = forward[forward.length - 1];
        return scale + Math.log(last[states - 1] + (states > 1 ? last[states - 2] : 0));
    }

    /**
     * Turns the scaled probabilities of all beginnings into those of being in a state, given the target; false where
     * that is not possible.
     */
    private boolean backward(double[][] forward) {
        int states = lattice.size();
        double[] after = new double[states];
        Arrays.fill(after, Math.max(0, states - 2), states, 1);
        double scale = 0;
        for (int t = forward.length - 1; t >= 0; t--) {
            if (!multiplyToOne(forward[t], after)) {
                return false;
            }
            scale += normalize(after, emitted[t], scale);
            for (int s = 0; s < states; s++) { // upwards, so that what is read is not yet changed
                boolean skip = s + 2 < states && lattice.skips()[s + 2];
                after[s] += (s + 1 < states ? after[s + 1] : 0) + (skip ? after[s + 2] : 0);
            }
        }
        return true;
    }

    private static boolean multiplyToOne(double[] forward, double[] after) {
        double sum = 0;
        for (int s = 0; s < after.length; s++) {
            forward[s] *= after[s];
            sum += forward[s];
        }
        if (!(sum > SMALLEST)) {
            return false;
        }
        for (int s = 0; s < after.length; s++) {
            forward[s] /= sum;
        }
        return true;
    }

    /** Multiplies by what is emitted, divides by the sum, and gives its logarithm. */
    private double normalize(double[] values, double[] factors, double scale) {
        double sum = 0;
        double least = 1;
        for (int s = 0; s < values.length; s++) {
            boolean possible = values[s] > 0;
            values[s] *= factors[s];
            sum += values[s];
            least = possible ? Math.min(least, values[s]) : least;
        }
        double logarithm = Math.log(sum);
        if (!(least > SMALLEST * sum)) {
            lost = Math.max(lost, scale + logarithm);
        }
        for (int s = 0; s < values.length; s++) {
            values[s] /= sum;
        }
        return logarithm;
    }
}
