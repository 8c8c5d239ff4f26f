package dev.gradus.vision.data;

import dev.gradus.data.DatasetException;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Files of CIFAR's binary versions in memory: records of some bytes of classes and 3,072 of a picture of 32x32. */
final class CifarRecords {
    private static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;

    private final List<byte[]> files = new ArrayList<>();
    private final int[] firsts;
    private final int labelBytes;
    private final int size;

    /** @param counts the number of classes that each byte before the pixels tells apart */
    CifarRecords(String name, List<Path> paths, int... counts) throws DatasetException {
        labelBytes = counts.length;
        firsts = new int[paths.size()];
        int sum = 0;
        for (int i = 0; i < firsts.length; i++) {
            byte[] bytes = read(paths.get(i), name, counts);
            files.add(bytes);
            firsts[i] = sum;
            sum += bytes.length / (labelBytes + PIXELS);
        }
        size = sum;
    }

    private static byte[] read(Path path, String name, int... counts) throws DatasetException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new DatasetException(path, "a file of " + name, e.toString(), e);
        }
        int record = counts.length + PIXELS;
        if (bytes.length == 0 || bytes.length % record != 0) {
            throw new DatasetException(path, "records of " + record + " bytes", bytes.length + " bytes");
        }
        for (int at = 0; at < bytes.length; at += record) {
            for (int k = 0; k < counts.length; k++) {
                int label = bytes[at + k] & 255;
                if (label >= counts[k]) {
                    throw new DatasetException(
                            path, "classes 0 to " + (counts[k] - 1), "class " + label + " at offset " + (at + k));
                }
            }
        }
        return bytes;
    }

    int size() {
        return size;
    }

    private int file(int index) {
        Objects.checkIndex(index, size);
        int found = Arrays.binarySearch(firsts, index);
        return found >= 0 ? found : -found - 2;
    }

    /** The byte {@code k} before the pixels. */
    int label(int index, int k) {
        int file = file(index);
        return files.get(file)[(index - firsts[file]) * (labelBytes + PIXELS) + k] & 255;
    }

    Image image(int index) {
        int file = file(index);
        byte[] bytes = files.get(file);
        int from = (index - firsts[file]) * (labelBytes + PIXELS) + labelBytes;
        float[] values = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            values[i] = (bytes[from + i] & 255) / 255f;
        }
        return Image.of(3, SIDE, SIDE, values);
    }
}
