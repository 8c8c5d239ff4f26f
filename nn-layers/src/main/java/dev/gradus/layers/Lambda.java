package dev.gradus.layers;

import dev.gradus.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A function as a layer, without parameters of its own.
 *
 * <pre>{@code
 * new Sequential(conv, new Lambda("square", Tensor::square), new Flatten())
 * }</pre>
 */
public final class Lambda extends Layer {
    private final String name;
    private final UnaryOperator<Tensor> function;

    /**
     * Makes the layer.
     *
     * @param name what it is called in the printed network
     * @param function what it computes, in ops, so that gradients flow
     */
    public Lambda(String name, UnaryOperator<Tensor> function) {
        this.name = name;
        this.function = function;
    }

    @Override
    public Tensor forward(Tensor x) {
        return function.apply(x);
    }

    @Override
    protected String describe() {
        return "Lambda(" + name + ")";
    }
}
