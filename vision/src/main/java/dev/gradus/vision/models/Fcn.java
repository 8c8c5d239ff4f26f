package dev.gradus.vision.models;

import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Dropout;
import dev.gradus.layers.Layer;
import dev.gradus.layers.LayerNorm;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Sequential;
import dev.gradus.ops.Resampling;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Architecture;
import java.util.List;

/**
 * A fully convolutional network, which says what each place of a picture shows: (N, 3, H, W) → unnormalised scores
 * (N, classes, h, w), where h and w are about a quarter of H and W. Long, Shelhamer and Darrell, "Fully convolutional
 * networks for semantic segmentation", 2015, arXiv:1411.4038.
 *
 * <p>A {@link SqueezeNet} 1.1 with ImageNet's classes looks at the picture and stays as it is. Its maps at a sixteenth, an
 * eighth and a quarter of the size, each normalised, give scores by 1x1 convolutions, which are added from coarse to fine;
 * the coarsest map is joined by ImageNet's classes at each place. What these say of the whole picture adds one number a
 * class to the scores of all places: Liu, Rabinovich and Berg, "ParseNet", 2015, arXiv:1506.04579.
 */
public final class Fcn extends Layer {
    private static final SqueezeNet.Config BACKBONE = new SqueezeNet.Config("1.1", 1000);

    /** For model files. */
    public static final Architecture<Config, Fcn> ARCHITECTURE = new Architecture<>(
            "fcn", Config.class, config -> new Fcn(config, new SqueezeNet(BACKBONE, Rng.seed(0)), Rng.seed(0)));

    private static final int[] CHANNELS = {BACKBONE.classes(), 512, 256, 128};
    private static final double DROPOUT = 0.5;

    private final Config config;
    private final SqueezeNet backbone;
    private final Sequential whole;
    private final Sequential[] scores = new Sequential[CHANNELS.length];

    /**
     * What makes the network; a model file keeps it.
     *
     * @param classes the number of classes, background included
     */
    public record Config(int classes) {
        /** Checks the number. */
        public Config {
            int found = classes;
            Shape.require(found > 0, "fcn", () -> "at least 1 class", () -> found);
        }
    }

    /**
     * Makes a network.
     *
     * @param config its classes
     * @param backbone what looks at the picture, of version 1.1 and with ImageNet's thousand classes; it becomes a part of
     *     this network, and is frozen
     * @param rng what the other parameters are drawn from
     */
    public Fcn(Config config, SqueezeNet backbone, Rng rng) {
        Shape.require(backbone.config().equals(BACKBONE), "fcn", () -> "a backbone of " + BACKBONE, backbone::config);
        this.config = config;
        this.backbone = child("backbone", backbone);
        backbone.freeze("*");
        whole = child(
                "whole",
                new Sequential(
                        LayerNorm.of(BACKBONE.classes())
                                .elementwiseAffine(false)
                                .build(),
                        new Dropout(DROPOUT, rng.split("whole.dropout")),
                        new Linear(BACKBONE.classes(), config.classes, rng.split("whole.scores"))));
        for (int i = 0; i < CHANNELS.length; i++) {
            scores[i] = child("scores" + i, scores(CHANNELS[i], rng.split("scores" + i)));
        }
    }

    private Sequential scores(int channels, Rng rng) {
        return new Sequential(
                new BatchNorm2d(channels),
                new Dropout(DROPOUT, rng.split("dropout")),
                new Conv2d(channels, config.classes, 1, rng.split("scores")));
    }

    /** The classes. */
    public Config config() {
        return config;
    }

    @Override
    public Tensor forward(Tensor x) {
        return scoped(() -> {
            List<Tensor> maps = backbone.pyramid(x);
            Tensor places = backbone.places(maps.get(3));
            Tensor picture = whole.apply(places.mean(2, 3)).reshape(x.dim(0), config.classes, 1, 1);
            Tensor sum = scores[0].apply(places).add(picture);
            for (int i = 1; i < CHANNELS.length; i++) {
                Tensor map = maps.get(maps.size() - i);
                Tensor coarse = Resampling.upsampleBilinear(sum, map.dim(2), map.dim(3), false);
                sum = scores[i].apply(map).add(coarse);
            }
            return sum.to(DType.FLOAT32);
        });
    }

    @Override
    protected String describe() {
        return "Fcn(" + config.classes + " classes)";
    }
}
