package dev.gradus.vision.data;

import dev.gradus.data.Cached;
import dev.gradus.data.Dataset;
import dev.gradus.vision.image.Image;

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
    private record PackedImage(int channels, int height, int width, byte[] bytes) {
        static PackedImage of(Image image) {
            byte[] bytes = new byte[image.data().length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Math.round(Math.max(0, Math.min(1, image.data()[i])) * 255);
            }
            return new PackedImage(image.channels(), image.height(), image.width(), bytes);
        }

        Image unpack() {
            float[] data = new float[bytes.length];
            for (int i = 0; i < data.length; i++) {
                data[i] = (bytes[i] & 255) / 255f;
            }
            return Image.of(channels, height, width, data);
        }
    }

    private record Packed(String id, PackedImage photo, PackedImage mask) {
        static Packed of(PhotoMask sample) {
            return new Packed(sample.id(), PackedImage.of(sample.photo()), PackedImage.of(sample.mask()));
        }

        PhotoMask unpack() {
            return new PhotoMask(id, photo.unpack(), mask.unpack());
        }

        long size() {
            return (long) photo.bytes.length + mask.bytes.length;
        }
    }
}
