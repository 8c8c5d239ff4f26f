package dev.gradus.examples.cifar10;

import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.random.Rng;
import dev.gradus.vision.data.Cifar10;

/**
 * Centres and scales a picture; for training it is also moved by up to {@code shift} pixels and mirrored in every second
 * epoch: half of the pictures in the even ones, the others in the odd ones, so that two epochs show each both ways.
 * Jordan, 2024, arXiv:2404.00498.
 *
 * @param shift 0 for the picture as it is, unmirrored
 * @param reflected whether what comes in from outside is the picture's own reflection; else it is the mean colour
 */
record Augmentation(int shift, boolean reflected) implements Preparation<Sample> {
    private static final int SIDE = 32;

    @Override
    public Sample prepare(Sample sample, Rng rng) {
        return prepare(sample, rng, rng, 0);
    }

    @Override
    public Sample prepare(Sample sample, Rng rng, Rng lasting, int epoch) {
        boolean mirrored = shift > 0 && lasting.nextBoolean() == (epoch % 2 == 0);
        int down = shift == 0 ? 0 : rng.nextInt(-shift, shift + 1);
        int right = shift == 0 ? 0 : rng.nextInt(-shift, shift + 1);
        float[] values = sample.input();
        float[] to = new float[values.length];
        for (int c = 0; c < Cifar10.MEAN.size(); c++) {
            float mean = Cifar10.MEAN.get(c);
            float scale = 1 / Cifar10.STD.get(c);
            for (int y = 0; y < SIDE; y++) {
                int row = source(y - down);
                for (int x = 0; x < SIDE && row >= 0; x++) {
                    int column = source(x - right);
                    if (column >= 0) {
                        int from = (c * SIDE + row) * SIDE + (mirrored ? SIDE - 1 - column : column);
                        to[(c * SIDE + y) * SIDE + x] = (values[from] - mean) * scale;
                    }
                }
            }
        }
        return new Sample(to, sample.inputShape(), sample.target(), sample.targetShape());
    }

    /** The row or column that a place shows; −1 for none. */
    private int source(int place) {
        if (place >= 0 && place < SIDE) {
            return place;
        }
        return !reflected ? -1 : place < 0 ? -place : 2 * (SIDE - 1) - place;
    }
}
