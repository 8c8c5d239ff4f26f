package dev.gradus.examples.voc;

import dev.gradus.data.DatasetException;
import dev.gradus.metrics.MeanAveragePrecision;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.data.Voc;
import dev.gradus.vision.detection.Detector;
import dev.gradus.vision.detection.FoundBox;
import dev.gradus.vision.draw.Annotations;
import dev.gradus.vision.draw.ContactSheet;
import dev.gradus.vision.image.Image;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A detector's answers to photographs whose objects are known. */
final class DetectionTest implements PhotoTraining.Test {
    /** The lowest score that is drawn. */
    private static final double DRAWN = 0.3;

    private static final int CELL = 320;
    private static final int SHOWN = 12;

    private final MeanAveragePrecision scores = new MeanAveragePrecision();
    private final ContactSheet sheet = new ContactSheet(4, CELL);
    private final List<String> classes;

    private DetectionTest(List<String> classes) {
        this.classes = classes;
    }

    /** Asks about all photographs. */
    static DetectionTest of(Detector detector, Voc photos) throws DatasetException {
        DetectionTest test = new DetectionTest(photos.classes());
        for (int i = 0; i < photos.size(); i++) {
            PhotoMask photo = photos.get(i);
            List<FoundBox> found = detector.find(photo.photo());
            test.scores.add(
                    found.stream()
                            .map(one -> new MeanAveragePrecision.Found(
                                    corners(one.box()), one.box().label(), one.score()))
                            .toList(),
                    photo.boxes().stream()
                            .map(box -> new MeanAveragePrecision.Truth(corners(box), box.label(), box.difficult()))
                            .toList());
            if (i < SHOWN) {
                test.draw(photo, found);
            }
        }
        return test;
    }

    private static MeanAveragePrecision.Box corners(Box box) {
        return new MeanAveragePrecision.Box(box.x1(), box.y1(), box.x2(), box.y2());
    }

    private void draw(PhotoMask photo, List<FoundBox> found) {
        List<Box> sure = found.stream()
                .filter(one -> one.score() >= DRAWN)
                .map(FoundBox::box)
                .toList();
        sheet.add(Annotations.boxes(photo.photo(), photo.boxes(), classes), photo.id() + ": the truth");
        sheet.add(
                Annotations.boxes(photo.photo(), sure, classes),
                String.format(Locale.ROOT, "found, %.1f and surer", DRAWN));
    }

    /** The average precision of each class, and the mean, which is also given for an overlap of three quarters. */
    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int k = 0; k < classes.size(); k++) {
            figures.put("val_ap_" + classes.get(k), scores.averagePrecision(k, 0.5));
        }
        figures.put("val_map_75", scores.value(0.75));
        figures.put("val_map", scores.value(0.5));
        return figures;
    }

    @Override
    public Map<String, Image> pictures() {
        return Map.of("photos", sheet.render());
    }
}
