package dev.gradus.examples.voc;

import dev.gradus.autograd.GradMode;
import dev.gradus.data.DatasetException;
import dev.gradus.layers.Layer;
import dev.gradus.memory.TensorScope;
import dev.gradus.metrics.ConfusionMatrix;
import dev.gradus.ops.Arranging;
import dev.gradus.ops.Resampling;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.augment.RandomSymmetry;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.data.Voc;
import dev.gradus.vision.draw.Annotations;
import dev.gradus.vision.draw.ConfusionPicture;
import dev.gradus.vision.draw.ContactSheet;
import dev.gradus.vision.draw.Palette;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.ImageNetClassifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a network says that the pixels of each photograph show, in one confusion matrix for all photographs. */
final class SegmentationTest implements PhotoTraining.Test {
    /** A photograph, its truth, what was found, and that over the photograph; twice a row. */
    private static final int COLUMNS = 8;

    private static final int CELL = 180;
    private static final double LARGER = 1.25;

    private final List<String> classes;
    private final ConfusionMatrix matrix;
    private final ConfusionMatrix background;
    private final ContactSheet sheet = new ContactSheet(COLUMNS, CELL);

    private SegmentationTest(List<String> classes) {
        this.classes = classes;
        matrix = new ConfusionMatrix(classes.size(), ConfusionMatrix.Figure.MEAN_IOU, PhotoMask.IGNORED);
        background = new ConfusionMatrix(classes.size(), ConfusionMatrix.Figure.MEAN_IOU, PhotoMask.IGNORED);
    }

    /**
     * Asks about each photograph and its mirror image, in two sizes; the probabilities are averaged at the photograph's
     * own size.
     *
     * @param network gives scores of the classes at places
     * @param photos at their own sizes
     * @param side of the smaller squares that the network sees
     * @param classes their names, the background's first
     */
    static SegmentationTest of(Layer network, Voc photos, int side, List<String> classes) throws DatasetException {
        SegmentationTest test = new SegmentationTest(classes);
        for (int i = 0; i < photos.size(); i++) {
            test.add(photos.get(i), find(network, photos.get(i).photo(), side));
        }
        return test;
    }

    /** The class of each pixel. */
    @SuppressWarnings("try") // scope and mode act by being open
    private static Image find(Layer network, Image photo, int side) {
        Image small = photo.resize(side, side);
        Image large = photo.resize((int) (LARGER * side), (int) (LARGER * side));
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            Tensor sum = null;
            for (Image view : List.of(small, large)) {
                Tensor seen = probabilities(network, view, photo);
                Tensor mirrored = Arranging.flip(probabilities(network, RandomSymmetry.turn(view, 1), photo), 3);
                sum = sum == null ? seen.add(mirrored) : sum.add(seen).add(mirrored);
            }
            long[] found = sum.argmax(1).toLongArray();
            Image mask = Image.black(1, photo.height(), photo.width());
            for (int p = 0; p < found.length; p++) {
                mask.data()[p] = found[p];
            }
            return mask;
        }
    }

    private static Tensor probabilities(Layer network, Image view, Image photo) {
        Tensor scores = network.forward(ImageNetClassifier.input(view));
        return Resampling.upsampleBilinear(scores, photo.height(), photo.width(), false)
                .softmax(1);
    }

    private void add(PhotoMask photo, Image found) {
        for (int p = 0; p < found.data().length; p++) {
            matrix.add((long) photo.mask().data()[p], (long) found.data()[p]);
            background.add((long) photo.mask().data()[p], 0);
        }
        sheet.add(photo.photo(), photo.id())
                .add(Palette.paint(photo.mask()), "the truth")
                .add(Palette.paint(found), "found")
                .add(Annotations.mask(photo.photo(), found), "");
    }

    /** Intersections over unions of the classes that occur, their mean, and that of a mask that is all background. */
    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int k : occurring()) {
            figures.put("val_iou_" + classes.get(k), matrix.iou(k));
        }
        figures.put("val_miou_of_background", background.value());
        figures.put("val_miou", matrix.value());
        return figures;
    }

    private List<Integer> occurring() {
        List<Integer> occurring = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            if (background.count(k, 0) > 0) {
                occurring.add(k);
            }
        }
        return occurring;
    }

    @Override
    public Map<String, Image> pictures() {
        return Map.of("photos", sheet.render(), "confusion", ConfusionPicture.of(matrix, classes));
    }
}
