package dev.gradus.vision.processing;

import dev.gradus.vision.image.Image;
import dev.gradus.vision.metrics.Components;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Floods a landscape from markers: a pixel belongs to the marker whose water reaches it first. Meyer, "Topographic distance
 * and watershed lines", 1994.
 */
public final class Watershed {
    private Watershed() {}

    private record Pixel(float height, long order, int at) implements Comparable<Pixel> {
        @Override
        public int compareTo(Pixel other) {
            int byHeight = Float.compare(height, other.height);
            return byHeight != 0 ? byHeight : Long.compare(order, other.order);
        }
    }

    /**
     * Floods, within a mask.
     *
     * @param landscape one channel, the heights
     * @param markers one channel: the label of each marker's pixels, 0 elsewhere
     * @param mask one channel: where water may go, at least 0.5
     * @return {@code (1, H, W)}: the labels; 0 where no water went
     */
    public static Image flood(Image landscape, Image markers, Image mask) {
        Boof.requireMask("watershed", landscape);
        Boof.requireMask("watershed", markers);
        Boof.requireMask("watershed", mask);
        if (!landscape.sameSize(markers) || !landscape.sameSize(mask)) {
            throw new IllegalArgumentException(
                    "watershed: expected one size, got " + landscape + ", " + markers + " and " + mask);
        }
        Image labels = markers.copy();
        PriorityQueue<Pixel> shore = new PriorityQueue<>();
        long order = 0;
        for (int i = 0; i < labels.data().length; i++) {
            if (mask.data()[i] < 0.5f) {
                labels.data()[i] = 0;
            } else if (labels.data()[i] != 0) {
                shore.add(new Pixel(landscape.data()[i], order++, i));
            }
        }
        int width = labels.width();
        while (!shore.isEmpty()) {
            Pixel pixel = shore.remove();
            int x = pixel.at % width;
            for (int direction = 0; direction < 4; direction++) {
                int step = direction == 0 ? -1 : direction == 1 ? 1 : direction == 2 ? -width : width;
                int next = pixel.at + step;
                boolean leaves = (direction == 0 && x == 0) || (direction == 1 && x == width - 1);
                if (!leaves
                        && next >= 0
                        && next < labels.data().length
                        && mask.data()[next] >= 0.5f
                        && labels.data()[next] == 0) {
                    labels.data()[next] = labels.data()[pixel.at];
                    shore.add(new Pixel(Math.max(pixel.height, landscape.data()[next]), order++, next));
                }
            }
        }
        return labels;
    }

    /**
     * Parts round objects that touch: each place that lies at least {@code depth} pixels inside is the marker of one, and
     * the land falls towards the middles.
     *
     * @param mask one channel, at least 0.5 is set
     * @param depth how far inside; two objects whose common neck is thinner than twice this are parted, and objects
     *     thinner than that are kept whole
     * @return {@code (1, H, W)}: a label from 1 for each object, 0 elsewhere
     */
    public static Image split(Image mask, double depth) {
        Image distance = DistanceTransform.of(mask);
        int[] middles = Components.of(deeper(distance, depth)).labels();
        Components objects = Components.of(mask);
        int[] whole = objects.labels();
        boolean[] marked = new boolean[objects.count() + 1];
        int next = 1;
        for (int i = 0; i < middles.length; i++) {
            marked[whole[i]] |= middles[i] > 0;
            next = Math.max(next, middles[i] + 1);
        }
        Image markers = Image.black(1, mask.height(), mask.width());
        Image land = distance.copy();
        for (int i = 0; i < middles.length; i++) {
            markers.data()[i] = middles[i] > 0 ? middles[i] : marked[whole[i]] || whole[i] == 0 ? 0 : next + whole[i];
            land.data()[i] = -distance.data()[i];
        }
        return renumbered(flood(land, markers, mask));
    }

    private static Image deeper(Image distance, double depth) {
        Image result = distance.copy();
        for (int i = 0; i < result.data().length; i++) {
            result.data()[i] = result.data()[i] > depth ? 1 : 0;
        }
        return result;
    }

    private static Image renumbered(Image labels) {
        Map<Float, Integer> numbers = new HashMap<>();
        for (int i = 0; i < labels.data().length; i++) {
            float label = labels.data()[i];
            if (label != 0) {
                labels.data()[i] = numbers.computeIfAbsent(label, l -> numbers.size() + 1);
            }
        }
        return labels;
    }
}
