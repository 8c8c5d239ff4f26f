package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Node;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers one after the other. Their names are 0, 1, 2, … or given. A relu right after a norm is computed in the norm's
 * kernel, and one right before a max pooling after it, where fewer elements are left. An intermediate result is freed as
 * soon as the next one is there or, while gradients are recorded, as soon as backward has passed it.
 *
 * <pre>{@code
 * Sequential mlp = new Sequential(
 *         new Linear(784, 256, rng.split("fc1")), new Relu(), new Linear(256, 10, rng.split("fc2")));
 * }</pre>
 */
public final class Sequential extends Layer {
    private final List<Layer> layers;

    /**
     * Makes a sequence with the names 0, 1, 2, …
     *
     * @param layers the layers
     */
    public Sequential(Layer... layers) {
        this.layers = List.of(layers);
        for (int i = 0; i < layers.length; i++) {
            child(Integer.toString(i), layers[i]);
        }
    }

    private Sequential(Map<String, Layer> layers) {
        this.layers = List.copyOf(layers.values());
        layers.forEach(this::child);
    }

    /**
     * Begins a sequence with given names.
     *
     * <pre>{@code
     * Sequential.named().add("conv1", conv1).add("relu1", new Relu()).build();
     * }</pre>
     *
     * @return the builder
     */
    public static Builder named() {
        return new Builder();
    }

    /** Collects the layers of a sequence. */
    public static final class Builder {
        private final Map<String, Layer> layers = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a layer at the end.
         *
         * @param name its name, used once
         * @param layer the layer
         * @return this
         */
        public Builder add(String name, Layer layer) {
            Shape.require(
                    layers.putIfAbsent(name, layer) == null,
                    "sequential",
                    () -> "a new name",
                    () -> "'" + name + "', which is taken");
            return this;
        }

        /**
         * Makes the sequence.
         *
         * @return the layer
         */
        public Sequential build() {
            return new Sequential(layers);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Tensor in = y;
            Layer next = i + 1 < layers.size() ? layers.get(i + 1) : null;
            boolean fusable = next != null && !layer.isObserved() && !next.isObserved();
            if (fusable && layer instanceof FusesRelu norm && next instanceof Relu) {
                y = scoped(() -> layer.watched(() -> norm.forward(in, true)));
                i++;
            } else if (fusable && layer instanceof Relu && next instanceof MaxPool2d) {
                // The same values and gradients as the other way round, on a fraction of the elements.
                y = scoped(() -> layer.apply(next.apply(in)));
                i++;
            } else {
                y = scoped(() -> layer.apply(in));
            }
            if (in != x && in != y) {
                if (GradMode.isEnabled()) {
                    Node.freeAfterBackward(in);
                } else {
                    in.free();
                }
            }
        }
        return y;
    }
}
