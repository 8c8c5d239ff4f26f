package dev.gradus.autograd;

import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Shaping;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.UnaryOperator;

/**
 * The reverse pass. It walks the nodes from the root in descending order of creation, which is a topological order, so
 * that each node's gradient is complete when its turn comes; iterative, so that a chain of any length works.
 *
 * <p>The first gradient that reaches a node is borrowed and never changed; the second makes a sum, and later ones are
 * added to that in place.
 */
@SuppressWarnings("try") // scopes and modes act by being open
public final class Backward {
    private final Map<Node, Tensor> pending = new HashMap<>();
    private final PriorityQueue<Node> queue = new PriorityQueue<>((a, b) -> Long.compare(b.order, a.order));
    private final boolean retainGraph;

    private Backward(boolean retainGraph) {
        this.retainGraph = retainGraph;
    }

    /**
     * Computes the gradient of {@code root} with respect to every leaf it depends on, and adds it there.
     *
     * @param root the tensor to differentiate
     * @param seed the gradient of the root itself
     * @param retainGraph whether the graph may be walked again
     */
    public static void run(Tensor root, Tensor seed, boolean retainGraph) {
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            Backward pass = new Backward(retainGraph);
            pass.arrive(root.node(), seed.alias());
            Watch watch = Watch.current();
            for (Node node = pass.queue.poll(); node != null; node = pass.queue.poll()) {
                if (watch == null) {
                    pass.visit(node);
                } else {
                    watch.onBackward(node.op, node.module, pass.pending.get(node));
                    pass.visit(node);
                    watch.onBackwardEnd(node.op, node.module);
                }
            }
        }
    }

    private void visit(Node node) {
        Tensor grad = hooked(node, pending.remove(node));
        if (node.isConsumed()) {
            throw new IllegalStateException("backward: expected a graph that was not walked before, but " + node.op
                    + " has given back what it saved; use backward(true) the first time to keep it");
        }
        if (node.keepsGrad()) {
            node.accumulate(grad);
        }
        for (Node.Edge edge : node.edges()) {
            propagate(node, edge, grad);
        }
        grad.free();
        if (!retainGraph) {
            node.consume();
        }
    }

    private static Tensor hooked(Node node, Tensor grad) {
        Tensor result = grad;
        for (UnaryOperator<Tensor> hook : node.hooks()) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor given = hook.apply(result);
                if (given != result) {
                    Shape.require(
                            given != null && given.shape().equals(node.shape) && given.dtype() == node.dtype,
                            "gradient hook",
                            () -> "a gradient " + node.dtype + " " + node.shape + " for " + node.op,
                            () -> given == null ? "null" : given.dtype() + " " + given.shape());
                    // It may be a tensor of the caller's: count a handle of our own.
                    Tensor next = scope.keep(given.alias());
                    result.free();
                    result = next;
                }
            }
        }
        return result;
    }

    private void propagate(Node node, Node.Edge edge, Tensor grad) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> grads = edge.gradients().apply(grad);
            for (int i = 0; i < edge.inputs().size(); i++) {
                Node input = edge.inputs().get(i);
                if (input != null) {
                    // A function may return what it was given, or a tensor of the caller's: count a handle of our own.
                    arrive(
                            input,
                            scope.keep(fit(node, edge.first() + i, input, grads.get(i))
                                    .alias()));
                }
            }
        }
    }

    /** Undoes broadcasting, and checks what the gradient function returned. */
    private static Tensor fit(Node node, int index, Node input, Tensor grad) {
        if (grad == null) {
            throw new IllegalStateException(
                    node.op + ": expected a gradient for input " + index + " (" + input.op + "), got null");
        }
        Tensor reduced = grad.shape().equals(input.shape) ? grad : Shaping.sumTo(grad, input.shape, node.op, index);
        if (reduced.dtype() != input.dtype) {
            throw new IllegalStateException(node.op + ": expected a gradient of type " + input.dtype + " for input "
                    + index + " (" + input.op + "), got " + reduced.dtype());
        }
        return reduced;
    }

    private void arrive(Node node, Tensor grad) {
        Tensor sum = pending.get(node);
        if (sum == null) {
            pending.put(node, grad);
            queue.add(node);
        } else if (sum.isSoleOwner()) {
            sum.backend().addInPlace(sum, grad);
            grad.free();
        } else {
            pending.put(node, TensorScope.current().keep(sum.add(grad)));
            sum.free();
            grad.free();
        }
    }
}
