package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recurrent layer in FLOAT32. Samples do not depend on each other, so that blocks of them go through all steps on
 * threads of their own, without waiting for the others: a small product by oneDNN and {@link HostCells} at each step.
 * The gradients of weight and bias are one large product and one sum at the end. For the gradient are kept the hidden
 * states before each step, and what {@link ReferenceRecurrence} keeps.
 */
final class OneDnnRecurrence {
    /** Samples of a block: with fewer the product reads U too often, with more there are too few blocks for threads. */
    private static final int ROWS = 16;

    private final OneDnnBackend backend;
    private final RecurrentCell cell;
    private final int steps;
    private final int samples;
    private final int hidden;
    private final long[] lengths;
    private final boolean reverse;

    OneDnnRecurrence(OneDnnBackend backend, RecurrentCell cell, Shape sequence, Tensor lengths, boolean reverse) {
        this.backend = backend;
        this.cell = cell;
        this.steps = sequence.intDim(0);
        this.samples = sequence.intDim(1);
        this.hidden = sequence.intDim(2);
        this.lengths = lengths == null ? null : lengths.toLongArray();
        this.reverse = reverse;
    }

    private Tensor empty(long... dims) {
        return backend.empty(Shape.of(dims), Layout.PLAIN);
    }

    private static HostStorage host(Tensor x) {
        return OneDnnBackend.host(x);
    }

    private int time(int step) {
        return reverse ? steps - 1 - step : step;
    }

    // ---- forward

    List<Tensor> forward(Tensor gates, Tensor weight, Tensor bias, Tensor initial, boolean forGrad) {
        List<Tensor> results = new ArrayList<>(List.of(empty(steps + cell.states(), samples, hidden)));
        if (forGrad) {
            results.add(empty(steps, samples, hidden));
            results.add(empty(cell.kept(), steps, samples, hidden));
        }
        Tensor inputs = backend.plain(gates);
        Tensor matrix = backend.plain(weight);
        Tensor first = backend.plain(initial);
        try (OneDnnPackedProduct product = new OneDnnPackedProduct(
                host(matrix),
                hidden,
                (long) cell.gates() * hidden,
                true,
                bias == null ? null : host(bias),
                Math.min(ROWS, samples))) {
            Parallel.forRanges(
                    samples,
                    ROWS,
                    (from, to) -> new Block((int) from, (int) (to - from))
                            .forward(product, host(inputs), host(first), results));
        }
        inputs.free();
        matrix.free();
        first.free();
        return results;
    }

    // ---- backward

    List<Tensor> backward(Tensor g, Tensor weight, List<Tensor> forward) {
        long width = weight.dim(0);
        Tensor states = backend.plain(g);
        Tensor matrix = backend.plain(weight);
        Tensor gates = empty(steps, samples, width);
        Tensor products = cell == RecurrentCell.GRU ? empty(steps, samples, width) : gates.alias();
        Tensor initial = empty(cell.states(), samples, hidden);
        try (OneDnnPackedProduct product =
                new OneDnnPackedProduct(host(matrix), width, hidden, false, null, Math.min(ROWS, samples))) {
            Parallel.forRanges(
                    samples,
                    ROWS,
                    (from, to) -> new Block((int) from, (int) (to - from))
                            .backward(product, host(states), forward, host(gates), host(products), host(initial)));
        }
        Tensor rows = products.aliasAs(Shape.of((long) steps * samples, width));
        Tensor before = forward.get(1).aliasAs(Shape.of((long) steps * samples, hidden));
        Tensor weightGrad = backend.matmul(rows, true, before, false, null);
        Tensor sum = backend.reduce(Reduction.SUM, rows, new boolean[] {true, false});
        Tensor biasGrad = sum.aliasAs(Shape.of(width));
        List.of(states, matrix, products, rows, before, sum).forEach(Tensor::free);
        return List.of(gates, weightGrad, biasGrad, initial);
    }

    /** Some samples on their way through the steps. */
    private final class Block {
        private final int first;
        private final int rows;
        private final int size;
        private final float[][] state;
        /** The states before the step, for the samples that have ended. */
        private final float[][] old;

        private final float[][] scratch;
        private final float[] zeros;

        Block(int first, int rows) {
            this.first = first;
            this.rows = rows;
            this.size = rows * hidden;
            this.state = blocks(cell.states());
            this.old = blocks(cell.states());
            this.scratch = blocks(2);
            this.zeros = new float[hidden];
        }

        private float[][] blocks(int count) {
            return new float[count][size];
        }

        /** Where the block begins in a plane of (…, N, H). */
        private long at(long plane) {
            return (plane * samples + first) * hidden;
        }

        private void copyState(float[][] from, float[][] to) {
            for (int k = 0; k < from.length; k++) {
                System.arraycopy(from[k], 0, to[k], 0, size);
            }
        }

