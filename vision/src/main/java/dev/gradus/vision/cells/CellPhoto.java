package dev.gradus.vision.cells;

import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;

/**
 * A generated photograph with its exact truth.
 *
 * @param photo grey, {@code (1, H, W)}, 0..1
 * @param mask {@code (1, H, W)}: 1 on the cells
 * @param labels {@code (1, H, W)}: 0 outside, k on cell k (1 to {@code cells}); where cells touch, the later one wins
 * @param cells how many cells there are
 */
public record CellPhoto(Image photo, Image mask, Image labels, int cells) {
    /** Photo and mask as a training sample called {@code id}. */
    public PhotoMask toPhotoMask(String id) {
        return new PhotoMask(id, photo, mask);
    }
}
