package dev.gradus.vision.augment;

import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.random.RandomGenerator;

/**
 * A window of a fixed size at a random place and of a random zoom; a photo smaller than the window is continued by
 * reflection. The zoom is log-uniform: 2 shows everything twice as large. The photo is resized bilinearly, the mask the
 * same way and then cut at one half, or, if it holds classes over 1, by the nearest pixel. Boxes are cut at the window, and
 * dropped where they leave it; the reflection has none.
 *
 * @param height the result's height
 * @param width the result's width
 * @param minZoom the least zoom, positive
 * @param maxZoom the largest zoom, at least {@code minZoom}
 */
public record RandomCrop(int height, int width, double minZoom, double maxZoom) implements PairTransform {
    /** @throws IllegalArgumentException if a size or zoom is not positive, or the zooms are in the wrong order */
    public RandomCrop {
        if (height < 1 || width < 1 || !(minZoom > 0) || !(maxZoom >= minZoom)) {
            throw new IllegalArgumentException("randomCrop: expected positive sizes and 0 < minZoom <= maxZoom, got "
                    + height + "x" + width + ", " + minZoom + " and " + maxZoom);
        }
    }

    /** A window of the photo as it is, unzoomed. */
    public RandomCrop(int height, int width) {
        this(height, width, 1, 1);
    }

    @Override
    public PhotoMask apply(PhotoMask sample, RandomGenerator random) {
        double zoom = minZoom * Math.pow(maxZoom / minZoom, random.nextDouble());
        int cropHeight = Math.max(1, (int) Math.round(height / zoom));
        int cropWidth = Math.max(1, (int) Math.round(width / zoom));
        int top = place(sample.photo().height(), cropHeight, random);
        int left = place(sample.photo().width(), cropWidth, random);
        Image photo = sample.photo().cropReflected(top, left, cropHeight, cropWidth);
        Image mask = sample.mask().cropReflected(top, left, cropHeight, cropWidth);
        if (cropHeight != height || cropWidth != width) {
            photo = photo.resize(height, width);
            mask = isOfClasses(mask) ? toWindow(0, 0, cropHeight, cropWidth).mask(mask, height, width) : resized(mask);
        }
        Warp warp = toWindow(top, left, cropHeight, cropWidth);
        return new PhotoMask(sample.id(), photo, mask, warp.boxes(sample.boxes(), height, width));
    }

    /** Anywhere inside, or, where the window is larger than the photo, anywhere around it. */
    private static int place(int size, int crop, RandomGenerator random) {
        int room = size - crop;
        int shift = random.nextInt(Math.abs(room) + 1);
        return room >= 0 ? shift : -shift;
    }

    private Warp toWindow(int top, int left, int cropHeight, int cropWidth) {
        return Warp.shift(-left, -top).then(Warp.scale((double) width / cropWidth, (double) height / cropHeight));
    }

    private static boolean isOfClasses(Image mask) {
        for (float value : mask.data()) {
            if (value > 1) {
                return true;
            }
        }
        return false;
    }

    private Image resized(Image mask) {
        Image result = mask.resize(height, width);
        for (int i = 0; i < result.data().length; i++) {
            result.data()[i] = result.data()[i] >= 0.5f ? 1 : 0;
        }
        return result;
    }
}
