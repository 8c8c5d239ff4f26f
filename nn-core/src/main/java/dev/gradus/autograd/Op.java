package dev.gradus.autograd;

import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The builder behind every op, built in or yours: computes nothing itself, but ties an output to the inputs that its
 * gradient flows to.
 *
 * <pre>{@code
 * static Tensor square(Tensor x) {
 *     Tensor y = x.detach().mul(x.detach());
 *     return Op.of("square", y).grad(x, g -> g.mul(x).mul(2)).build();
 * }
 * }</pre>
 *
 * <p>A gradient function gets the gradient of the output and returns that of one input, in any shape that broadcasting
 * the input gives: the engine sums it back, and checks shape and type. It runs without recording, in a scope of its
 * own: its temporaries are freed when it returns. It is kept, with all that it captures, only while some input is
 * tracked.
 */
public final class Op {
    private final String name;
    private final Tensor output;
    private final List<Node.Edge> edges = new ArrayList<>(3);
    private final List<Tensor> saved = new ArrayList<>(0);
    private final boolean recording = GradMode.isEnabled();
    private int stated;

    private Op(String name, Tensor output) {
        this.name = name;
        this.output = output;
    }

    /**
     * Begins an op.
     *
     * @param name its name, for errors
     * @param output what it computed, from untracked values or kernels
     * @return the builder
     */
    public static Op of(String name, Tensor output) {
        return new Op(name, output);
    }

    /**
     * States the gradient of one input.
     *
     * @param input the input; null (an absent option) is passed over
     * @param gradient from the output's gradient to this input's
     * @return this
     */
    public Op grad(Tensor input, UnaryOperator<Tensor> gradient) {
        if (recording && input != null && input.isTracked()) {
            edges.add(new Node.Edge(stated, List.of(input.node()), g -> Collections.singletonList(gradient.apply(g))));
        }
        stated++;
        return this;
    }

    /**
     * States the gradients of several inputs that one kernel computes together.
     *
     * @param inputs the inputs; null ones are passed over
     * @param gradients from the output's gradient to the inputs', in their order; the entry of an input that is null
     *     or untracked is not looked at and may be null
     * @return this
     */
    public Op grads(List<Tensor> inputs, Function<Tensor, List<Tensor>> gradients) {
        List<Node> nodes = new ArrayList<>(inputs.size());
        boolean any = false;
        for (Tensor input : inputs) {
            boolean tracked = recording && input != null && input.isTracked();
            nodes.add(tracked ? input.node() : null);
            any |= tracked;
        }
        if (any) {
            edges.add(new Node.Edge(stated, nodes, gradients));
        }
        stated += inputs.size();
        return this;
    }

    /**
     * Hands over tensors that only the gradient functions use: freed as soon as backward has passed, or at once if
     * nothing is tracked.
     *
     * @param tensors what forward computed for the gradient alone; null ones are passed over
     * @return this
     */
    public Op saves(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            if (tensor != null) {
                saved.add(tensor);
            }
        }
        return this;
    }

    /**
     * Ends the op.
     *
     * @return the output, tracked if any input is
     */
    public Tensor build() {
        Watch watch = Watch.current();
        if (watch != null) {
            watch.output(name, output, edges);
        }
        if (edges.isEmpty()) {
            saved.forEach(Tensor::free);
            return output;
        }
        Node node = new Node(name, output.shape(), output.dtype(), edges, saved);
        node.module = watch == null ? null : watch.module();
        return output.withNode(node);
    }
}
