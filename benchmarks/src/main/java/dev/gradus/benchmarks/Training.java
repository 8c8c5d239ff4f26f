package dev.gradus.benchmarks;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Precision;
import dev.gradus.examples.Arithmetic;
import dev.gradus.layers.Compiled;
import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Sgd;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * A workload's network on its batches, which take turns: whole training steps (forward, loss, backward, SGD), or the
 * forward pass alone where the workload does not train.
 */
@SuppressWarnings("try") // scopes and modes act by being open
final class Training implements AutoCloseable {
    private static final int WARM_UP_ROUNDS = 3;
    private static final int CHECKED_STEPS = 10;
    private static final double LEARNING_RATE = 0.01;

    private final Workload workload;
    private final Arithmetic arithmetic;
    private final Layer network;
    private final Sgd optimizer;
    private final Loss loss;
    private final List<Batch> batches;
    /** To be closed; null unless the network is compiled. */
    private final Compiled compiled;

    private final UnaryOperator<Tensor> forward;

    /** How the forward pass is computed. */
    enum Way {
        LAYERS,
        /** By {@link Layer#compile}; without gradients. */
        COMPILED,
        /** By {@link PlainUNet}. */
        PLAIN_OPS
    }

    Training(Workload workload, Arithmetic arithmetic, Layer network, List<Batch> batches, Way way) {
        this.workload = workload;
        this.arithmetic = arithmetic;
        this.network = network;
        this.optimizer = new Sgd(network, Sgd.lr(LEARNING_RATE));
        this.loss = workload.loss();
        this.batches = batches;
        this.compiled = way == Way.COMPILED ? compiled() : null;
        this.forward = switch (way) {
            case LAYERS -> network::forward;
            case COMPILED -> compiled::forward;
            case PLAIN_OPS -> new PlainUNet(network)::forward;
        };
    }

    private Compiled compiled() {
        network.eval();
        try (Precision precision = arithmetic.block()) {
            return network.compile(workload.input());
        }
    }

    /** Times a number of rounds after the warm-up. */
    Measurement measure(int rounds) {
        IntFunction<Tensor> step = workload.trains() ? this::train : this::infer;
        List<Double> milliseconds = new ArrayList<>();
        double last = Double.NaN;
        int steps = 0;
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            long start = System.nanoTime();
            for (int i = 1; i <= workload.stepsPerRound(); i++) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor result = step.apply(steps++);
                    if (workload.trains() && round == rounds - 1 && i == workload.stepsPerRound()) {
                        last = result.item();
                    }
                }
            }
            if (round >= 0) {
                milliseconds.add((System.nanoTime() - start) / 1e6 / workload.stepsPerRound());
            }
        }
        return new Measurement(milliseconds, workload.trains() ? last : lossOfFirstBatch());
    }

    /**
     * The losses of the first steps, in FLOAT64, as {@code losses}, and the first step's gradients by parameter: what a
     * peer that does the same must agree with. Its tensors are the current scope's.
     */
    Map<String, Tensor> firstSteps() {
        Map<String, Tensor> found = new LinkedHashMap<>();
        double[] losses = new double[CHECKED_STEPS];
        for (int step = 0; step < CHECKED_STEPS; step++) {
            try (TensorScope scope = TensorScope.open()) {
                losses[step] = backward(step).item();
                if (step == 0) {
                    network.namedParameters()
                            .forEach((name, p) ->
                                    found.put(name, scope.keep(p.grad().copy())));
                }
                optimizer.step();
            }
        }
        found.put("losses", Tensor.of(losses, Shape.of(CHECKED_STEPS)));
        return found;
    }

    /** Frees the network and its optimizer. */
    @Override
    public void close() {
        if (compiled != null) {
            compiled.close();
        }
        optimizer.free();
        network.free();
    }

    private Tensor train(int step) {
        Tensor value = backward(step);
        optimizer.step();
        return value;
    }

    private Tensor backward(int step) {
        optimizer.zeroGrad();
        Tensor value = loss(batches.get(step % batches.size()));
        value.backward();
        return value;
    }

    private Tensor infer(int step) {
        try (GradMode noGrad = GradMode.noGrad();
                Precision precision = arithmetic.block()) {
            return forward.apply(batches.get(step % batches.size()).input());
        }
    }

    private double lossOfFirstBatch() {
        try (GradMode noGrad = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            return loss(batches.get(0)).item();
        }
    }

    private Tensor loss(Batch batch) {
        try (Precision precision = arithmetic.block()) {
            return loss.forward(forward.apply(batch.input()), batch.target());
        }
    }
}
