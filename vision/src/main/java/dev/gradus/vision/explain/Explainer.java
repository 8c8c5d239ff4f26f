package dev.gradus.vision.explain;

import dev.gradus.autograd.GradMode;
import dev.gradus.layers.FeatureMaps;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.image.Image;
import java.util.Arrays;

/**
 * Where in a picture a network found a class. It works on a copy of the network, in evaluation mode, so that gradients and
 * modes of the network itself stay as they are.
 *
 * <p>Every map is {@code (1, h, w)} with values 0..1, the largest being 1 unless all are 0; {@link HeatMap} draws it.
 */
public final class Explainer implements AutoCloseable {
    private final Layer network;

    /**
     * Copies a network.
     *
     * @param network from (1, C, H, W) to scores (1, classes)
     */
    public Explainer(Layer network) {
        this.network = Module.deepCopy(network);
        this.network.eval();
        this.network.parameters().forEach(Parameter::freeze);
    }

    /**
     * Grad-CAM: the channels of a layer, each weighted by the mean gradient that the class's score has in it, summed, and
     * what speaks against the class cut off. Selvaraju and others, 2016, arXiv:1610.02391.
     *
     * @param input (1, C, H, W)
     * @param path of a layer whose output is (1, channels, h, w)
     * @param label the class
     */
    @SuppressWarnings("try") // the scope acts by being open
    public Image gradCam(Tensor input, String path, int label) {
        Layer layer = layer(path);
        Tensor[] output = new Tensor[1];
        Tensor[] gradient = new Tensor[1];
        try (TensorScope scope = TensorScope.open();
                var hook = layer.onForward((x, y) -> {
                    requirePicture("gradCam", path, y);
                    output[0] = y.detach().copy().moveTo(null);
                    y.onGrad(g -> {
                        gradient[0] = g.detach().copy().moveTo(null);
                        return g;
                    });
                    return y;
                })) {
            score("gradCam", input.tracked(), label).backward();
        }
        float[] channels = output[0].toFloatArray();
        float[] slopes = gradient[0].toFloatArray();
        Shape shape = output[0].shape();
        int plane = shape.intDim(2) * shape.intDim(3);
        float[] weights = new float[shape.intDim(1)];
        for (int i = 0; i < slopes.length; i++) {
            weights[i / plane] += slopes[i] / plane;
        }
        return weighted(channels, weights, shape);
    }

    /**
     * A class activation map: the channels that a linear classifier reads through global average pooling, each with the
     * weight that the class gives it. Zhou and others, 2015, arXiv:1512.04150.
     *
     * @param input (1, C, H, W)
     * @param path of the layer whose output (1, channels, h, w) is classified
     * @param weight the classifier's weight, (classes, channels) or (classes, channels, 1, 1)
     * @param label the class
     */
    @SuppressWarnings("try") // scope and mode act by being open
    public Image cam(Tensor input, String path, Tensor weight, int label) {
        layer(path);
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.noGrad();
                FeatureMaps maps = FeatureMaps.of(network, path)) {
            network.apply(input);
            Tensor output = maps.get(path);
            requirePicture("cam", path, output);
            int channels = output.shape().intDim(1);
            Shape.require(
                    weight.rank() >= 2
                            && weight.dim(1) == channels
                            && weight.size() == weight.dim(0) * channels
                            && label >= 0
                            && label < weight.dim(0),
                    "cam",
                    () -> "a weight (classes, " + channels + ") and one of its classes",
                    () -> weight.shape() + " and class " + label);
            float[] all = weight.toFloatArray();
            float[] weights = Arrays.copyOfRange(all, label * channels, (label + 1) * channels);
            return weighted(output.toFloatArray(), weights, output.shape());
        }
    }

    /**
     * How much the class's score changes with each pixel: the largest of the absolute gradients of its channels.
     * Simonyan, Vedaldi and Zisserman, 2013, arXiv:1312.6034.
     *
     * @param input (1, C, H, W)
     * @param label the class
     */
    @SuppressWarnings("try") // the scope acts by being open
    public Image saliency(Tensor input, int label) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor leaf = input.tracked();
            score("saliency", leaf, label).backward();
            float[] slopes = leaf.grad().toFloatArray();
            Image map = Image.black(1, input.shape().intDim(2), input.shape().intDim(3));
            int plane = map.data().length;
            for (int i = 0; i < slopes.length; i++) {
                map.data()[i % plane] = Math.max(map.data()[i % plane], Math.abs(slopes[i]));
            }
            return scaled(map);
        }
    }

    private Layer layer(String path) {
        if (!(network.namedModules().get(path) instanceof Layer layer)) {
            throw new IllegalArgumentException("explainer: expected the path of a layer among "
                    + network.namedModules().keySet() + ", got '" + path + "'");
        }
        return layer;
    }

    private static void requirePicture(String name, String path, Tensor output) {
        Shape.require(
                output.rank() == 4 && output.dim(0) == 1,
                name,
                () -> "an output (1, channels, h, w) of '" + path + "'",
                output::shape);
    }

    private Tensor score(String name, Tensor input, int label) {
        Shape.require(input.rank() == 4 && input.dim(0) == 1, name, () -> "an input (1, C, H, W)", input::shape);
        Tensor scores = network.apply(input);
        Shape.require(
                scores.rank() == 2 && label >= 0 && label < scores.dim(1),
                name,
                () -> "scores (1, classes) and one of the classes",
                () -> scores.shape() + " and class " + label);
        float[] chosen = new float[scores.shape().intDim(1)];
        chosen[label] = 1;
        return scores.mul(Tensor.of(chosen, scores.shape())).sum();
    }

    private static Image weighted(float[] channels, float[] weights, Shape shape) {
        Image map = Image.black(1, shape.intDim(2), shape.intDim(3));
        int plane = map.data().length;
        for (int i = 0; i < channels.length; i++) {
            map.data()[i % plane] += weights[i / plane] * channels[i];
        }
        return scaled(map);
    }

    private static Image scaled(Image map) {
        float largest = 0;
        for (float value : map.data()) {
            largest = Math.max(largest, value);
        }
        for (int i = 0; i < map.data().length; i++) {
            map.data()[i] = largest > 0 ? Math.max(0, map.data()[i]) / largest : 0;
        }
        return map;
    }

    /** Frees the copy. */
    @Override
    public void close() {
        network.free();
    }
}
