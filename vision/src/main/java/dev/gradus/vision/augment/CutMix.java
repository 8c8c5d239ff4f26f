package dev.gradus.vision.augment;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Pastes a window of another picture, of random place and of the share s of the area, into a picture, and gives 1 − s of
 * its class and s of the other's as the target, which cross-entropy takes as probabilities. Yun and others, "CutMix",
 * 2019, arXiv:1905.04899, with s even from 0 to 1; drawn for each picture by itself on the threads that prepare, where
 * {@link BatchMix#cutmix} draws once for a batch.
 *
 * @param preparation makes the pictures of both, (C, H, W) with a class as the target
 * @param partners where other pictures come from
 * @param classes how many there are
 * @param chance of a picture to be mixed, from 0 to 1
 * @param epochs how many are mixed; from then on pictures and targets are what the preparation makes
 */
public record CutMix(Preparation<Sample> preparation, Dataset<Sample> partners, int classes, double chance, int epochs)
        implements Preparation<Sample> {
    /** Checks the numbers. */
    public CutMix {
        Shape.require(
                classes > 0 && chance >= 0 && chance <= 1 && epochs >= 0,
                "cutmix",
                () -> "at least 1 class, a chance from 0 to 1 and epochs >= 0",
                () -> classes + ", " + chance + " and " + epochs);
    }

    @Override
    public Sample prepare(Sample sample, Rng rng) {
        return prepare(sample, rng, rng, 0);
    }

    @Override
    public Sample prepare(Sample sample, Rng rng, Rng lasting, int epoch) {
        Sample own = preparation.prepare(sample, rng, lasting, epoch);
        if (epoch >= epochs) {
            return own;
        }
        float[] shares = new float[classes];
        float pasted = 0;
        if (rng.nextDouble() < chance) {
            Sample other = preparation.prepare(partner(rng), rng, rng.split("partner"), epoch);
            own = own.copy(); // a preparation may hand out what a data set keeps
            pasted = paste(other, own, rng);
            shares[other.label()] = pasted;
        }
        shares[own.label()] += 1 - pasted;
        return new Sample(own.input(), own.inputShape(), shares, new long[] {classes});
    }

    private Sample partner(Rng rng) {
        try {
            return partners.get(rng.nextInt(partners.size()));
        } catch (DatasetException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
    }

    /** Copies a window to the same place of the other picture; the share of the area that it covers. */
    private static float paste(Sample from, Sample to, Rng rng) {
        Shape.require(
                to.inputShape().length == 3 && Arrays.equals(from.inputShape(), to.inputShape()),
                "cutmix",
                () -> "pictures (C, H, W) of one size",
                () -> Arrays.toString(to.inputShape()) + " and " + Arrays.toString(from.inputShape()));
        int height = (int) to.inputShape()[1];
        int width = (int) to.inputShape()[2];
        double side = Math.sqrt(rng.nextDouble());
        int rows = (int) Math.round(side * height);
        int columns = (int) Math.round(side * width);
        int top = rng.nextInt(height - rows + 1);
        int left = rng.nextInt(width - columns + 1);
        for (int plane = 0; plane < to.inputShape()[0]; plane++) {
            for (int y = top; y < top + rows; y++) {
                int at = (plane * height + y) * width + left;
                System.arraycopy(from.input(), at, to.input(), at, columns);
            }
        }
        return (float) (rows * columns) / (height * width);
    }
}
