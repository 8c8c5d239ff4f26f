package dev.gradus.metrics;

import dev.gradus.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How well found boxes agree with true ones. For each class its findings in all pictures, the surest first, are counted:
 * one is right if, of the true boxes of its class in its picture, that with the highest intersection over union reaches
 * the threshold and was not found before; each other is wrong. A finding of a box marked as difficult counts neither
 * way, and such boxes need not be found. The average precision is {@code Σ (Rᵢ − Rᵢ₋₁) · max(Pⱼ, j ≥ i)} over the
 * findings, the area under the precision made falling; the mean is over the classes with boxes to be found. Everingham et
 * al., "The Pascal Visual Object Classes challenge", 2010, doi:10.1007/s11263-009-0275-4, with all points as from 2010
 * on. Areas are those between the edges: of pixels counted from 0, the right and lower edge are the last one plus 1.
 *
 * <pre>{@code
 * MeanAveragePrecision scores = new MeanAveragePrecision();
 * for (…) {
 *     scores.add(found, truth);
 * }
 * System.out.println(scores.value(0.5));
 * }</pre>
 */
public final class MeanAveragePrecision {
    private final List<Picture> pictures = new ArrayList<>();

    /** Nothing seen yet. */
    public MeanAveragePrecision() {}

    /**
     * A box whose right and lower edge are not below the left and upper one.
     *
     * @param x1 the left edge
     * @param y1 the upper edge
     * @param x2 the right edge
     * @param y2 the lower edge
     */
    public record Box(double x1, double y1, double x2, double y2) {
        /** Checks the order of the edges. */
        public Box {
            Shape.require(x1 <= x2 && y1 <= y2, "box", () -> "x1 <= x2 and y1 <= y2", () -> "other numbers");
        }

        private double area() {
            return (x2 - x1) * (y2 - y1);
        }

        /**
         * The part of the two boxes' union that both cover.
         *
         * @param other the other box
         * @return from 0 to 1; 0 for two boxes without area
         */
        public double iou(Box other) {
            double width = Math.max(0, Math.min(x2, other.x2) - Math.max(x1, other.x1));
            double height = Math.max(0, Math.min(y2, other.y2) - Math.max(y1, other.y1));
            double union = area() + other.area() - width * height;
            return union == 0 ? 0 : width * height / union;
        }
    }

    /**
     * A box that was found.
     *
     * @param box where
     * @param label its class
     * @param score how sure
     */
    public record Found(Box box, int label, double score) {}

    /**
     * A box that is there.
     *
     * @param box where
     * @param label its class
     * @param difficult whether it counts neither way
     */
    public record Truth(Box box, int label, boolean difficult) {}

    private record Picture(List<Found> found, List<Truth> truth) {}

    private record Finding(int picture, Found found) {}

    /**
     * Takes in a picture.
     *
     * @param found what was found in it
     * @param truth what is there
     */
    public void add(List<Found> found, List<Truth> truth) {
        for (Found one : found) {
            Shape.require(!Double.isNaN(one.score), "mean average precision", () -> "scores", () -> "NaN");
        }
        pictures.add(new Picture(List.copyOf(found), List.copyOf(truth)));
    }

    /**
     * The mean of the average precisions.
     *
     * @param threshold the least intersection over union that counts, such as 0.5
     * @return from 0 to 1; NaN if there is nothing to be found
     */
    public double value(double threshold) {
        TreeSet<Integer> labels = new TreeSet<>();
        pictures.forEach(picture ->
                picture.truth.stream().filter(truth -> !truth.difficult).forEach(truth -> labels.add(truth.label)));
        return labels.stream()
                .mapToDouble(label -> averagePrecision(label, threshold))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * A class's average precision.
     *
     * @param label the class
     * @param threshold the least intersection over union that counts
     * @return from 0 to 1; NaN if none of the class is to be found
     */
    public double averagePrecision(int label, double threshold) {
        long positives = pictures.stream()
                .flatMap(picture -> picture.truth.stream())
                .filter(truth -> truth.label == label && !truth.difficult)
                .count();
        if (positives == 0) {
            return Double.NaN;
        }
        List<Boolean> rights = judge(label, threshold);
        double[] precisions = new double[rights.size()];
        double right = 0;
        for (int i = 0; i < precisions.length; i++) {
            right += rights.get(i) ? 1 : 0;
            precisions[i] = right / (i + 1.0);
        }
        double area = 0;
        double highest = 0;
        for (int i = precisions.length - 1; i >= 0; i--) {
            highest = Math.max(highest, precisions[i]);
            area += rights.get(i) ? highest / positives : 0;
        }
        return area;
    }

    /** Whether each finding is right, the surest first; those of difficult boxes are left out. */
    private List<Boolean> judge(int label, double threshold) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            for (Found found : pictures.get(i).found) {
                if (found.label == label) {
                    findings.add(new Finding(i, found));
                }
            }
        }
        findings.sort(Comparator.comparingDouble(finding -> -finding.found.score));
        Map<Integer, boolean[]> taken = new HashMap<>();
        List<Boolean> rights = new ArrayList<>();
        for (Finding finding : findings) {
            List<Truth> truths = pictures.get(finding.picture).truth;
            int best = -1;
            double overlap = 0;
            for (int k = 0; k < truths.size(); k++) {
                double iou = truths.get(k).box.iou(finding.found.box);
                if (truths.get(k).label == label && (best < 0 || iou > overlap)) {
                    best = k;
                    overlap = iou;
                }
            }
            if (best < 0 || overlap < threshold) {
                rights.add(false);
            } else if (!truths.get(best).difficult) {
                boolean[] own = taken.computeIfAbsent(finding.picture, picture -> new boolean[truths.size()]);
                rights.add(!own[best]);
                own[best] = true;
            }
        }
        return rights;
    }

    /** Begins anew. */
    public void reset() {
        pictures.clear();
    }

    /**
     * Takes in what another has seen.
     *
     * @param other the other; not changed
     */
    public void merge(MeanAveragePrecision other) {
        pictures.addAll(other.pictures);
    }
}
