package dev.gradus.inspect;

import dev.gradus.autograd.GradMode;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Module;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Optimizer;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Locale;
import java.util.function.Function;

/**
 * What to try before a long training. All works on copies: the network stays as it is.
 *
 * @param passed whether it came out as it should
 * @param message what was expected and what was found, in one line
 */
public record SanityCheck(boolean passed, String message) {
    private static final double NEAR_CHANCE = 0.25;
    private static final double LEARNED = 0.1;

    /**
     * Whether an untrained classifier's cross-entropy is that of guessing, ln(classes), to a quarter. If it is far
     * higher, the first layers' weights, or the input, are too large; if it is lower, the targets leak into the input,
     * or it is trained already.
     *
     * @param network gives scores (N, classes, …)
     * @param loss the cross-entropy
     * @param input a batch's input
     * @param target its classes
     * @return the verdict
     */
    @SuppressWarnings("try") // scopes and modes act by being open
    public static SanityCheck lossAtChance(Layer network, Loss loss, Tensor input, Tensor target) {
        Layer copy = Module.deepCopy(network);
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.noGrad()) {
            copy.train();
            Tensor scores = copy.forward(input);
            double chance = Math.log((double) scores.dim(1));
            double found = loss.forward(scores, target).item();
            return new SanityCheck(
                    Math.abs(found - chance) <= NEAR_CHANCE * chance,
                    String.format(
                            Locale.ROOT,
                            "loss at chance: expected about ln %d = %.3f, found %.3f",
                            scores.dim(1),
                            chance,
                            found));
        } finally {
            copy.free();
        }
    }

    /**
     * Whether the network can learn one batch by heart: whether its loss falls below a tenth of what it was. One that
     * cannot has a fault in its gradients, its data or its learning rate, and longer training will not mend it.
     *
     * @param network the network
     * @param loss what is minimised; one without label smoothing, whose least value is not 0
     * @param optimizer makes the optimizer of the copy, such as {@code m -> new Adam(m, Adam.lr(0.003))}
     * @param input the batch's input
     * @param target its target
     * @param steps updates, such as 100
     * @return the verdict
     */
    @SuppressWarnings("try") // scopes act by being open
    public static SanityCheck overfitOneBatch(
            Layer network, Loss loss, Function<Module, Optimizer> optimizer, Tensor input, Tensor target, int steps) {
        Shape.require(steps > 0, "overfit one batch", () -> "1 update or more", () -> steps);
        Layer copy = Module.deepCopy(network);
        Optimizer own = optimizer.apply(copy);
        try {
            copy.train();
            double first = Double.NaN;
            double last = Double.NaN;
            int step = 0;
            while (step <= steps && !(last < LEARNED * first)) {
                try (TensorScope scope = TensorScope.open()) {
                    own.zeroGrad();
                    Tensor value = loss.forward(copy.forward(input), target);
                    last = value.item();
                    first = step == 0 ? last : first;
                    value.backward();
                    own.step();
                }
                step++;
            }
            return new SanityCheck(
                    last < LEARNED * first,
                    String.format(
                            Locale.ROOT,
                            "overfit one batch: expected a loss below %.3g, found %.3g after %d updates",
                            LEARNED * first,
                            last,
                            step - 1));
        } finally {
            own.free();
            copy.free();
        }
    }
}
