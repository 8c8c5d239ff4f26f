package dev.gradus.examples.cifar10;

import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.random.Rng;
import dev.gradus.vision.data.Cifar10;

/**
 * Centres and scales a picture; for training it is also mirrored, every second time, and moved by up to {@code shift}
 * pixels, what comes in from outside being the mean colour.
 *
 * @param shift 0 for the picture as it is, unmirrored
 */
record Augmentation(int shift) implements Preparation<Sample> {
    private static final int SIDE = 32;

    @Override
    public Sample prepare(Sample sample, Rng rng) {
        boolean mirrored = shift > 0 && rng.nextBoolean();
        int down = shift == 0 ? 0 : rng.nextInt(-shift, shift + 1);
        int right = shift == 0 ? 0 : rng.nextInt(-shift, shift + 1);
        float[] from = sample.input();
        float[] to = new float[from.length];
        for (int c = 0; c < Cifar10.MEAN.size(); c++) {
            float mean = Cifar10.MEAN.get(c);
            float scale = 1 / Cifar10.STD.get(c);
            for (int y = Math.max(0, down); y < Math.min(SIDE, SIDE + down); y++) {
                int row = (c * SIDE + y - down) * SIDE;
                for (int x = Math.max(0, right); x < Math.min(SIDE, SIDE + right); x++) {
                    int column = mirrored ? SIDE - 1 - (x - right) : x - right;
                    to[(c * SIDE + y) * SIDE + x] = (from[row + column] - mean) * scale;
                }
            }
        }
        return new Sample(to, sample.inputShape(), sample.target(), sample.targetShape());
    }
}
