package dev.gradus.benchmarks;

import static dev.gradus.ops.Convolutions.conv2d;
import static dev.gradus.ops.Norms.instanceNorm;

import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.ops.Pooling;
import dev.gradus.ops.Resampling;
import dev.gradus.ops.Shaping;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The U-Net's forward pass as a user writes it who knows no layers: ops in sequence on the network's parameters, nothing
 * fused and nothing freed early. Shows what the layers save, in time and in memory.
 */
final class PlainUNet {
    private static final double EPS = 1e-5;
    private static final int LEVELS = 4;

    private final Map<String, Parameter> parameters;

    /** On the parameters of {@link Models#unet}. */
    PlainUNet(Module network) {
        parameters = network.namedParameters();
    }

    Tensor forward(Tensor x) {
        Tensor[] encoded = new Tensor[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            Tensor input = level == 0 ? x : Pooling.maxPool2d(encoded[level - 1], 2);
            encoded[level] = block("down" + (level + 1), input);
        }
        Tensor y = encoded[LEVELS - 1];
        for (int level = LEVELS - 2; level >= 0; level--) {
            Tensor skip = encoded[level];
            Tensor fine = Resampling.upsampleBilinear(y, skip.dim(2), skip.dim(3), false);
            y = block("up" + (level + 1), Shaping.concat(List.of(fine, skip), 1));
        }
        return convolution("head", y, 0);
    }

    private Tensor block(String name, Tensor x) {
        Tensor y = norm(name + ".norm1", convolution(name + ".conv1", x, 1)).relu();
        Tensor z = norm(name + ".norm2", convolution(name + ".conv2", y, 1));
        return z.add(convolution(name + ".skip", x, 0)).relu();
    }

    private Tensor convolution(String name, Tensor x, int padding) {
        return conv2d(x, value(name + ".weight"), value(name + ".bias"), 1, padding);
    }

    private Tensor norm(String name, Tensor x) {
        return instanceNorm(x, value(name + ".weight"), value(name + ".bias"), EPS, false);
    }

    private Tensor value(String name) {
        return parameters.get(name).value();
    }
}