        /** Reads rows of all gates, one gate to a block. */
        private void readGates(HostStorage from, long at, float[][] gates) {
            for (int row = 0; row < rows; row++) {
                for (int k = 0; k < gates.length; k++) {
                    from.read(at + ((long) row * gates.length + k) * hidden, gates[k], row * hidden, hidden);
                }
            }
        }

        private void writeGates(float[][] gates, HostStorage to, long at) {
            for (int row = 0; row < rows; row++) {
                for (int k = 0; k < gates.length; k++) {
                    to.write(at + ((long) row * gates.length + k) * hidden, gates[k], row * hidden, hidden);
                }
            }
        }

        private boolean hasEnded(int t, int row) {
            return lengths != null && t >= lengths[first + row];
        }

        void forward(OneDnnPackedProduct product, HostStorage inputs, HostStorage initial, List<Tensor> results) {
            HostStorage states = host(results.get(0));
            float[][] x = blocks(cell.gates());
            float[][] u = blocks(cell.gates());
            HostStorage h = HostStorage.allocate(DType.FLOAT32, size);
            HostStorage products = HostStorage.allocate(DType.FLOAT32, (long) size * cell.gates());
            try {
                for (int k = 0; k < state.length; k++) {
                    initial.read(at(k), state[k], 0, size);
                }
                for (int s = 0; s < steps; s++) {
                    int t = time(s);
                    h.write(0, state[0], 0, size);
                    product.run(h, rows, products);
                    readGates(inputs, at(t) * cell.gates(), x);
                    readGates(products, 0, u);
                    copyState(state, old);
                    float[][] kept = HostCells.step(cell, x, u, state, scratch);
                    if (results.size() > 1) {
                        host(results.get(1)).write(at(t), old[0], 0, size);
                        for (int k = 0; k < kept.length; k++) {
                            host(results.get(2)).write(at((long) k * steps + t), kept[k], 0, size);
                        }
                    }
                    states.write(at(t), state[0], 0, size);
                    holdEnded(t, states);
                }
                for (int k = 0; k < state.length; k++) {
                    states.write(at((long) steps + k), state[k], 0, size);
                }
            } finally {
                h.release();
                products.release();
            }
        }

        /** Puts back the states of the samples that have ended; their output is 0. */
        private void holdEnded(int t, HostStorage states) {
            for (int row = 0; row < rows; row++) {
                if (hasEnded(t, row)) {
                    for (int k = 0; k < state.length; k++) {
                        System.arraycopy(old[k], row * hidden, state[k], row * hidden, hidden);
                    }
                    states.write(at(t) + (long) row * hidden, zeros, 0, hidden);
                }
            }
        }

        void backward(
                OneDnnPackedProduct product,
                HostStorage g,
                List<Tensor> forward,
                HostStorage gates,
                HostStorage products,
                HostStorage initial) {
            float[][] kept = blocks(cell.kept());
            float[] before = new float[size];
            float[] passed = new float[size];
            HostStorage x = HostStorage.allocate(DType.FLOAT32, (long) size * cell.gates());
            HostStorage h = HostStorage.allocate(DType.FLOAT32, size);
            try {
                for (int k = 0; k < state.length; k++) {
                    g.read(at((long) steps + k), state[k], 0, size);
                }
                for (int s = steps - 1; s >= 0; s--) {
                    int t = time(s);
                    copyState(state, old);
                    g.read(at(t), passed, 0, size);
                    HostCells.add(state[0], passed);
                    host(forward.get(1)).read(at(t), before, 0, size);
                    for (int k = 0; k < kept.length; k++) {
                        host(forward.get(2)).read(at((long) k * steps + t), kept[k], 0, size);
                    }
                    float[][] grads = HostCells.stepBack(cell, kept, before, state, scratch[0]);
                    holdEnded(t, grads);
                    float[][] ofGates = Arrays.copyOf(grads, cell.gates());
                    float[][] ofProducts = ofGates.clone();
                    ofProducts[ofProducts.length - 1] = grads[grads.length - 1];
                    writeGates(ofGates, gates, at(t) * cell.gates());
                    if (cell == RecurrentCell.GRU) {
                        writeGates(ofProducts, products, at(t) * cell.gates());
                    }
                    writeGates(ofProducts, x, 0);
                    product.run(x, rows, h);
                    h.read(0, passed, 0, size);
                    HostCells.add(state[0], passed);
                }
                for (int k = 0; k < state.length; k++) {
                    initial.write(at(k), state[k], 0, size);
                }
            } finally {
                x.release();
                h.release();
            }
        }

        /** Hands on the gradients of the states of the samples that have ended; their gates get none. */
        private void holdEnded(int t, float[][] grads) {
            for (int row = 0; row < rows; row++) {
                if (hasEnded(t, row)) {
                    for (int k = 0; k < state.length; k++) {
                        System.arraycopy(old[k], row * hidden, state[k], row * hidden, hidden);
                    }
                    for (float[] gate : grads) {
                        System.arraycopy(zeros, 0, gate, row * hidden, hidden);
                    }
                }
            }
        }
    }
}
