package dev.gradus.vision.augment;

import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.random.RandomGenerator;

/**
 * Random light: for each value x of the photo, {@code contrast · (x^gamma − mean) + mean + brightness}, clamped to 0..1,
 * where mean is that of the photo after gamma; then, with {@code inversion} probability, 1 − x, which turns dark-field
 * into bright-field. All channels change alike. The mask stays.
 *
 * @param brightness the shift is uniform in ± this
 * @param contrast the factor is log-uniform between 1 / (1 + this) and 1 + this
 * @param gamma the exponent is log-uniform between 1 / (1 + this) and 1 + this
 * @param inversion the probability of inversion
 */
public record PhotometricJitter(double brightness, double contrast, double gamma, double inversion)
        implements PairTransform {
    /** @throws IllegalArgumentException if an argument is negative or the probability is over 1 */
    public PhotometricJitter {
        if (!(brightness >= 0 && contrast >= 0 && gamma >= 0 && inversion >= 0 && inversion <= 1)) {
            throw new IllegalArgumentException("photometricJitter: expected no negative range and a probability, got "
                    + brightness + ", " + contrast + ", " + gamma + " and " + inversion);
        }
    }

    /** Mild: brightness 0.1, contrast and gamma 0.25, no inversion. */
    public PhotometricJitter() {
        this(0.1, 0.25, 0.25, 0);
    }

    @Override
    public PhotoMask apply(PhotoMask sample, RandomGenerator random) {
        double exponent = logUniform(gamma, random);
        double factor = logUniform(contrast, random);
        double shift = brightness * (2 * random.nextDouble() - 1);
        boolean invert = random.nextDouble() < inversion;
        Image photo = sample.photo().copy();
        float[] data = photo.data();
        double sum = 0;
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) Math.pow(Math.max(0, data[i]), exponent);
            sum += data[i];
        }
        float slope = (float) factor;
        float offset = (float) (sum / data.length * (1 - factor) + shift);
        for (int i = 0; i < data.length; i++) {
            float value = Math.max(0, Math.min(1, slope * data[i] + offset));
            data[i] = invert ? 1 - value : value;
        }
        return new PhotoMask(sample.id(), photo, sample.mask(), sample.boxes());
    }

    private static double logUniform(double range, RandomGenerator random) {
        return Math.pow(1 + range, 2 * random.nextDouble() - 1);
    }
}
