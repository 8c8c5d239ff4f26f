package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Hook;
import dev.gradus.autograd.Watch;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
    // Not final, because a copy gets lists of its own.
    private List<UnaryOperator<Tensor>> inputHooks = new CopyOnWriteArrayList<>();
    private List<BinaryOperator<Tensor>> forwardHooks = new CopyOnWriteArrayList<>();

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
     * Computes the output, and lets the functions of {@link #onInput} and {@link #onForward} see what goes in and out.
     * A layer made of others calls them in this way, so that their outputs can be had from outside.
     *
     * @param x the input
     * @return the output, or what the functions made of it
     */
    public final Tensor apply(Tensor x) {
        return watched(() -> hooked(x));
    }

    /** Runs what this layer computes, so that a {@link Watch} knows where it was. */
    final Tensor watched(Supplier<Tensor> part) {
        Watch watch = Watch.current();
        if (watch == null) {
            return part.get();
        }
        String path = path();
        watch.enter(path.isEmpty() ? path : path.substring(0, path.length() - 1));
        try {
            return part.get();
        } finally {
            watch.leave();
        }
    }

    private Tensor hooked(Tensor x) {
        Tensor in = x;
        for (UnaryOperator<Tensor> hook : inputHooks) {
            in = Objects.requireNonNull(hook.apply(in), "input hook: expected an input, got null");
        }
        Tensor y = forward(in);
        for (BinaryOperator<Tensor> hook : forwardHooks) {
            y = Objects.requireNonNull(hook.apply(in, y), "forward hook: expected an output, got null");
        }
        return y;
    }

    /**
     * Has a function see, or change, every input that {@link #apply} gives this layer. While there is one, the layer is
     * fused with no other.
     *
     * @param function from the input to the one that goes on: the one given, to let it pass
     * @return what takes the function out again
     */
    public final Hook onInput(UnaryOperator<Tensor> function) {
        return Hook.into(inputHooks, function);
    }

    /**
     * Has a function see, or change, every output of this layer that {@link #apply} computes. While there is one, the
     * layer is fused with no other.
     *
     * @param function from input and output to the output that goes on: the one given, to let it pass
     * @return what takes the function out again
     */
    public final Hook onForward(BinaryOperator<Tensor> function) {
        return Hook.into(forwardHooks, function);
    }

    /**
     * Whether a function of {@link #onInput} or {@link #onForward} sees this layer, so that its parent must not fuse it.
     *
     * @return true if there is one
     */
    public final boolean isObserved() {
        return !inputHooks.isEmpty() || !forwardHooks.isEmpty();
    }

    final void forgetHooks() {
        inputHooks = new CopyOnWriteArrayList<>();
        forwardHooks = new CopyOnWriteArrayList<>();
    }

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
