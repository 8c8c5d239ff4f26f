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
 * @param cutEpochs in so many first epochs a border of two pixels is cut off: 28x28 pixels instead of 32x32, a quarter
 *     less to compute. Touvron et al., "Fixing the train-test resolution discrepancy", 2019, arXiv:1906.06423, end on the full size as well
 */
record Augmentation(int shift, boolean reflected, int cutEpochs) implements Preparation<Sample> {
    /** A picture as the test shows it. */
    static final Augmentation NONE = new Augmentation(0, false, 0);

    private static final int SIDE = 32;
    private static final int BORDER = 2;

    @Override
    public Sample prepare(Sample sample, Rng rng) {
        return prepare(sample, rng, rng, cutEpochs);
    }

    @Override
    public Sample prepare(Sample sample, Rng rng, Rng lasting, int epoch) {
        boolean mirrored = shift > 0 && lasting.nextBoolean() == (epoch % 2 == 0);
        int down = shift == 0 ? 0 : rng.nextInt(-shift, shift + 1);
        int right = shift == 0 ? 0 : rng.nextInt(-shift, shift + 1);
        int cut = epoch < cutEpochs ? BORDER : 0;
        int side = SIDE - 2 * cut;
        int channels = Cifar10.MEAN.size();
        float[] values = sample.input();
        float[] to = new float[channels * side * side];
        for (int c = 0; c < channels; c++) {
            float mean = Cifar10.MEAN.get(c);
            float scale = 1 / Cifar10.STD.get(c);
            for (int y = 0; y < side; y++) {
                int row = source(y + cut - down);
                for (int x = 0; x < side && row >= 0; x++) {
                    int column = source(x + cut - right);
                    if (column >= 0) {
                        int from = (c * SIDE + row) * SIDE + (mirrored ? SIDE - 1 - column : column);
                        to[(c * side + y) * side + x] = (values[from] - mean) * scale;
                    }
                }
            }
        }
        return new Sample(to, new long[] {channels, side, side}, sample.target(), sample.targetShape());
    }

    /** The row or column that a place shows; −1 for none. */
    private int source(int place) {
        if (place >= 0 && place < SIDE) {
            return place;
        }
        return !reflected ? -1 : place < 0 ? -place : 2 * (SIDE - 1) - place;
    }
}
