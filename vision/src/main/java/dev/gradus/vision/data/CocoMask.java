package dev.gradus.vision.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradus.vision.image.Image;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** The three ways in which COCO writes masks. */
final class CocoMask {
    private CocoMask() {}

    /** Sets the mask's pixels of an object to {@code value}. */
    static void draw(JsonNode segmentation, int value, Image mask) {
        boolean[] inside =
                segmentation.isArray() ? polygons(segmentation, mask) : runs(segmentation, mask.height(), mask.width());
        for (int i = 0; i < inside.length; i++) {
            if (inside[i]) {
                mask.data()[i] = value;
            }
        }
    }

    private static boolean[] polygons(JsonNode polygons, Image mask) {
        BufferedImage canvas = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = canvas.createGraphics();
        graphics.setColor(Color.WHITE);
        for (JsonNode polygon : polygons) {
            if (polygon.size() < 6 || polygon.size() % 2 != 0) {
                throw new IllegalArgumentException("a polygon of " + polygon.size() + " numbers");
            }
            Path2D path = new Path2D.Double();
            path.moveTo(polygon.get(0).asDouble(), polygon.get(1).asDouble());
            for (int i = 2; i < polygon.size(); i += 2) {
                path.lineTo(polygon.get(i).asDouble(), polygon.get(i + 1).asDouble());
            }
            path.closePath();
            graphics.fill(path);
        }
        graphics.dispose();
        boolean[] inside = new boolean[mask.height() * mask.width()];
        int[] values = canvas.getRaster().getSamples(0, 0, mask.width(), mask.height(), 0, (int[]) null);
        for (int i = 0; i < inside.length; i++) {
            inside[i] = values[i] != 0;
        }
        return inside;
    }

    private static boolean[] runs(JsonNode runs, int height, int width) {
        JsonNode size = runs.path("size");
        if (size.path(0).asInt() != height || size.path(1).asInt() != width) {
            throw new IllegalArgumentException("a mask of size " + size + " for " + height + "x" + width + " pixels");
        }
        JsonNode counts = runs.path("counts");
        List<Long> numbers = new ArrayList<>();
        if (counts.isTextual()) {
            decompress(counts.asText(), numbers);
        } else {
            counts.forEach(count -> numbers.add(count.asLong()));
        }
        long[] values = numbers.stream().mapToLong(Long::longValue).toArray();
        float[] decoded = RunLengths.ofCounts(values, height, width).data();
        boolean[] inside = new boolean[decoded.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = decoded[i] > 0;
        }
        return inside;
    }

    /**
     * Each number is written by five bits a character, the lowest first, from '0' on; 32 says that more follow, 16 in the
     * last is the sign. From the fourth on, they are differences to the number two places before.
     */
    private static void decompress(String text, List<Long> numbers) {
        int at = 0;
        while (at < text.length()) {
            long number = 0;
            int shift = 0;
            int code;
            do {
                code = at < text.length() ? text.charAt(at++) - '0' : -1;
                if (code < 0 || code > 63 || shift > 35) {
                    throw new IllegalArgumentException("compressed counts that are damaged");
                }
                number |= (long) (code & 31) << shift;
                shift += 5;
            } while ((code & 32) != 0);
            if ((code & 16) != 0) {
                number |= -1L << shift;
            }
            numbers.add(numbers.size() > 2 ? number + numbers.get(numbers.size() - 2) : number);
        }
    }
}
