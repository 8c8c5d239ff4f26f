package dev.gradus.examples.cells;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.Interruption;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.draw.Overlay;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.metrics.SegmentationScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What a network made of whole photographs that it was not trained on.
 *
 * @param scores over all photos
 * @param photos the IoU of each, in the data set's order
 */
record Validation(SegmentationScores scores, List<Double> photos) {
    /** Segments and scores every photo, just as {@code cells segment} would; null if the user ends the run meanwhile. */
    static Validation of(CellSegmenter segmenter, Dataset<PhotoMask> data) throws DatasetException {
        SegmentationScores scores = new SegmentationScores();
        List<Double> photos = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            if (Interruption.isRequested()) {
                return null;
            }
            PhotoMask sample = data.get(i);
            float[] found = segmenter.probability(sample.photo()).data();
            photos.add(scores.update(found, sample.mask().data()).iou());
        }
        return new Validation(scores, List.copyOf(photos));
    }

    /**
     * Writes photos with the true outline in magenta under the found one in green: the worst, the best and evenly
     * between; the file's name begins with the IoU.
     *
     * @param count how many, at most
     */
    void writeOverlays(CellSegmenter segmenter, Dataset<PhotoMask> data, Path folder, int count)
            throws DatasetException, IOException {
        List<Integer> ranked = new ArrayList<>();
        for (int i = 0; i < photos.size(); i++) {
            ranked.add(i);
        }
        ranked.sort(Comparator.comparingDouble(photos::get));
        int shown = Math.min(count, ranked.size());
        Files.createDirectories(folder);
        for (int k = 0; k < shown; k++) {
            int index = ranked.get(shown == 1 ? 0 : k * (ranked.size() - 1) / (shown - 1));
            PhotoMask sample = data.get(index);
            Image found = segmenter.probability(sample.photo());
            String name = String.format(Locale.ROOT, "iou-%.3f-%s.png", photos.get(index), sample.id());
            Overlay.compare(sample.photo(), found, sample.mask()).writePng(folder.resolve(name));
        }
    }
}
