package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** Normalisation of (N, C, H, W), channel by channel. */
public final class Norms {
    private Norms() {}

    /**
     * A batch-normalised tensor and the statistics of its batch.
     *
     * @param output (N, C, H, W)
     * @param mean (C,), untracked
     * @param variance (C,), untracked and biased: divided by N·H·W
     */
    public record BatchNorm(Tensor output, Tensor mean, Tensor variance) {}

    /**
     * Batch normalisation for training: {@code (x − mean) / √(variance + eps) · weight + bias}, with mean and biased
     * variance of each channel over N, H and W. Ioffe and Szegedy, "Batch normalization", 2015, arXiv:1502.03167.
     *
     * @param x (N, C, H, W) with more than one value a channel
     * @param weight (C,), or null for 1
     * @param bias (C,), or null for 0
     * @param eps added to the variance, 1e-5 by custom
     * @param relu whether max(·, 0) follows, in the same kernel
     * @return the output and the statistics
     */
    public static BatchNorm batchNorm(Tensor x, Tensor weight, Tensor bias, double eps, boolean relu) {
        Backend.Normalized normalized = normalize("batchNorm", x, weight, bias, eps, false, relu);
        Tensor output = record("batchNorm", normalized, x, weight, bias, eps, false, relu)
                .saves(normalized.saved())
                .build();
        return new BatchNorm(output, normalized.mean(), normalized.variance());
    }

    /**
     * Batch normalisation with given statistics, as in evaluation: {@code (x − mean) / √(variance + eps) · weight +
     * bias}.
     *
     * @param x (N, C, H, W)
     * @param mean (C,), not differentiated
     * @param variance (C,), not differentiated
     * @param weight (C,), or null for 1
     * @param bias (C,), or null for 0
     * @param eps added to the variance
     * @return (N, C, H, W)
     */
    public static Tensor batchNormWith(Tensor x, Tensor mean, Tensor variance, Tensor weight, Tensor bias, double eps) {
        check("batchNormWith", x, weight, bias, eps);
        Require.vector("batchNormWith", "mean", mean, x.dim(1), x);
        Require.vector("batchNormWith", "variance", variance, x.dim(1), x);
        Tensor scale = variance.detach().add(eps).pow(-0.5);
        Tensor factor = weight == null ? scale : scale.mul(weight);
        Tensor shift = mean.detach().mul(factor).neg();
        return x.mul(perChannel(factor)).add(perChannel(bias == null ? shift : shift.add(bias)));
    }

    private static Tensor perChannel(Tensor vector) {
        return vector.reshape(1, -1, 1, 1);
    }

    /**
     * Instance normalisation: as batch normalisation, with mean and biased variance over H and W of each channel of each
     * sample. Ulyanov, Vedaldi and Lempitsky, "Instance normalization", 2016, arXiv:1607.08022.
     *
     * @param x (N, C, H, W) with more than one pixel
     * @param weight (C,), or null for 1
     * @param bias (C,), or null for 0
     * @param eps added to the variance, 1e-5 by custom
     * @param relu whether max(·, 0) follows, in the same kernel
     * @return (N, C, H, W)
     */
    public static Tensor instanceNorm(Tensor x, Tensor weight, Tensor bias, double eps, boolean relu) {
        Backend.Normalized normalized = normalize("instanceNorm", x, weight, bias, eps, true, relu);
        return record("instanceNorm", normalized, x, weight, bias, eps, true, relu)
                .saves(normalized.mean(), normalized.variance(), normalized.saved())
                .build();
    }

    private static Backend.Normalized normalize(
            String op, Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu) {
        check(op, x, weight, bias, eps);
        long values = x.dim(2) * x.dim(3) * (perSample ? 1 : x.dim(0));
        Shape.require(
                values > 1,
                op,
                () -> perSample ? "more than one pixel in training" : "more than one value per channel in training",
                x::shape);
        return x.backend().normalize(x, weight, bias, eps, perSample, relu);
    }

    private static Op record(
            String op,
            Backend.Normalized normalized,
            Tensor x,
            Tensor weight,
            Tensor bias,
            double eps,
            boolean perSample,
            boolean relu) {
        return Op.of(op, normalized.output())
                .grads(
                        Arrays.asList(x, weight, bias),
                        g -> g.backend().normalizeGrad(g, x, normalized, weight, eps, perSample, relu));
    }

    private static void check(String op, Tensor x, Tensor weight, Tensor bias, double eps) {
        Require.image(op, x);
        Tensor like = Precision.isBf16() && weight != null ? weight : x;
        Require.vector(op, "weight", weight, x.dim(1), like);
        Require.vector(op, "bias", bias, x.dim(1), like);
        Require.range(op, "eps", eps, 0, 1);
    }
}
