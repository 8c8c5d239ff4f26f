package dev.gradus.vision.detection;

import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Resampling;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Architecture;
import dev.gradus.vision.models.SqueezeNet;
import java.util.List;

/**
 * Finds objects by their middles: (N, 3, H, W) → (N, classes + 4, h, w), where h and w are about a quarter of H and W. The
 * first channels are scores, high where the middle of an object of the class is; the other four tell how far the object's
 * left, upper, right and lower edge are from there, as logarithms of {@link CenterGrid}'s cells. After Zhou, Wang and
 * Krähenbühl, "Objects as points", 2019, arXiv:1904.07850, and Liu et al., "Training-time-friendly network for real-time
 * object detection", 2019, arXiv:1909.00700.
 *
 * <p>A {@link SqueezeNet} 1.1 looks at the picture; its maps at a sixteenth, an eighth and a quarter of the size are
 * brought to one width by 1x1 convolutions and added from coarse to fine, each sum smoothed by a 3x3 convolution: Lin et
 * al., "Feature pyramid networks", 2016, arXiv:1612.03144.
 */
public final class CenterNet extends Layer {
    /** For model files. */
    public static final Architecture<Config, CenterNet> ARCHITECTURE =
            new Architecture<>("centernet", Config.class, config -> new CenterNet(config, Rng.seed(0)));

    private static final int[] CHANNELS = {512, 256, 128};
    /** The probability that every place starts from; higher ones drown the few objects in false alarms. */
    private static final double PRIOR = 0.01;
    /** Cells from the middle to an edge, to start from. */
    private static final double REACH = 4;

    private final Config config;
    private final SqueezeNet backbone;
    private final Conv2d[] lateral = new Conv2d[CHANNELS.length];
    private final Sequential[] smooth = new Sequential[CHANNELS.length];
    private final Conv2d head;

    /**
     * What makes a CenterNet; a model file keeps it.
     *
     * @param classes the number of classes
     * @param height of the pictures that the network sees
     * @param width of the pictures that the network sees
     * @param channels of the decoder, 64 by custom
     */
    public record Config(int classes, int height, int width, int channels) {
        /** Checks the numbers. */
        public Config {
            boolean valid = classes > 0 && channels > 0 && height >= 64 && width >= 64;
            int c = classes;
            int h = height;
            int w = width;
            Shape.require(
                    valid,
                    "centerNet",
                    () -> "classes and channels of at least 1, pictures of at least 64x64",
                    () -> c + " classes, pictures of " + h + "x" + w);
        }
    }

    /**
     * Makes a network.
     *
     * @param config classes and sizes
     * @param rng what the parameters are drawn from
     */
    @SuppressWarnings("try") // the scope acts by being open
    public CenterNet(Config config, Rng rng) {
        this.config = config;
        backbone = child("backbone", new SqueezeNet(new SqueezeNet.Config("1.1", 1), rng.split("backbone")));
        backbone.freeze("classifier.*");
        int width = config.channels;
        for (int i = 0; i < CHANNELS.length; i++) {
            Rng own = rng.split("level" + i);
            lateral[i] = child("lateral" + i, new Conv2d(CHANNELS[i], width, 1, own.split("lateral")));
            smooth[i] = child("smooth" + i, smoothing(width, own.split("smooth")));
        }
        head = child("head", new Conv2d(width, config.classes + 4L, 1, rng.split("head")));
        float[] bias = new float[config.classes + 4];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = (float) (i < config.classes ? Math.log(PRIOR / (1 - PRIOR)) : Math.log(REACH));
        }
        try (TensorScope scope = TensorScope.open()) {
            head.bias().set(Tensor.of(bias, Shape.of(bias.length)));
        }
    }

    private static Sequential smoothing(int width, Rng rng) {
        return new Sequential(
                Conv2d.of(width, width, 3).padding(1).bias(false).build(rng), new BatchNorm2d(width), new Relu());
    }

    /** Classes and sizes. */
    public Config config() {
        return config;
    }

    /** What looks at the picture; pretrained weights are loaded into it. */
    public SqueezeNet backbone() {
        return backbone;
    }

    @Override
    public Tensor forward(Tensor x) {
        return scoped(() -> {
            List<Tensor> maps = backbone.pyramid(x);
            Tensor sum = null;
            for (int i = 0; i < CHANNELS.length; i++) {
                Tensor map = lateral[i].apply(maps.get(maps.size() - 1 - i));
                sum = smooth[i].apply(sum == null ? map : map.add(enlarged(sum, map)));
            }
            return head.apply(sum).to(DType.FLOAT32);
        });
    }

    private static Tensor enlarged(Tensor coarse, Tensor like) {
        return Resampling.upsampleBilinear(coarse, like.dim(2), like.dim(3), false);
    }

    @Override
    protected String describe() {
        return "CenterNet(" + config.classes + " classes)";
    }
}
