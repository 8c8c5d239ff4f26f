package dev.gradus.backend;

import dev.gradus.backend.HostCtc.Alignment;
import dev.gradus.backend.HostCtc.Lattice;
import java.util.Arrays;

/**
 * The forward and backward passes of connectionist temporal classification in logarithms, which hold any probability.
 * {@code forward[t, s]} is that of all beginnings that are in state s at time t, {@code after[s]} that of all ends from
 * there, without what is emitted at t.
 */
final class CtcLogarithms {
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private CtcLogarithms() {}

    static Alignment align(Lattice lattice) {
        double[][] forward = forward(lattice);
        double[] last = forward[lattice.steps() - 1];
        int s = lattice.size() - 1;
        // A path ends in the last label or in the blank behind it.
        double total = sum(last[s], s >= 1 ? last[s - 1] : NEVER, NEVER);
        return new Alignment(total, total > NEVER ? occupancy(lattice, forward, total) : null);
    }

    private static double[][] forward(Lattice lattice) {
        double[][] forward = new double[lattice.steps()][lattice.size()];
        for (int t = 0; t < forward.length; t++) {
            double[] emitted = lattice.emitted()[t];
            for (int s = 0; s < emitted.length; s++) {
                double before;
                if (t == 0) {
                    before = s < 2 ? 0 : NEVER;
                } else {
                    double[] last = forward[t - 1];
                    double moved = s >= 1 ? last[s - 1] : NEVER;
                    before = sum(last[s], moved, lattice.skips()[s] ? last[s - 2] : NEVER);
                }
                forward[t][s] = before + emitted[s];
            }
        }
        return forward;
    }

    /** Into the forward probabilities, whose memory it takes. */
    private static double[][] occupancy(Lattice lattice, double[][] forward, double total) {
        int states = lattice.size();
        double[] after = new double[states];
        double[] next = new double[states];
        Arrays.fill(after, 0, Math.max(0, states - 2), NEVER);
        for (int t = forward.length - 1; t >= 0; t--) {
            for (int s = 0; s < states; s++) {
                double occupied = forward[t][s] + after[s] - total;
                forward[t][s] = Math.exp(occupied);
                after[s] += lattice.emitted()[t][s];
            }
            for (int s = 0; s < states; s++) {
                double moved = s + 1 < states ? after[s + 1] : NEVER;
                boolean skip = s + 2 < states && lattice.skips()[s + 2];
                next[s] = sum(after[s], moved, skip ? after[s + 2] : NEVER);
            }
            double[] swapped = after;
            after = next;
            next = swapped;
        }
        return forward;
    }

    /** log(eᵃ + eᵇ + eᶜ). */
    private static double sum(double a, double b, double c) {
        double largest = Math.max(a, Math.max(b, c));
        if (largest == NEVER) {
            return NEVER;
        }
        return largest + Math.log(Math.exp(a - largest) + Math.exp(b - largest) + Math.exp(c - largest));
    }
}
