package dev.gradus.vision.metrics;

import boofcv.alg.filter.binary.BinaryImageOps;
import boofcv.struct.ConnectRule;
import boofcv.struct.image.GrayS32;
import boofcv.struct.image.GrayU8;
import dev.gradus.vision.image.Image;

/**
 * The 8-connected components of a mask: how many cells, and how large. Touching cells are one component.
 *
 * <p>Labelled by contour tracing (Chang, Chen and Lu, 2004, doi:10.1016/j.cviu.2003.09.002) as BoofCV has it.
 */
public final class Components {
    private final int[] labels;
    private final int[] areas;

    private Components(int[] labels, int[] areas) {
        this.labels = labels;
        this.areas = areas;
    }

    /**
     * Labels a mask of one channel; at least 0.5 is foreground.
     *
     * @throws IllegalArgumentException if there is more than one channel
     */
    public static Components of(Image mask) {
        if (mask.channels() != 1) {
            throw new IllegalArgumentException("components: expected a mask of 1 channel, got " + mask);
        }
        GrayU8 binary = new GrayU8(mask.width(), mask.height());
        for (int i = 0; i < binary.data.length; i++) {
            binary.data[i] = (byte) (mask.data()[i] >= 0.5f ? 1 : 0);
        }
        GrayS32 labelled = new GrayS32(mask.width(), mask.height());
        int count = BinaryImageOps.contour(binary, ConnectRule.EIGHT, labelled).size();
        int[] areas = new int[count];
        for (int label : labelled.data) {
            if (label > 0) {
                areas[label - 1]++;
            }
        }
        return new Components(labelled.data, areas);
    }

    /** How many components there are. */
    public int count() {
        return areas.length;
    }

    /** How many components have at least {@code minArea} pixels. */
    public int count(int minArea) {
        int count = 0;
        for (int area : areas) {
            count += area >= minArea ? 1 : 0;
        }
        return count;
    }

    /** The area of each component in pixels; component {@code k} carries the label {@code k + 1}. */
    public int[] areas() {
        return areas.clone();
    }

    /** The label of each pixel, row-major: 0 for the background, 1 to {@link #count()}. */
    public int[] labels() {
        return labels.clone();
    }
}
