package dev.gradus.vision.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.vision.metrics.SegmentationScores.PhotoScore;
import org.junit.jupiter.api.Test;

class SegmentationScoresTest {
    @Test
    void onePhotoByHand() {
        SegmentationScores scores = new SegmentationScores();
        // TP 2, FP 1, FN 1, TN 4
        PhotoScore score = scores.update(
                new float[] {0.9f, 0.5f, 0.49f, 0.7f, 0, 0, 0.1f, 0.2f}, new float[] {1, 1, 1, 0, 0, 0, 0, 0});
        assertThat(score.iou()).isEqualTo(0.5);
        assertThat(score.dice()).isCloseTo(4.0 / 6, within(1e-12));
        assertThat(scores.pixelAccuracy()).isEqualTo(0.75);
        assertThat(scores.missRate()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void emptyAgainstEmptyIsOneAndAgainstAnythingElseZero() {
        SegmentationScores scores = new SegmentationScores();
        assertThat(scores.update(new float[4], new float[4])).isEqualTo(new PhotoScore(1, 1));
        assertThat(scores.missRate()).isZero();
        assertThat(scores.update(new float[] {1, 0, 0, 0}, new float[4])).isEqualTo(new PhotoScore(0, 0));
        assertThat(scores.update(new float[4], new float[] {1, 0, 0, 0})).isEqualTo(new PhotoScore(0, 0));
        assertThat(scores.iou()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(scores.missRate()).isEqualTo(1);
    }

    @Test
    void photosAreAveragedAndPixelsPooled() {
        float[] small = {1, 0};
        float[] large = new float[98];
        SegmentationScores scores = new SegmentationScores();
        scores.update(new float[] {0, 0}, small);
        scores.update(large, large);
        assertThat(scores.iou()).isEqualTo(0.5);
        assertThat(scores.pixelAccuracy()).isEqualTo(0.99);
        assertThat(scores.photos()).isEqualTo(2);
    }

    @Test
    void mergingEqualsUpdatingWithAll() {
        float[][] photos = {{1, 0, 1, 0}, {0, 0, 1, 1}, {1, 1, 1, 0}};
        float[] target = {1, 1, 0, 0};
        SegmentationScores all = new SegmentationScores();
        SegmentationScores first = new SegmentationScores();
        SegmentationScores rest = new SegmentationScores();
        for (int i = 0; i < photos.length; i++) {
            all.update(photos[i], target);
            (i == 0 ? first : rest).update(photos[i], target);
        }
        first.merge(rest);
        assertThat(first.iou()).isEqualTo(all.iou());
        assertThat(first.dice()).isEqualTo(all.dice());
        assertThat(first.pixelAccuracy()).isEqualTo(all.pixelAccuracy());
        assertThat(first.missRate()).isEqualTo(all.missRate());
        first.reset();
        assertThat(first.photos()).isZero();
        assertThat(first.iou()).isNaN();
    }

    @Test
    void lengthsMustAgree() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SegmentationScores().update(new float[3], new float[4]))
                .withMessage("segmentationScores: expected as many predictions as targets, got 3 and 4");
    }
}
