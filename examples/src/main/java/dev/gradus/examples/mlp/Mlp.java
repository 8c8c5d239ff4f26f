package dev.gradus.examples.mlp;

import dev.gradus.autograd.GradCheck;
import dev.gradus.layers.Dropout;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.Sigmoid;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Architecture;
import java.util.List;

/**
 * A multilayer perceptron, and what a model file says of it: (N, …) → scores (N, classes).
 *
 * @param inputs values of a picture
 * @param hidden values between the layers
 * @param classes scores
 * @param activation relu or sigmoid
 * @param dropout the share of values between layers that training leaves out
 */
record Mlp(int inputs, List<Integer> hidden, int classes, String activation, double dropout) {
    static final Architecture<Mlp, Sequential> ARCHITECTURE =
            new Architecture<>("mlp", Mlp.class, mlp -> mlp.build(Rng.seed(0)));

    Sequential build(Rng rng) {
        Sequential.Builder network = Sequential.named().add("flatten", new Flatten());
        int size = inputs;
        for (int i = 1; i <= hidden.size(); i++) {
            int next = hidden.get(i - 1);
            network.add("fc" + i, new Linear(size, next, rng.split("fc" + i)))
                    .add("act" + i, activation.equals("sigmoid") ? new Sigmoid() : new Relu());
            if (dropout > 0) {
                network.add("dropout" + i, new Dropout(dropout, rng.split("dropout" + i)));
            }
            size = next;
        }
        return network.add("out", new Linear(size, classes, rng.split("out"))).build();
    }

    /** How far the gradient of a network small enough to try each of its weights is off, as {@link GradCheck} says. */
    @SuppressWarnings("try") // the scope acts by being open
    static double gradientError(String activation) {
        try (TensorScope scope = TensorScope.open()) {
            Rng rng = Rng.seed(1);
            Sequential small = new Mlp(6, List.of(5, 4), 3, activation, 0).build(rng);
            small.to(DType.FLOAT64);
            Tensor classes = Tensor.of(new long[] {0, 2, 1, 1}, Shape.of(4));
            return GradCheck.of("mlp", in -> new CrossEntropyLoss().forward(small.forward(in.get(0)), classes))
                    .check(Tensor.normal(rng, 4, 6));
        }
    }
}
