package dev.gradus.vision.detection;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Detection;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.ImageNetClassifier;
import java.util.Arrays;
import java.util.List;

/**
 * Finds objects in photos of any size by a {@link CenterNet}.
 *
 * @param network in evaluation mode
 * @param least the lowest score that counts, 0 to 1
 * @param overlap of two boxes of a class with more intersection over union than this the surer one is kept
 */
public record Detector(CenterNet network, double least, double overlap) {
    /**
     * Finds what a photo shows.
     *
     * @param photo one or three channels
     * @return in the photo's pixels, the surest first
     */
    @SuppressWarnings("try") // scope and mode act by being open
    public List<FoundBox> find(Image photo) {
        CenterNet.Config config = network.config();
        float[] values = ImageNetClassifier.values(photo.toRgb().resize(config.height(), config.width()));
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.of(values, Shape.of(1, 3, config.height(), config.width()));
            List<FoundBox> found = CenterGrid.of(config).decode(network.apply(x).toFloatArray(), least);
            return keep(found).stream().map(one -> scaled(one, photo)).toList();
        }
    }

    private List<FoundBox> keep(List<FoundBox> found) {
        if (found.isEmpty()) {
            return found;
        }
        float[] corners = new float[4 * found.size()];
        float[] scores = new float[found.size()];
        long[] labels = new long[found.size()];
        for (int i = 0; i < scores.length; i++) {
            Box box = found.get(i).box();
            corners[4 * i] = (float) box.x1();
            corners[4 * i + 1] = (float) box.y1();
            corners[4 * i + 2] = (float) box.x2();
            corners[4 * i + 3] = (float) box.y2();
            scores[i] = (float) found.get(i).score();
            labels[i] = box.label();
        }
        Shape each = Shape.of(scores.length);
        long[] kept = Detection.batchedNms(
                        Tensor.of(corners, Shape.of(scores.length, 4)),
                        Tensor.of(scores, each),
                        Tensor.of(labels, each),
                        overlap)
                .toLongArray();
        return Arrays.stream(kept).mapToObj(k -> found.get((int) k)).toList();
    }

    private FoundBox scaled(FoundBox found, Image photo) {
        double x = (double) photo.width() / network.config().width();
        double y = (double) photo.height() / network.config().height();
        Box box = found.box();
        return new FoundBox(box.at(x * box.x1(), y * box.y1(), x * box.x2(), y * box.y2()), found.score());
    }
}
