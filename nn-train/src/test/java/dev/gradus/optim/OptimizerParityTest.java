package dev.gradus.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.layers.Layer;
import dev.gradus.layers.Parameter;
import dev.gradus.memory.TensorScope;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fifty steps in FLOAT64, each beside PyTorch's own optimizer's. */
@SuppressWarnings("try") // scopes act by being open
final class OptimizerParityTest {
    private static final int STEPS = 50;
    private static final double[] START = {0.5, -1.5, 2, 0.01, -0.3};

    /** Σ p⁴ / 4 + eᵖ, whose gradient p³ + eᵖ changes from step to step. */
    private static final class Curve extends Layer {
        final Parameter p = parameter("p", Tensor.of(START, Shape.of(START.length)));

        @Override
        public Tensor forward(Tensor unused) {
            return p.value().square().square().mul(0.25).add(p.value().exp()).sum();
        }
    }

    record Case(
            String name,
            Function<Layer, Optimizer> ours,
            Function<TensorVector, org.bytedeco.pytorch.Optimizer> theirs) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("SGD", m -> new Sgd(m, Sgd.lr(0.01)), p -> sgd(p, 0, 0, false)),
                new Case(
                        "SGD, momentum and decay",
                        m -> new Sgd(m, Sgd.lr(0.01).momentum(0.9).weightDecay(0.1)),
                        p -> sgd(p, 0.9, 0.1, false)),
                new Case(
                        "SGD, Nesterov",
                        m -> new Sgd(m, Sgd.lr(0.01).momentum(0.8).nesterov(true)),
                        p -> sgd(p, 0.8, 0, true)),
                new Case("Adam", m -> new Adam(m, Adam.lr(0.02)), p -> adam(p, 0)),
                new Case("Adam, decay", m -> new Adam(m, Adam.lr(0.02).weightDecay(0.3)), p -> adam(p, 0.3)),
                new Case("AdamW", m -> new Adam(m, Adam.lr(0.02).decoupledWeightDecay(0.3)), p -> {
                    AdamWOptions options = new AdamWOptions(0.02);
                    options.weight_decay().put(0.3);
                    return new org.bytedeco.pytorch.AdamW(p, options);
                }),
                new Case("Adagrad", m -> new Adagrad(m, Adagrad.lr(0.1).lrDecay(0.05)), p -> {
                    AdagradOptions options = new AdagradOptions(0.1);
                    options.lr_decay().put(0.05);
                    return new org.bytedeco.pytorch.Adagrad(p, options);
                }),
                new Case("RMSprop", m -> new RmsProp(m, RmsProp.lr(0.02)), p -> rmsProp(p, 0, false)),
                new Case(
                        "RMSprop, momentum, centred",
                        m -> new RmsProp(m, RmsProp.lr(0.02).momentum(0.7).centered(true)),
                        p -> rmsProp(p, 0.7, true)));
    }

    private static org.bytedeco.pytorch.Optimizer sgd(TensorVector p, double momentum, double decay, boolean nesterov) {
        SGDOptions options = new SGDOptions(0.01);
        options.momentum().put(momentum);
        options.weight_decay().put(decay);
        options.nesterov().put(nesterov);
        return new org.bytedeco.pytorch.SGD(p, options);
    }

    private static org.bytedeco.pytorch.Optimizer adam(TensorVector p, double decay) {
        AdamOptions options = new AdamOptions(0.02);
        options.weight_decay().put(decay);
        return new org.bytedeco.pytorch.Adam(p, options);
    }

    private static org.bytedeco.pytorch.Optimizer rmsProp(TensorVector p, double momentum, boolean centered) {
        RMSpropOptions options = new RMSpropOptions(0.02);
        options.momentum().put(momentum);
        options.centered().put(centered);
        return new org.bytedeco.pytorch.RMSprop(p, options);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAsPyTorchDoes(Case c) {
        Torch.assumeAvailable();
        List<double[]> expected = Torch.call(() -> theirs(c));
        Curve model = new Curve();
        model.to(DType.FLOAT64);
        Optimizer optimizer = c.ours.apply(model);
        for (int step = 0; step < STEPS; step++) {
            try (TensorScope scope = TensorScope.open()) {
                optimizer.zeroGrad();
                model.forward(null).backward();
                optimizer.step();
                assertThat(model.p.value().toDoubleArray())
                        .as("after step %d", step + 1)
                        .containsExactly(expected.get(step), within(1e-12));
            }
        }
    }

    private static List<double[]> theirs(Case c) {
        org.bytedeco.pytorch.Tensor p = AbstractTensor.create(START, START.length);
        p.set_requires_grad(true);
        org.bytedeco.pytorch.Optimizer optimizer = c.theirs.apply(new TensorVector(p));
        List<double[]> after = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            optimizer.zero_grad();
            p.pow(new Scalar(4.0)).mul(new Scalar(0.25)).add(p.exp()).sum().backward();
            optimizer.step();
            after.add(Torch.value(p).values());
        }
        return after;
    }
}
