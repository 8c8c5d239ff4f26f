package dev.gradus.layers;

import dev.gradus.ops.Shaping;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers beside each other, all of the same input, their outputs joined along the channels: (N, C, …) → (N, ΣCᵢ, …),
 * alike in all other dimensions. Their names are 0, 1, 2, … Szegedy et al., "Going deeper with convolutions", 2014,
 * arXiv:1409.4842.
 */
public final class Branches extends Layer {
    private static final int CHANNELS = 1;

    private final List<Layer> branches;

    /**
     * Makes the layer.
     *
     * @param branches at least one layer
     */
    public Branches(Layer... branches) {
        Shape.require(branches.length > 0, "branches", () -> "at least one layer", () -> "none");
        this.branches = List.of(branches);
        for (int i = 0; i < branches.length; i++) {
            child(Integer.toString(i), branches[i]);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return scoped(() -> {
            List<Tensor> outputs = new ArrayList<>();
            branches.forEach(branch -> outputs.add(scoped(() -> branch.apply(x))));
            return Shaping.concat(outputs, CHANNELS);
        });
    }
}
