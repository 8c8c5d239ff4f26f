package dev.gradus.layers;

import dev.gradus.tensor.Tensor;

/**
 * {@code body(x) + shortcut(x)}; both give the same shape. He, Zhang, Ren and Sun, "Deep residual learning for image
 * recognition", 2015, arXiv:1512.03385.
 */
public final class Residual extends Layer {
    private final Layer body;
    private final Layer shortcut;

    /**
     * Makes the layer with the input itself as shortcut.
     *
     * @param body keeps the shape
     */
    public Residual(Layer body) {
        this(body, new Identity());
    }

    /**
     * Makes the layer.
     *
     * @param body the long way
     * @param shortcut the short one, such as a 1x1 convolution where the channels change
     */
    public Residual(Layer body, Layer shortcut) {
        this.body = child("body", body);
        this.shortcut = child("shortcut", shortcut);
    }

    @Override
    public Tensor forward(Tensor x) {
        return scoped(() -> body.apply(x).add(shortcut.apply(x)));
    }
}
