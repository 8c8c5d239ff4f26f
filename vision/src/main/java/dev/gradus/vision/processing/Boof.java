package dev.gradus.vision.processing;

import boofcv.concurrency.BoofConcurrency;
import boofcv.struct.image.GrayF32;
import boofcv.struct.image.GrayU8;
import dev.gradus.vision.image.Image;
import java.util.function.UnaryOperator;

/** The way to BoofCV's pictures and back. */
final class Boof {
    private Boof() {}

    static void requireMask(String name, Image mask) {
        if (mask.channels() != 1) {
            throw new IllegalArgumentException(name + ": expected one channel, got " + mask);
        }
    }

    static GrayF32 floats(Image image, int channel) {
        BoofConcurrency.USE_CONCURRENT = false; // loader threads work side by side already
        GrayF32 result = new GrayF32(image.width(), image.height());
        int plane = image.width() * image.height();
        System.arraycopy(image.data(), channel * plane, result.data, 0, plane);
        return result;
    }

    /** Levels 0 to 255. */
    static GrayU8 bytes(Image image, int channel) {
        BoofConcurrency.USE_CONCURRENT = false;
        GrayU8 result = new GrayU8(image.width(), image.height());
        int plane = image.width() * image.height();
        for (int i = 0; i < plane; i++) {
            float value = image.data()[channel * plane + i];
            result.data[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
        }
        return result;
    }

    /** 1 from one half on. */
    static GrayU8 binary(String name, Image mask) {
        requireMask(name, mask);
        BoofConcurrency.USE_CONCURRENT = false;
        GrayU8 result = new GrayU8(mask.width(), mask.height());
        for (int i = 0; i < result.data.length; i++) {
            result.data[i] = (byte) (mask.data()[i] >= 0.5f ? 1 : 0);
        }
        return result;
    }

    static Image mask(GrayU8 binary) {
        Image result = Image.black(1, binary.height, binary.width);
        for (int i = 0; i < binary.data.length; i++) {
            result.data()[i] = binary.data[i];
        }
        return result;
    }

    static Image eachChannel(Image image, UnaryOperator<GrayF32> change) {
        Image result = image.copy();
        int plane = image.width() * image.height();
        for (int c = 0; c < image.channels(); c++) {
            System.arraycopy(change.apply(floats(image, c)).data, 0, result.data(), c * plane, plane);
        }
        return result;
    }

    static Image eachChannelInBytes(Image image, UnaryOperator<GrayU8> change) {
        Image result = image.copy();
        int plane = image.width() * image.height();
        for (int c = 0; c < image.channels(); c++) {
            byte[] levels = change.apply(bytes(image, c)).data;
            for (int i = 0; i < plane; i++) {
                result.data()[c * plane + i] = (levels[i] & 255) / 255f;
            }
        }
        return result;
    }
}
