package dev.gradus.examples.voc;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.metrics.MeanAveragePrecision;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.detection.Detector;
import dev.gradus.vision.detection.FoundBox;
import dev.gradus.vision.draw.Annotations;
import dev.gradus.vision.draw.ContactSheet;
import java.util.List;
import java.util.Locale;

/** A detector's answers to photographs whose objects are known. */
final class DetectionTest {
    /** The lowest score that is drawn. */
    private static final double DRAWN = 0.3;

    private static final int CELL = 320;

    private final MeanAveragePrecision scores = new MeanAveragePrecision();
    private final ContactSheet sheet = new ContactSheet(4, CELL);
    private final List<String> classes;

    private DetectionTest(List<String> classes) {
        this.classes = classes;
    }

    /**
     * Asks about all photographs.
     *
     * @param shown how many of them are drawn, each beside what is there
     */
    static DetectionTest of(Detector detector, Dataset<PhotoMask> photos, List<String> classes, int shown)
            throws DatasetException {
        DetectionTest test = new DetectionTest(classes);
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
            if (i < shown) {
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

    /** The mean average precision at an intersection over union. */
    double map(double overlap) {
        return scores.value(overlap);
    }

    /** The average precision of a class at an intersection over union of a half. */
    double precision(int label) {
        return scores.averagePrecision(label, 0.5);
    }

    /** The photographs that were drawn, with what is there and what was found. */
    ContactSheet sheet() {
        return sheet;
    }
}
