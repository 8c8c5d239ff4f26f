package dev.gradus.vision.augment;

import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Some changes drawn from a list, each of the same strength: nothing, turn, shears, shifts, brightness, contrast,
 * saturation, fewer levels, inverted lights, blur. After Cubuk, Zoph, Shlens and Le, 2019, arXiv:1909.13719.
 *
 * @param count how many changes a photo gets
 * @param strength 0 to 1; the largest turns are 30 degrees, shears 17 degrees, shifts 30 %, factors 1.9
 */
public record RandAugment(int count, double strength) implements PairTransform {
    /** @throws IllegalArgumentException if the count is negative or the strength is not 0 to 1 */
    public RandAugment {
        if (count < 0 || !(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException(
                    "randAugment: expected no negative count and a strength 0 to 1, got " + count + " and " + strength);
        }
    }

    @Override
    public PhotoMask apply(PhotoMask sample, RandomGenerator random) {
        List<PairTransform> changes = List.of(
                (unchanged, chance) -> unchanged,
                warped((sign, photo) -> Warp.rotate(30 * sign * strength)),
                warped((sign, photo) -> Warp.shear(0.3 * sign * strength, 0)),
                warped((sign, photo) -> Warp.shear(0, 0.3 * sign * strength)),
                warped((sign, photo) -> Warp.shift(0.3 * sign * strength * photo.width(), 0)),
                warped((sign, photo) -> Warp.shift(0, 0.3 * sign * strength * photo.height())),
                Light.brightness(0.9 * strength),
                Light.contrast(0.9 * strength),
                Light.saturation(0.9 * strength),
                Light.photo(this::posterized),
                Light.photo(this::solarized),
                Light.blur(2 * strength));
        PhotoMask changed = sample;
        for (int i = 0; i < count; i++) {
            changed = changes.get(random.nextInt(changes.size())).apply(changed, random);
        }
        return changed;
    }

    /** From a direction, −1 or 1, and a photo to the map. */
    @FunctionalInterface
    private interface Choice {
        Warp of(int sign, Image photo);
    }

    private static PairTransform warped(Choice choice) {
        return (sample, random) -> {
            Image photo = sample.photo();
            return choice.of(random.nextBoolean() ? 1 : -1, photo)
                    .around(photo.width() / 2.0, photo.height() / 2.0)
                    .apply(sample, photo.height(), photo.width());
        };
    }

    /** 256 levels at strength 0, 4 at strength 1. */
    private Image posterized(Image photo) {
        float steps = (float) Math.pow(2, 8 - 6 * strength) - 1;
        Image result = photo.copy();
        for (int i = 0; i < result.data().length; i++) {
            result.data()[i] = Math.round(result.data()[i] * steps) / steps;
        }
        return result;
    }

    /** Values over 1 − strength / 2 are inverted. */
    private Image solarized(Image photo) {
        Image result = photo.copy();
        for (int i = 0; i < result.data().length; i++) {
            float value = result.data()[i];
            result.data()[i] = value > 1 - strength / 2 ? 1 - value : value;
        }
        return result;
    }
}
