package dev.gradus.examples;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A data home with "digits" that anybody can read: a bar whose height is the digit. */
final class Bars {
    private Bars() {}

    static void write(Path data, int training, int test) throws IOException {
        Path folder = Files.createDirectories(data.resolve("mnist"));
        writeImages(folder.resolve("train-images-idx3-ubyte"), training);
        writeLabels(folder.resolve("train-labels-idx1-ubyte"), training);
        writeImages(folder.resolve("t10k-images-idx3-ubyte"), test);
        writeLabels(folder.resolve("t10k-labels-idx1-ubyte"), test);
    }

    private static void writeImages(Path file, int count) throws IOException {
        try (DataOutputStream idx = new DataOutputStream(Files.newOutputStream(file))) {
            for (int word : new int[] {0x803, count, 28, 28}) {
                idx.writeInt(word);
            }
            for (int i = 0; i < count; i++) {
                byte[] pixels = new byte[28 * 28];
                int row = 2 + 2 * (i % 10);
                for (int x = 4; x < 24; x++) {
                    pixels[28 * row + x] = (byte) (200 + i % 50);
                    pixels[28 * (row + 1) + x] = (byte) 255;
                }
                idx.write(pixels);
            }
        }
    }

    private static void writeLabels(Path file, int count) throws IOException {
        try (DataOutputStream idx = new DataOutputStream(Files.newOutputStream(file))) {
            idx.writeInt(0x801);
            idx.writeInt(count);
            for (int i = 0; i < count; i++) {
                idx.writeByte(i % 10);
            }
        }
    }
}
