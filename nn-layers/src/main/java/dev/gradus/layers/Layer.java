package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.function.Supplier;

/**
 * A module that makes one tensor of one tensor.
 *
 * <pre>{@code
 * public final class Scale extends Layer {
 *     private final Parameter factor = parameter("factor", Tensor.ones(1));
 *
 *     @Override
 *     public Tensor forward(Tensor x) {
 *         return x.mul(factor.value());
 *     }
 * }
 * }</pre>
 */
public abstract class Layer extends Module {
    /** A layer without parameters yet. */
    protected Layer() {}

    /**
     * Computes the output.
     *
     * @param x the input
     * @return the output
     */
    public abstract Tensor forward(Tensor x);

    /**
     * Makes this layer, as it stands, ready for inference on inputs of one shape. Runs its forward once and keeps the
     * kernel calls that it makes; so forward must compute in ops alone, and decide by shapes, never by values.
     *
     * @param input the shape of the inputs
     * @return what computes the same, faster; to be closed
     * @throws IllegalStateException if a module is in training mode
     * @throws IllegalArgumentException if forward reads a value that depends on the input, or changes one in place
     */
    public final Compiled compile(Shape input) {
        return Compiled.of(this, input);
    }

    /**
     * Runs a part of a forward pass. What it made besides its result is freed at once while gradients are off; while
     * they are recorded, as soon as backward has passed it.
     *
     * @param part the computation
     * @return its result
     */
    protected static Tensor scoped(Supplier<Tensor> part) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor result = scope.keep(part.get());
            if (GradMode.isEnabled()) {
                scope.leaveToGraph();
            }
            return result;
        }
    }
}
