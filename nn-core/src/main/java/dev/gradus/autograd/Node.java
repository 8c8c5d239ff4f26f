package dev.gradus.autograd;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A vertex of the graph that backward walks: what made a tensor, and how its gradient reaches the inputs. Opaque
 * outside the engine.
 */
public final class Node {
    private static final AtomicLong COUNT = new AtomicLong();

    /**
     * Inputs (null where untracked), the place of the first among those of the op, and the function from the output's
     * gradient to theirs.
     */
    record Edge(int first, List<Node> inputs, Function<Tensor, List<Tensor>> gradients) {}

    /** Later nodes depend on earlier ones only, so descending order is a topological order. */
    final long order = COUNT.incrementAndGet();

    final String op;
    final Shape shape;
    final DType dtype;

    /** Where the op ran; null unless it was watched. */
    String module;

    private List<Edge> edges;
    private List<Tensor> saved;
    private final boolean leaf;
    private boolean retainGrad;
    private Tensor gradBuffer;
    private Tensor owner;
    private Tensor grad;
    private List<UnaryOperator<Tensor>> hooks = List.of();

    Node(String op, Shape shape, DType dtype, List<Edge> edges, List<Tensor> saved) {
        this.op = op;
        this.shape = shape;
        this.dtype = dtype;
        this.edges = edges;
        this.saved = saved;
        this.leaf = edges.isEmpty();
        this.retainGrad = leaf;
    }

    /**
     * The node of a leaf.
     *
     * @param name its name, for errors
     * @param tensor the leaf, beside which its gradient shall live
     * @param gradBuffer where its gradient shall be written, or null for fresh memory
     * @return the node
     */
    public static Node leaf(String name, Tensor tensor, Tensor gradBuffer) {
        Node node = new Node(name, tensor.shape(), tensor.dtype(), List.of(), List.of());
        node.gradBuffer = gradBuffer;
        node.owner = tensor;
        return node;
    }

    /**
     * The node of a tensor that must have one.
     *
     * @param tensor the tensor
     * @param call what asks, for the error
     * @return the node
     * @throws IllegalStateException if the tensor is untracked
     */
    public static Node of(Tensor tensor, String call) {
        if (tensor.node() == null) {
            throw new IllegalStateException(call
                    + ": expected a tensor computed from a tracked one, got an untracked one (see Tensor.tracked)");
        }
        return tensor.node();
    }

    /**
     * Keeps the gradient of an inner tensor when backward passes.
     *
     * @param tensor the tensor, beside which its gradient shall live
     */
    public void retainGrad(Tensor tensor) {
        retainGrad = true;
        owner = tensor;
    }

    /**
     * Has functions applied to the gradient when it is complete, one after the other.
     *
     * @param functions a list that its owner may change later
     */
    public void hookInto(List<UnaryOperator<Tensor>> functions) {
        hooks = functions;
    }

    /**
     * Has a function applied to the gradient when it is complete.
     *
     * @param function from the gradient to what goes on in its place
     * @return what takes it out again
     */
    public Hook hook(UnaryOperator<Tensor> function) {
        if (!(hooks instanceof CopyOnWriteArrayList)) {
            hooks = new CopyOnWriteArrayList<>();
        }
        return Hook.into(hooks, function);
    }

    /**
     * Has a tensor freed as soon as backward has passed the op that made it, and with it all ops that used it.
     *
     * @param tensor the tensor; one that no recorded op made is left alone
     */
    public static void freeAfterBackward(Tensor tensor) {
        Node node = tensor.node();
        if (node != null && !node.leaf && node.saved != null) {
            node.saved.add(tensor);
        }
    }

    /**
     * Whether this is a leaf.
     *
     * @return true if no op made it
     */
    public boolean isLeaf() {
        return leaf;
    }

    /**
     * What backward left here.
     *
     * @return the gradient, or null
     */
    public Tensor grad() {
        return grad;
    }

    /** Forgets the gradient. */
    public void clearGrad() {
        grad = null;
    }

    List<Edge> edges() {
        return edges;
    }

    List<UnaryOperator<Tensor>> hooks() {
        return hooks;
    }

    boolean keepsGrad() {
        return retainGrad;
    }

    boolean isConsumed() {
        return edges == null;
    }

    /** Adds a gradient that backward computed; it is adopted if nobody else holds it, else copied. */
    void accumulate(Tensor g) {
        if (grad != null) {
            grad.backend().addInPlace(grad, g);
        } else if (gradBuffer != null) {
            gradBuffer.backend().copyInto(gradBuffer, g);
            grad = gradBuffer;
        } else {
            grad = g.isSoleOwner() ? g.alias() : g.copy();
            grad.moveTo(owner.scope());
        }
    }

    /** Drops the gradient functions and what they captured. */
    void consume() {
        if (!leaf) {
            edges = null;
            saved.forEach(Tensor::free);
            saved = null;
        }
    }
}
