package dev.gradus.vision.data;

import dev.gradus.vision.image.Image;
import java.util.Arrays;
import java.util.Locale;

/**
 * Masks as text: pairs of numbers, where a run of set pixels begins and how long it is. Pixels count from 1, down the first
 * column, then down the next, as in Kaggle's competitions; {@code 3 2 7 1} in a picture 3 pixels high is the last
 * pixel of the first column, the first of the second, and the first of the third.
 */
public final class RunLengths {
    private RunLengths() {}

    /**
     * The mask of a text; an empty one has no pixels.
     *
     * @return {@code (1, height, width)}: 1 on the runs, 0 elsewhere
     * @throws IllegalArgumentException if these are no pairs of numbers, or a run overlaps the one before or leaves the
     *     picture
     */
    public static Image decode(String runs, int height, int width) {
        Image mask = Image.black(1, height, width);
        String text = runs.strip();
        if (text.isEmpty()) {
            return mask;
        }
        String[] numbers = text.split("\\s+", -1);
        if (numbers.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "run lengths: expected pairs of start and length, got " + numbers.length + " numbers");
        }
        long end = 0;
        for (int i = 0; i < numbers.length; i += 2) {
            long start = number(numbers[i]) - 1;
            long length = number(numbers[i + 1]);
            if (start < end || length < 1 || start + length > (long) height * width) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "run lengths: expected rising runs among %d pixels, got %d pixels from %d after pixel %d",
                        (long) height * width,
                        length,
                        start + 1,
                        end));
            }
            end = start + length;
            for (long at = start; at < end; at++) {
                mask.data()[(int) (at % height * width + at / height)] = 1;
            }
        }
        return mask;
    }

    private static long number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("run lengths: expected whole numbers, got '" + text + "'", e);
        }
    }

    /**
     * The text of a mask.
     *
     * @param mask one channel, at least 0.5 is set
     * @throws IllegalArgumentException if there are several channels
     */
    public static String encode(Image mask) {
        if (mask.channels() != 1) {
            throw new IllegalArgumentException("run lengths: expected one channel, got " + mask);
        }
        StringBuilder runs = new StringBuilder();
        int length = 0;
        int size = mask.height() * mask.width();
        for (int at = 0; at <= size; at++) {
            boolean set = at < size && mask.get(0, at % mask.height(), at / mask.height()) >= 0.5f;
            if (set) {
                length++;
            } else if (length > 0) {
                runs.append(runs.isEmpty() ? "" : " ")
                        .append(at - length + 1)
                        .append(' ')
                        .append(length);
                length = 0;
            }
        }
        return runs.toString();
    }

    /** COCO's counts: unset and set pixels in turn, in the same order. */
    static Image ofCounts(long[] counts, int height, int width) {
        long sum = Arrays.stream(counts).sum();
        if (sum != (long) height * width || Arrays.stream(counts).anyMatch(c -> c < 0)) {
            throw new IllegalArgumentException(
                    "run lengths: expected counts of " + (long) height * width + " pixels, got " + sum);
        }
        Image mask = Image.black(1, height, width);
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            for (long end = at + counts[i]; at < end; at++) {
                mask.data()[at % height * width + at / height] = i % 2;
            }
        }
        return mask;
    }
}
