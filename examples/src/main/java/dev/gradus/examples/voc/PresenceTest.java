package dev.gradus.examples.voc;

import dev.gradus.autograd.GradMode;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.layers.Layer;
import dev.gradus.memory.TensorScope;
import dev.gradus.metrics.BinaryScores;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.augment.RandomSymmetry;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.data.Voc;
import dev.gradus.vision.draw.ContactSheet;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.ImageNetClassifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a network says is on each photograph, and the average precision of its scores. */
final class PresenceTest implements PhotoTraining.Test {
    private static final int COLUMNS = 4;
    private static final int CELL = 280;
    private static final int NAMED = 2;

    private final List<String> classes;
    private final List<float[]> scores = new ArrayList<>();
    private final List<float[]> truths = new ArrayList<>();
    private final ContactSheet sheet = new ContactSheet(COLUMNS, CELL);

    private PresenceTest(List<String> classes) {
        this.classes = classes;
    }

    /**
     * Asks about each photograph and its mirror image, in two sizes; their scores are averaged.
     *
     * @param network gives a score a class
     * @param photos as the network sees them
     */
    static PresenceTest of(Layer network, Dataset<PhotoMask> photos, List<String> classes) throws DatasetException {
        PresenceTest test = new PresenceTest(classes);
        for (int i = 0; i < photos.size(); i++) {
            PhotoMask photo = photos.get(i);
            float[] scores = scores(network, photo.photo());
            test.scores.add(scores);
            test.truths.add(Voc.presence(photo.boxes(), classes.size()));
            test.sheet.add(photo.photo(), test.caption(scores));
        }
        return test;
    }

    @SuppressWarnings("try") // scope and mode act by being open
    private static float[] scores(Layer network, Image photo) {
        Image large = photo.resize(photo.height() * 5 / 4, photo.width() * 5 / 4);
        List<Image> views = List.of(photo, RandomSymmetry.turn(photo, 1), large, RandomSymmetry.turn(large, 1));
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            Tensor sum = null;
            for (Image view : views) {
                Tensor scores = network.forward(ImageNetClassifier.input(view));
                sum = sum == null ? scores : sum.add(scores);
            }
            return sum.div(views.size()).toFloatArray();
        }
    }

    /** The classes with the highest scores, with their probabilities. */
    private String caption(float... scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparing(k -> -scores[k]))
                .limit(NAMED)
                .map(k -> String.format(Locale.ROOT, "%.0f %% %s", 100 / (1 + Math.exp(-scores[k])), classes.get(k)))
                .collect(Collectors.joining(", "));
    }

    /** Average precisions of the classes that occur, their mean, and that of scores that are all the same. */
    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        double sum = 0;
        double constant = 0;
        for (int k = 0; k < classes.size(); k++) {
            double precision = precision(k, 1);
            if (!Double.isNaN(precision)) {
                figures.put("val_ap_" + classes.get(k), precision);
                sum += precision;
                constant += precision(k, 0);
            }
        }
        int occurring = figures.size();
        figures.put("val_map_of_constant_scores", constant / occurring);
        figures.put("val_map", sum / occurring);
        return figures;
    }

    /** Photographs on which a class is only difficult to see count neither way. */
    @SuppressWarnings("try") // the scope acts by being open
    private double precision(int k, float factor) {
        BinaryScores precision = new BinaryScores(BinaryScores.Figure.INTERPOLATED_PRECISION);
        try (TensorScope scope = TensorScope.open()) {
            for (int i = 0; i < truths.size(); i++) {
                float truth = truths.get(i)[k];
                if (!Float.isNaN(truth)) {
                    precision.update(
                            Tensor.of(new float[] {factor * scores.get(i)[k]}, Shape.of(1)),
                            Tensor.of(new float[] {truth}, Shape.of(1)));
                }
            }
        }
        return precision.value();
    }

    @Override
    public Map<String, Image> pictures() {
        return Map.of("photos", sheet.render());
    }
}
