package dev.gradus.vision.models;

import dev.gradus.backend.PoolWindow;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Dropout;
import dev.gradus.layers.GlobalAvgPool2d;
import dev.gradus.layers.Layer;
import dev.gradus.layers.MaxPool;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.WeightMap;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * SqueezeNet: (N, 3, H, W) → unnormalised scores (N, classes), for any H and W of at least 21. Iandola and others,
 * "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters", 2016, arXiv:1602.07360; version 1.1 needs 2.4 times
 * less computation.
 *
 * <p>A fire module squeezes by a 1x1 convolution and expands by a 1x1 and a 3x3 one, whose outputs are joined; every
 * convolution is followed by relu. Pooling is 3x3 with stride 2 and rounds up. The classifier is a 1x1 convolution, whose
 * outputs are averaged over the picture.
 *
 * <p>State dict: PyTorch's of {@code torchvision.models.squeezenet1_1} and {@code squeezenet1_0}: {@code features.0},
 * {@code features.3.squeeze}, {@code features.3.expand1x1}, {@code features.3.expand3x3} …, {@code classifier.1}.
 */
public final class SqueezeNet extends Layer {
    /** For model files. */
    public static final Architecture<Config, SqueezeNet> ARCHITECTURE =
            new Architecture<>("squeezenet", Config.class, config -> new SqueezeNet(config, Rng.seed(0)));

    private static final int[] SQUEEZED = {16, 16, 32, 32, 48, 48, 64, 64};
    private static final int LAST = 512;
    private static final int LEAST = 21;

    private final Config config;
    private final List<Layer> trunk;
    private final Sequential features;
    private final Conv2d scores;
    private final Sequential classifier;

    /**
     * What makes a SqueezeNet; a model file keeps it.
     *
     * @param version "1.0" or "1.1"
     * @param classes the number of classes
     */
    public record Config(String version, int classes) {
        /** Checks both. */
        public Config {
            Shape.require(
                    ("1.0".equals(version) || "1.1".equals(version)) && classes > 0,
                    "squeezeNet",
                    () -> "version 1.0 or 1.1 and at least 1 class",
                    () -> "version " + version + " and " + classes);
        }

        private boolean isFirst() {
            return "1.0".equals(version);
        }
    }

    /**
     * Makes a network.
     *
     * @param config its version and classes
     * @param rng what the parameters are drawn from
     */
    public SqueezeNet(Config config, Rng rng) {
        this.config = config;
        List<Layer> layers = new ArrayList<>();
        int channels = config.isFirst() ? 96 : 64;
        layers.add(Conv2d.of(3, channels, config.isFirst() ? 7 : 3).stride(2).build(rng.split("conv1")));
        layers.add(new Relu());
        for (int i = 0; i < SQUEEZED.length; i++) {
            if (isPooledBefore(i)) {
                layers.add(new MaxPool(PoolWindow.of(3).stride(2).ceilMode(true)));
            }
            layers.add(new Fire(channels, SQUEEZED[i], rng.split("fire" + (i + 2))));
            channels = 8 * SQUEEZED[i];
        }
        trunk = List.copyOf(layers);
        features = child("features", new Sequential(layers.toArray(Layer[]::new)));
        scores = new Conv2d(LAST, config.classes, 1, rng.split("conv10"));
        classifier = child(
                "classifier",
                new Sequential(new Dropout(0.5, rng.split("dropout")), scores, new Relu(), new GlobalAvgPool2d()));
    }

    private boolean isPooledBefore(int fire) {
        return config.isFirst() ? fire == 0 || fire == 3 || fire == 7 : fire == 0 || fire == 2 || fire == 4;
    }

    /** The names of Caffe's layers: {@code conv1}, {@code fire2/squeeze1x1} …, {@code conv10}. */
    public WeightMap fromCaffe() {
        WeightMap map = WeightMap.of().rename("conv1\\.(\\w+)", "features.0.$1");
        int at = 2;
        for (int i = 0; i < SQUEEZED.length; i++) {
            at += isPooledBefore(i) ? 1 : 0;
            String fire = "fire" + (i + 2);
            map = map.rename(fire + "/squeeze1x1\\.(\\w+)", "features." + at + ".squeeze.$1")
                    .rename(fire + "/(expand\\dx\\d)\\.(\\w+)", "features." + at + ".$1.$2");
            at++;
        }
        return map.rename("conv10\\.(\\w+)", "classifier.1.$1");
    }

    /**
     * Takes over all but the classifier of another network, whatever its classes.
     *
     * @param other of the same version
     */
    @SuppressWarnings("try") // the scope acts by being open
    public void loadFeatures(SqueezeNet other) {
        try (TensorScope scope = TensorScope.open()) {
            features.loadStateDict(other.features.stateDict());
        }
    }

    /**
     * What makes this network.
     *
     * @return the configuration
     */
    public Config config() {
        return config;
    }

    /**
     * What the network has seen before each pooling, and in the end: about a half, a quarter, an eighth and a sixteenth of
     * the picture's height and width. For detectors and segmentation, which need to know where something is.
     *
     * @param x (N, 3, H, W)
     * @return the maps, finest first: for version 1.1 of 64, 128, 256 and 512 channels; 96, 256, 512 and 512 for 1.0
     */
    public List<Tensor> pyramid(Tensor x) {
        require(x);
        List<Tensor> maps = new ArrayList<>();
        Tensor map = x;
        for (Layer layer : trunk) {
            if (layer instanceof MaxPool) {
                maps.add(map);
            }
            map = layer.apply(map);
        }
        maps.add(map);
        return maps;
    }

    /**
     * The scores of the classes at each place of the last of the {@link #pyramid}'s maps, whose mean is what
     * {@link #forward} gives.
     *
     * @param last (N, 512, h, w)
     * @return (N, classes, h, w), not below 0
     */
    public Tensor places(Tensor last) {
        return scoped(() -> scores.apply(last).relu());
    }

    private static void require(Tensor x) {
        Shape.require(
                x.rank() == 4 && x.dim(1) == 3 && x.dim(2) >= LEAST && x.dim(3) >= LEAST,
                "squeezeNet",
                () -> "input (N, 3, H, W) with H and W of at least " + LEAST,
                x::shape);
    }

    @Override
    public Tensor forward(Tensor x) {
        require(x);
        return scoped(() -> classifier.apply(features.apply(x)).flatten(1));
    }

    @Override
    protected String describe() {
        return "SqueezeNet(version " + config.version + ", " + config.classes + " classes)";
    }

    /** {@code concat(relu(expand1x1(s)), relu(expand3x3(s)))} with {@code s = relu(squeeze(x))}. */
    private static final class Fire extends Layer {
        private final Conv2d squeeze;
        private final Conv2d expand1x1;
        private final Conv2d expand3x3;

        Fire(int in, int squeezed, Rng rng) {
            squeeze = child("squeeze", new Conv2d(in, squeezed, 1, rng.split("squeeze")));
            expand1x1 = child("expand1x1", new Conv2d(squeezed, 4L * squeezed, 1, rng.split("expand1x1")));
            expand3x3 = child(
                    "expand3x3",
                    Conv2d.of(squeezed, 4L * squeezed, 3).padding(1).build(rng.split("expand3x3")));
        }

        @Override
        public Tensor forward(Tensor x) {
            return scoped(() -> {
                Tensor s = squeeze.apply(x).relu();
                return Shaping.concat(List.of(expand1x1.apply(s), expand3x3.apply(s)), 1)
                        .relu();
            });
        }
    }
}
