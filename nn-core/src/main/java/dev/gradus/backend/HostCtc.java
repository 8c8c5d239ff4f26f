package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Connectionist temporal classification over heap arrays, sample by sample. The states of a sample are its labels with a
 * blank before, between and after them; a path stays, moves on by one, or by two where that skips a blank between
 * different labels. {@link CtcProbabilities} does it fast, {@link CtcLogarithms} where those leave the range of numbers.
 * Graves et al., "Connectionist temporal classification", ICML 2006, DOI 10.1145/1143844.1143891.
 */
final class HostCtc {
    private final Backend backend;
    private final Shape shape;
    private final DType dtype;
    private final Values logProbabilities;
    private final long[] targets;
    private final int width;
    private final long[] times;
    private final long[] lengths;
    private final int blank;
    private final double[] losses;
    private final Values grad;

    HostCtc(Backend backend, Tensor logProbabilities, Tensor targets, Tensor times, Tensor lengths, int blank) {
        this.backend = backend;
        this.shape = logProbabilities.shape();
        this.dtype = logProbabilities.dtype();
        this.logProbabilities = Values.of(logProbabilities);
        this.targets = targets.toLongArray();
        this.width = targets.shape().intDim(1);
        this.times = times.toLongArray();
        this.lengths = lengths.toLongArray();
        this.blank = blank;
        this.losses = new double[shape.intDim(1)];
        this.grad = this.logProbabilities.zeros();
    }

    /** An array of one of two types; the other is null. */
    @SuppressWarnings("ArrayRecordComponent") // in place of two fields
    private record Values(float[] floats, double[] doubles) {
        static Values of(Tensor x) {
            boolean wide = x.dtype() == DType.FLOAT64;
            return wide ? new Values(null, x.toDoubleArray()) : new Values(x.toFloatArray(), null);
        }

        Values zeros() {
            return floats == null
                    ? new Values(null, new double[doubles.length])
                    : new Values(new float[floats.length], null);
        }

        double get(int i) {
            return floats == null ? doubles[i] : floats[i];
        }

        void subtract(int i, double value) {
            if (floats == null) {
                doubles[i] -= value;
            } else {
                floats[i] -= (float) value;
            }
        }

        Object array() {
            return floats == null ? doubles : floats;
        }
    }

    /**
     * What both ways compute with.
     *
     * @param states the label of each state
     * @param skips whether a state is also reached from the one but one before
     * @param emitted the logarithm of the probability of each state's label, by time
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    record Lattice(int[] states, boolean[] skips, double[][] emitted) {
        int steps() {
            return emitted.length;
        }

        int size() {
            return states.length;
        }
    }

    /**
     * What comes of a sample.
     *
     * @param logProbability of the target
     * @param occupancy the probability of being in each state, by time, given the target; null if that is impossible
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    record Alignment(double logProbability, double[][] occupancy) {}

    List<Tensor> run() {
        Parallel.forEach(losses.length, this::sample);
        Object rounded = Rounding.round(losses, dtype);
        return List.of(tensor(rounded, Shape.of(losses.length)), tensor(grad.array(), shape));
    }

    private Tensor tensor(Object values, Shape of) {
        Storage storage = backend.allocate(dtype, of.size());
        storage.write(0, values, 0, Math.toIntExact(of.size()));
        return Tensor.wrap(backend, storage, of, Layout.PLAIN);
    }

    private void sample(int n) {
        int[] states = states(n);
        if (times[n] == 0) {
            losses[n] = states.length == 1 ? 0 : Double.POSITIVE_INFINITY;
            return;
        }
        Lattice lattice = new Lattice(states, skips(states), emitted(n, states));
        Alignment alignment = CtcProbabilities.align(lattice);
        if (alignment == null) {
            alignment = CtcLogarithms.align(lattice);
        }
        losses[n] = -alignment.logProbability;
        if (alignment.occupancy != null) {
            subtract(n, states, alignment.occupancy);
        }
    }

    /** ∂(−log p) / ∂ log y[t, k] is the probability of being in a state of label k at time t, with a minus. */
    private void subtract(int n, int[] states, double[][] occupancy) {
        for (int t = 0; t < occupancy.length; t++) {
            for (int s = 0; s < states.length; s++) {
                grad.subtract(at(t, n, states[s]), occupancy[t][s]);
            }
        }
    }

    private int[] states(int n) {
        int[] states = new int[2 * (int) lengths[n] + 1];
        Arrays.fill(states, blank);
        for (int i = 0; i < lengths[n]; i++) {
            states[2 * i + 1] = (int) targets[n * width + i];
        }
        return states;
    }

    private boolean[] skips(int[] states) {
        boolean[] skips = new boolean[states.length];
        for (int s = 3; s < states.length; s += 2) {
            skips[s] = states[s] != states[s - 2];
        }
        return skips;
    }

    private int at(int t, int n, int label) {
        return (t * losses.length + n) * shape.intDim(2) + label;
    }

    private double[][] emitted(int n, int[] states) {
        double[][] emitted = new double[(int) times[n]][states.length];
        for (int t = 0; t < emitted.length; t++) {
            for (int s = 0; s < states.length; s++) {
                emitted[t][s] = logProbabilities.get(at(t, n, states[s]));
            }
        }
        return emitted;
    }
}
