package dev.gradus.vision.metrics;

/**
 * How well predicted masks agree with the true ones. {@link #iou} and {@link #dice} are means over the photos, each
 * photo counting the same, with empty against empty = 1; {@link #pixelAccuracy} and {@link #missRate} pool all pixels.
 * With TP, FP, FN, TN the pixel counts: IoU = TP / (TP + FP + FN), Dice = 2 TP / (2 TP + FP + FN), accuracy = (TP + TN) /
 * all, miss rate = FN / (TP + FN).
 */
public final class SegmentationScores {
    private final float threshold;
    private double iouSum;
    private double diceSum;
    private long photos;
    private long right;
    private long pixels;
    private long missed;
    private long foreground;

    /** Cuts probabilities at one half. */
    public SegmentationScores() {
        this(0.5f);
    }

    /** @param threshold a prediction of at least this is foreground */
    public SegmentationScores(float threshold) {
        this.threshold = threshold;
    }

    /** The agreement on one photo. */
    public record PhotoScore(double iou, double dice) {}

    /**
     * Adds one photo.
     *
     * @param prediction foreground probabilities, or a mask
     * @param target the true mask: at least 0.5 is foreground
     * @return this photo's own scores
     * @throws IllegalArgumentException if the lengths differ or are zero
     */
    public PhotoScore update(float[] prediction, float[] target) {
        if (prediction.length != target.length || target.length == 0) {
            throw new IllegalArgumentException("segmentationScores: expected as many predictions as targets, got "
                    + prediction.length + " and " + target.length);
        }
        long both = 0;
        long predicted = 0;
        long actual = 0;
        for (int i = 0; i < target.length; i++) {
            int p = prediction[i] >= threshold ? 1 : 0;
            int t = target[i] >= 0.5f ? 1 : 0;
            both += p & t;
            predicted += p;
            actual += t;
        }
        long union = predicted + actual - both;
        PhotoScore score = union == 0
                ? new PhotoScore(1, 1)
                : new PhotoScore((double) both / union, 2.0 * both / (predicted + actual));
        iouSum += score.iou();
        diceSum += score.dice();
        photos++;
        right += target.length - union + both;
        pixels += target.length;
        missed += actual - both;
        foreground += actual;
        return score;
    }

    /** Adds all photos of {@code other}. */
    public void merge(SegmentationScores other) {
        iouSum += other.iouSum;
        diceSum += other.diceSum;
        photos += other.photos;
        right += other.right;
        pixels += other.pixels;
        missed += other.missed;
        foreground += other.foreground;
    }

    /** Forgets all photos. */
    public void reset() {
        iouSum = 0;
        diceSum = 0;
        photos = 0;
        right = 0;
        pixels = 0;
        missed = 0;
        foreground = 0;
    }

    /** How many photos were added. */
    public long photos() {
        return photos;
    }

    /** The mean intersection over union; NaN before the first photo. */
    public double iou() {
        return iouSum / photos;
    }

    /** The mean Dice coefficient; NaN before the first photo. */
    public double dice() {
        return diceSum / photos;
    }

    /** The part of all pixels that is right; NaN before the first photo. */
    public double pixelAccuracy() {
        return (double) right / pixels;
    }

    /** The part of all foreground pixels that was missed; 0 where there is no foreground. */
    public double missRate() {
        return foreground == 0 ? 0 : (double) missed / foreground;
    }
}
