package dev.gradus.vision.augment;

import dev.gradus.data.Batch;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Mixes the photos of a batch in pairs, and their classes in the same proportion; cross-entropy takes the mixed targets as
 * probabilities.
 */
public final class BatchMix {
    private final boolean cut;
    private final double alpha;
    private final int classes;

    private BatchMix(String name, boolean cut, double alpha, int classes) {
        Shape.require(
                alpha > 0 && alpha <= 4 && classes > 0,
                name,
                () -> "0 < alpha <= 4 and at least 1 class",
                () -> alpha + " and " + classes);
        this.cut = cut;
        this.alpha = alpha;
        this.classes = classes;
    }

    /**
     * Photos shine through each other: λ·a + (1 − λ)·b with λ of the distribution Beta(α, α). Zhang and others, 2017,
     * arXiv:1710.09412.
     */
    public static BatchMix mixup(double alpha, int classes) {
        return new BatchMix("mixup", false, alpha, classes);
    }

    /**
     * A rectangle of one photo is pasted into the other; λ, of Beta(α, α), is the part that stays, but for what of the
     * rectangle lies outside. Yun and others, 2019, arXiv:1905.04899.
     */
    public static BatchMix cutmix(double alpha, int classes) {
        return new BatchMix("cutmix", true, alpha, classes);
    }

    /**
     * Mixes a batch.
     *
     * @param batch input (N, C, H, W) and target (N,), classes
     * @param rng the only source of chance
     * @return the input of the same shape, and the target (N, classes), which sums to one in each row
     */
    public Batch apply(Batch batch, Rng rng) {
        Shape shape = batch.input().shape();
        Shape.require(
                shape.rank() == 4 && batch.target().dtype() == DType.INT64,
                cut ? "cutmix" : "mixup",
                () -> "input (N, C, H, W) and classes as the target",
                () -> shape + " and " + batch.target().dtype());
        int n = shape.intDim(0);
        int height = shape.intDim(2);
        int width = shape.intDim(3);
        float[] own = batch.input().toFloatArray();
        float[] mixed = own.clone();
        long[] labels = batch.target().toLongArray();
        float[] targets = new float[n * classes];
        int[] others = rng.permutation(n);
        double lambda = beta(rng);
        // The whole photo for mixup, and a window of it for cutmix, where the other shines through wholly.
        double side = cut ? Math.sqrt(1 - lambda) : 1;
        int middleY = cut ? rng.nextInt(height) : height / 2;
        int middleX = cut ? rng.nextInt(width) : width / 2;
        int top = cut ? Math.max(0, (int) Math.round(middleY - side * height / 2)) : 0;
        int bottom = cut ? Math.min(height, (int) Math.round(middleY + side * height / 2)) : height;
        int left = cut ? Math.max(0, (int) Math.round(middleX - side * width / 2)) : 0;
        int right = cut ? Math.min(width, (int) Math.round(middleX + side * width / 2)) : width;
        float kept = cut ? 0 : (float) lambda;
        int planes = shape.intDim(1);
        for (int i = 0; i < n; i++) {
            for (int plane = 0; plane < planes; plane++) {
                for (int y = top; y < bottom; y++) {
                    int at = ((i * planes + plane) * height + y) * width;
                    int other = ((others[i] * planes + plane) * height + y) * width;
                    for (int x = left; x < right; x++) {
                        mixed[at + x] = kept * own[at + x] + (1 - kept) * own[other + x];
                    }
                }
            }
        }
        double share = (1 - kept) * (double) (bottom - top) * (right - left) / ((double) height * width);
        for (int i = 0; i < n; i++) {
            targets[i * classes + (int) labels[i]] += (float) (1 - share);
            targets[i * classes + (int) labels[others[i]]] += (float) share;
        }
        return new Batch(
                Tensor.of(mixed, shape),
                Tensor.of(targets, Shape.of(n, classes)),
                batch.index(),
                batch.inputShapes(),
                batch.targetShapes());
    }

    /** Beta(α, α) by Jöhnk's method, 1964. */
    private double beta(Rng rng) {
        while (true) {
            double u = Math.pow(rng.nextDouble(), 1 / alpha);
            double v = Math.pow(rng.nextDouble(), 1 / alpha);
            if (u + v > 0 && u + v <= 1) {
                return u / (u + v);
            }
        }
    }
}
