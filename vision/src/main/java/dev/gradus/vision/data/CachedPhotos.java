package dev.gradus.vision.data;

import dev.gradus.data.Cached;
import dev.gradus.data.Dataset;
import dev.gradus.vision.image.Image;
import java.util.List;

/**
 * Keeps photos that were decoded once: 8 bits a sample, a quarter of the floats' size (for the 531 nuclei photos, whose
 * 23,000 mask files take much longer to decode than to train on, about 0.3 GB). Photos of 8 bits come back exactly,
 * finer ones rounded.
 */
public final class CachedPhotos {
    private CachedPhotos() {}

    /** All photos of a data set. */
    public static Dataset<PhotoMask> of(Dataset<PhotoMask> source) {
        return of(source, Long.MAX_VALUE);
    }

    /** As many as find room; the others are decoded anew each time. */
    public static Dataset<PhotoMask> of(Dataset<PhotoMask> source, long maxBytes) {
        return new Cached<>(source, new Cached.Packing<>(Packed::of, Packed::unpack, Packed::size), maxBytes);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record PackedImage(int channels, int height, int width, float white, byte[] bytes) {
        static PackedImage ofPhoto(Image photo) {
            return of(photo, 255);
        }

        /** Values 0..1, or the classes 0 to 255. */
        static PackedImage ofMask(Image mask) {
            return of(mask, isOfClasses(mask) ? 1 : 255);
        }

        private static PackedImage of(Image image, float white) {
            byte[] bytes = new byte[image.data().length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Math.round(Math.max(0, Math.min(255, image.data()[i] * white)));
            }
            return new PackedImage(image.channels(), image.height(), image.width(), white, bytes);
        }

        private static boolean isOfClasses(Image image) {
            for (float value : image.data()) {
                if (value > 1) {
                    return true;
                }
            }
            return false;
        }

        Image unpack() {
            float[] data = new float[bytes.length];
            for (int i = 0; i < data.length; i++) {
                data[i] = (bytes[i] & 255) / white;
            }
            return Image.of(channels, height, width, data);
        }
    }

    private record Packed(String id, PackedImage photo, PackedImage mask, List<Box> boxes) {
        static Packed of(PhotoMask sample) {
            return new Packed(
                    sample.id(),
                    PackedImage.ofPhoto(sample.photo()),
                    PackedImage.ofMask(sample.mask()),
                    sample.boxes());
        }

        PhotoMask unpack() {
            return new PhotoMask(id, photo.unpack(), mask.unpack(), boxes);
        }

        long size() {
            return (long) photo.bytes.length + mask.bytes.length;
        }
    }
}
