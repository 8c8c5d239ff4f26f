package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Connectionist temporal classification over heap arrays, sample by sample, in logarithms. The states of a sample are
 * its labels with a blank before, between and after them; a path stays, moves on by one, or by two where that skips a
 * blank between different labels. {@code forward[t, s]} is the logarithm of the probability of all beginnings that are
 * in state s at time t, {@code backward[t, s]} that of all ends from there, without what is emitted at t. Graves et al.,
 * "Connectionist temporal classification", ICML 2006, DOI 10.1145/1143844.1143891.
 */
final class HostCtc {
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private final Backend backend;
    private final Shape shape;
    private final DType dtype;
    private final double[] logProbabilities;
    private final long[] targets;
    private final int width;
    private final long[] times;
    private final long[] lengths;
    private final int blank;
    private final double[] losses;
    private final double[] grad;

    HostCtc(Backend backend, Tensor logProbabilities, Tensor targets, Tensor times, Tensor lengths, int blank) {
        this.backend = backend;
        this.shape = logProbabilities.shape();
        this.dtype = logProbabilities.dtype();
        this.logProbabilities = logProbabilities.toDoubleArray();
        this.targets = targets.toLongArray();
        this.width = targets.shape().intDim(1);
        this.times = times.toLongArray();
        this.lengths = lengths.toLongArray();
        this.blank = blank;
        this.losses = new double[shape.intDim(1)];
        this.grad = new double[this.logProbabilities.length];
    }

    List<Tensor> run() {
        Parallel.forEach(losses.length, this::sample);
        return List.of(tensor(losses, Shape.of(losses.length)), tensor(grad, shape));
    }

    private Tensor tensor(double[] values, Shape of) {
        Storage storage = backend.allocate(dtype, values.length);
        storage.write(0, Rounding.round(values, dtype), 0, values.length);
        return Tensor.wrap(backend, storage, of, Layout.PLAIN);
    }

    private void sample(int n) {
        int[] states = states(n);
        int steps = (int) times[n];
        double[][] emitted = emitted(n, states, steps);
        double[][] forward = forward(states, emitted);
        double total = steps == 0 ? (states.length == 1 ? 0 : NEVER) : end(forward[steps - 1]);
        losses[n] = -total;
        if (total > NEVER && steps > 0) {
            addOccupancy(n, states, emitted, forward, total);
        }
    }

    /** The labels with blanks before, between and after them. */
    private int[] states(int n) {
        int[] states = new int[2 * (int) lengths[n] + 1];
        Arrays.fill(states, blank);
        for (int i = 0; i < lengths[n]; i++) {
            states[2 * i + 1] = (int) targets[n * width + i];
        }
        return states;
    }

    private int at(int t, int n, int label) {
        return (t * losses.length + n) * shape.intDim(2) + label;
    }

    private double[][] emitted(int n, int[] states, int steps) {
        double[][] emitted = new double[steps][states.length];
        for (int t = 0; t < steps; t++) {
            for (int s = 0; s < states.length; s++) {
                emitted[t][s] = logProbabilities[at(t, n, states[s])];
            }
        }
        return emitted;
    }

    private boolean skips(int[] states, int s) {
        return s >= 2 && states[s] != blank && states[s] != states[s - 2];
    }

    private double[][] forward(int[] states, double[][] emitted) {
        double[][] forward = new double[emitted.length][states.length];
        for (int t = 0; t < emitted.length; t++) {
            for (int s = 0; s < states.length; s++) {
                double before;
                if (t == 0) {
                    before = s < 2 ? 0 : NEVER;
                } else {
                    double[] last = forward[t - 1];
                    double moved = s >= 1 ? last[s - 1] : NEVER;
                    before = sum(last[s], moved, skips(states, s) ? last[s - 2] : NEVER);
                }
                forward[t][s] = before + emitted[t][s];
            }
        }
        return forward;
    }

    /** A path ends in the last label or in the blank behind it. */
    private static double end(double[] last) {
        int s = last.length - 1;
        return sum(last[s], s >= 1 ? last[s - 1] : NEVER, NEVER);
    }

    /** −∂ log p / ∂ log y[t, k] is the probability of being in a state of label k at time t, with a minus. */
    private void addOccupancy(int n, int[] states, double[][] emitted, double[][] forward, double total) {
        double[] after = new double[states.length];
        double[] next = new double[states.length];
        Arrays.fill(after, NEVER);
        after[states.length - 1] = 0;
        if (states.length > 1) {
            after[states.length - 2] = 0;
        }
        for (int t = emitted.length - 1; t >= 0; t--) {
            for (int s = 0; s < states.length; s++) {
                double occupied = forward[t][s] + after[s] - total;
                if (occupied > NEVER) {
                    grad[at(t, n, states[s])] -= Math.exp(occupied);
                }
                after[s] += emitted[t][s];
            }
            for (int s = 0; s < states.length; s++) {
                double moved = s + 1 < states.length ? after[s + 1] : NEVER;
                boolean skip = s + 2 < states.length && skips(states, s + 2);
                next[s] = sum(after[s], moved, skip ? after[s + 2] : NEVER);
            }
            double[] swapped = after;
            after = next;
            next = swapped;
        }
    }

    /** log(eᵃ + eᵇ + eᶜ). */
    private static double sum(double a, double b, double c) {
        double largest = Math.max(a, Math.max(b, c));
        if (largest == NEVER) {
            return NEVER;
        }
        double sum = 0;
        sum += a == NEVER ? 0 : Math.exp(a - largest);
        sum += b == NEVER ? 0 : Math.exp(b - largest);
        sum += c == NEVER ? 0 : Math.exp(c - largest);
        return largest + Math.log(sum);
    }
}
