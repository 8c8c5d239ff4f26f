package dev.gradus.tensor;

import dev.gradus.autograd.Backward;
import dev.gradus.autograd.Hook;
import dev.gradus.autograd.Node;
import dev.gradus.memory.TensorScope;
import java.util.function.UnaryOperator;

/** The methods of {@link Tensor} by which gradients are computed and read. */
public sealed interface TensorAutograd permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * Whether gradients flow to this tensor.
     *
     * @return true for leaves made by {@link Tensor#tracked()} and whatever was computed from them while recording
     */
    default boolean isTracked() {
        return self().node() != null;
    }

    /**
     * The same values outside the graph.
     *
     * @return an untracked handle
     */
    default Tensor detach() {
        return self().alias();
    }

    /**
     * Keeps the gradient of this inner tensor when backward passes; {@link #grad()} then gives it.
     *
     * @return this
     */
    default Tensor retainGrad() {
        Node.of(self(), "retainGrad").retainGrad(self());
        return self();
    }

    /**
     * The gradient that backward left here.
     *
     * @return the gradient, or null if none has come
     */
    default Tensor grad() {
        Node node = self().node();
        return node == null ? null : node.grad();
    }

    /**
     * Has a function applied to the gradient of this tensor whenever backward has completed it, before it is kept here
     * or goes on to the inputs: to look at it, or to change it.
     *
     * <pre>{@code
     * try (Hook hook = x.onGrad(g -> g.clamp(-1, 1))) {
     *     loss.backward();
     * }
     * }</pre>
     *
     * @param function from the gradient to what takes its place, of the same shape and type; the gradient itself is
     *     good until the function returns
     * @return what takes the function out again
     * @throws IllegalStateException if this tensor is untracked
     */
    default Hook onGrad(UnaryOperator<Tensor> function) {
        return Node.of(self(), "onGrad").hook(function);
    }

    /** Forgets the gradient, so that the next backward starts from zero. */
    default void zeroGrad() {
        Node node = self().node();
        if (node != null) {
            node.clearGrad();
        }
    }

    /**
     * Computes the gradients of this scalar for all leaves it depends on, and adds them there; the graph is given back.
     *
     * @throws IllegalStateException if nothing is tracked, or the graph was walked before
     */
    default void backward() {
        backward(false);
    }

    /**
     * Computes the gradients of this scalar.
     *
     * @param retainGraph whether the graph shall be kept for another backward
     */
    @SuppressWarnings("try") // the scope acts by being open
    default void backward(boolean retainGraph) {
        Tensor root = self();
        Node.of(root, "backward");
        Shape.require(
                root.size() == 1,
                "backward",
                () -> "a scalar, or a gradient to start from",
                () -> "shape " + root.shape());
        try (TensorScope inner = TensorScope.open()) {
            Backward.run(root, root.backend().full(root.shape(), root.dtype(), 1), retainGraph);
        }
    }

    /**
     * Computes the gradients of Σ gradient · this.
     *
     * @param gradient the gradient of this tensor, of its shape and type
     * @param retainGraph whether the graph shall be kept for another backward
     */
    default void backward(Tensor gradient, boolean retainGraph) {
        Tensor root = self();
        Node.of(root, "backward");
        Shape.require(
                gradient.shape().equals(root.shape()) && gradient.dtype() == root.dtype(),
                "backward",
                () -> "a gradient " + root.dtype() + " " + root.shape(),
                () -> gradient.dtype() + " " + gradient.shape());
        Backward.run(root, gradient, retainGraph);
    }
}
