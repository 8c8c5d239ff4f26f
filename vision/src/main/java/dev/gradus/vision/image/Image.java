package dev.gradus.vision.image;

import dev.gradus.data.DatasetException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A picture as plain floats: planar {@code (C, H, W)}, row-major, black 0 to white 1; one channel (grey) or three (red,
 * green, blue), or any other count for class maps and features. The size never changes; the values are shared with
 * {@link #data()}, so one thread at a time may write them.
 */
public final class Image {
    private final int channels;
    private final int height;
    private final int width;
    private final float[] data;

    private Image(int channels, int height, int width, float[] data) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.data = data;
    }

    /**
     * An image over {@code data}, which is used as it is, not copied.
     *
     * @param data {@code channels * height * width} values
     * @throws IllegalArgumentException if a size is not positive or the length does not fit
     */
    public static Image of(int channels, int height, int width, float[] data) {
        int expected = count(channels, height, width);
        if (data.length != expected) {
            throw new IllegalArgumentException("image: expected " + expected + " values for (" + channels + ", "
                    + height + ", " + width + "), got " + data.length);
        }
        return new Image(channels, height, width, data);
    }

    /** A black image. */
    public static Image black(int channels, int height, int width) {
        return new Image(channels, height, width, new float[count(channels, height, width)]);
    }

    /**
     * Reads a PNG, JPEG, TIFF or BMP file (the first page of a TIFF): grey, RGB, RGBA or palette, 1 to 16 bits a
     * sample, scaled so that the format's largest value is 1. Colour values are taken as stored, without colour
     * management; an alpha channel is dropped, not composited, since in micrographs it carries nothing. A palette of
     * greys gives one channel. A JPEG's EXIF orientation is applied.
     *
     * @throws DatasetException if the file is missing, empty, damaged, truncated or of another kind
     */
    public static Image read(Path file) throws DatasetException {
        return new ImageDecoder(file).decode();
    }

    /**
     * Reads a mask of classes: the numbers that a PNG of a palette or of 8 bits of grey has for its pixels, not the colours
     * that they stand for.
     *
     * @return {@code (1, H, W)}, 0 to 255
     * @throws DatasetException if the file is missing, damaged or of another kind
     */
    public static Image readClasses(Path file) throws DatasetException {
        return new ImageDecoder(file).decodeClasses();
    }

    /**
     * Writes an 8-bit PNG, grey or RGB; values are clamped to 0..1 and rounded. The file appears complete or not at all.
     *
     * @throws IllegalArgumentException unless this image has one or three channels
     * @throws IOException if the file cannot be written
     */
    public void writePng(Path file) throws IOException {
        Pixels.writePng(Pixels.toBuffered(this), file);
    }

    /**
     * The bytes of an 8-bit PNG, grey or RGB; values are clamped to 0..1 and rounded.
     *
     * @throws IllegalArgumentException unless this image has one or three channels
     * @throws IOException if this Java cannot write PNG
     */
    public byte[] png() throws IOException {
        return Pixels.png(Pixels.toBuffered(this));
    }

    /** The number of channels, C. */
    public int channels() {
        return channels;
    }

    /** The height in pixels, H. */
    public int height() {
        return height;
    }

    /** The width in pixels, W. */
    public int width() {
        return width;
    }

    /** The values themselves, planar {@code (C, H, W)}; not a copy. */
    public float[] data() {
        return data;
    }

    /** The shape {@code (C, H, W)}. */
    public long[] shape() {
        return new long[] {channels, height, width};
    }

    /** The value of channel {@code c} at row {@code y} and column {@code x}. */
    public float get(int c, int y, int x) {
        return data[(c * height + y) * width + x];
    }

    /** Whether {@code other} has the same height and width. */
    public boolean sameSize(Image other) {
        return height == other.height && width == other.width;
    }

    /** A copy with values of its own. */
    public Image copy() {
        return new Image(channels, height, width, data.clone());
    }

    /**
     * Three channels: grey is repeated, three channels are this image itself.
     *
     * @throws IllegalArgumentException if there are neither one nor three channels
     */
    public Image toRgb() {
        requireGreyOrRgb("toRgb");
        if (channels == 3) {
            return this;
        }
        float[] rgb = new float[count(3, height, width)];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(data, 0, rgb, c * data.length, data.length);
        }
        return new Image(3, height, width, rgb);
    }

    /**
     * One channel: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); grey is this image itself.
     *
     * @throws IllegalArgumentException if there are neither one nor three channels
     */
    public Image toGrey() {
        requireGreyOrRgb("toGrey");
        if (channels == 1) {
            return this;
        }
        int plane = height * width;
        float[] grey = new float[plane];
        for (int i = 0; i < plane; i++) {
            grey[i] = 0.299f * data[i] + 0.587f * data[plane + i] + 0.114f * data[2 * plane + i];
        }
        return new Image(1, height, width, grey);
    }

    /**
     * Bilinear resizing with half-pixel centres; when it shrinks, the triangle filter is widened by the factor, so that
     * fine structure is averaged, not aliased (as PyTorch's {@code interpolate} with {@code antialias=True}).
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public Image resize(int newHeight, int newWidth) {
        int size = count(channels, newHeight, newWidth);
        if (newHeight == height && newWidth == width) {
            return copy();
        }
        Image wide = new Image(channels, height, newWidth, new float[count(channels, height, newWidth)]);
        new Resampling(width, newWidth).rows(data, wide.data, channels * height);
        Image result = new Image(channels, newHeight, newWidth, new float[size]);
        new Resampling(height, newHeight).columns(wide.data, result.data, channels, newWidth);
        return result;
    }

    /**
     * The window of {@code cropHeight} by {@code cropWidth} pixels whose upper left corner is at {@code (top, left)}.
     *
     * @throws IllegalArgumentException if the window does not lie inside
     */
    public Image crop(int top, int left, int cropHeight, int cropWidth) {
        if (top < 0 || left < 0 || top + cropHeight > height || left + cropWidth > width) {
            throw new IllegalArgumentException("crop: expected a window inside " + height + "x" + width + ", got "
                    + cropHeight + "x" + cropWidth + " at (" + top + ", " + left + ")");
        }
        Image result = black(channels, cropHeight, cropWidth);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < cropHeight; y++) {
                System.arraycopy(
                        data,
                        (c * height + top + y) * width + left,
                        result.data,
                        (c * cropHeight + y) * cropWidth,
                        cropWidth);
            }
        }
        return result;
    }

    /**
     * Like {@link #crop}, but the window may reach beyond the image, which is continued by reflection about its border
     * pixels ({@code c b | a b c | b a}), as often as needed.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public Image cropReflected(int top, int left, int cropHeight, int cropWidth) {
        Image result = black(channels, cropHeight, cropWidth);
        int[] columns = new int[cropWidth];
        for (int x = 0; x < cropWidth; x++) {
            columns[x] = reflect(left + x, width);
        }
        int to = 0;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < cropHeight; y++) {
                int from = (c * height + reflect(top + y, height)) * width;
                for (int x = 0; x < cropWidth; x++) {
                    result.data[to++] = data[from + columns[x]];
                }
            }
        }
        return result;
    }

    private static int reflect(int index, int size) {
        if (size == 1) {
            return 0;
        }
        int phase = Math.floorMod(index, 2 * (size - 1));
        return Math.min(phase, 2 * (size - 1) - phase);
    }

    /** {@code image 3x512x640}, channels, height and width. */
    @Override
    public String toString() {
        return "image " + channels + "x" + height + "x" + width;
    }

    private void requireGreyOrRgb(String method) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(method + ": expected 1 or 3 channels, got " + channels);
        }
    }

    private static int count(int channels, int height, int width) {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "image: expected positive sizes, got (" + channels + ", " + height + ", " + width + ")");
        }
        try {
            return Math.multiplyExact(Math.multiplyExact(channels, height), width);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "image: expected at most " + Integer.MAX_VALUE + " values, got (" + channels + ", " + height + ", "
                            + width + ")",
                    e);
        }
    }
}
