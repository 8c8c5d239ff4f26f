package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Window;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Normalisation by mean and variance, over what each method says; C is the second dimension. Images (N, C, H, W) run in
 * their own layout; other ranks are reshaped to images, which copies them if the kernel wants channels last.
 */
public final class Norms {
    private Norms() {}

    /**
     * A batch-normalised tensor and the statistics of its batch.
     *
     * @param output of the input's shape
     * @param mean (C,), untracked
     * @param variance (C,), untracked and biased: divided by the number of values a channel
     */
    public record BatchNorm(Tensor output, Tensor mean, Tensor variance) {}

    /**
     * Batch normalisation for training: {@code (x − mean) / √(variance + eps) · weight + bias}, with mean and biased
     * variance of each channel over all other dimensions. Ioffe and Szegedy, "Batch normalization", 2015, arXiv:1502.03167.
     *
     * @param x (N, C), (N, C, L), (N, C, H, W) or (N, C, D, H, W) with more than one value a channel
     * @param weight (C,), or null for 1
     * @param bias (C,), or null for 0
     * @param eps added to the variance, 1e-5 by custom
     * @param relu whether max(·, 0) follows, in the same kernel
     * @return the output and the statistics
     */
    public static BatchNorm batchNorm(Tensor x, Tensor weight, Tensor bias, double eps, boolean relu) {
        check("batchNorm", x, 2, weight, bias, eps);
        if (x.rank() != 4) {
            BatchNorm norm = batchNorm(image(x), weight, bias, eps, relu);
            return new BatchNorm(norm.output().reshape(x.shape().dims()), norm.mean(), norm.variance());
        }
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
     * @param x (N, C, …)
     * @param mean (C,), not differentiated
     * @param variance (C,), not differentiated
     * @param weight (C,), or null for 1
     * @param bias (C,), or null for 0
     * @param eps added to the variance
     * @return the output, of x's shape
     */
    public static Tensor batchNormWith(Tensor x, Tensor mean, Tensor variance, Tensor weight, Tensor bias, double eps) {
        if (Precision.isBf16() && x.dtype() == DType.BFLOAT16 && mean.dtype() == DType.FLOAT32) {
            return batchNormWith(x.to(DType.FLOAT32), mean, variance, weight, bias, eps)
                    .to(DType.BFLOAT16);
        }
        check("batchNormWith", x, 2, weight, bias, eps);
        Require.vector("batchNormWith", "mean", mean, x.dim(1), x);
        Require.vector("batchNormWith", "variance", variance, x.dim(1), x);
        Tensor scale = variance.detach().add(eps).pow(-0.5);
        Tensor factor = weight == null ? scale : scale.mul(weight);
        Tensor shift = mean.detach().mul(factor).neg();
        return x.mul(perChannel(factor, x)).add(perChannel(bias == null ? shift : shift.add(bias), x));
    }

    /** (C,) as (1, C, 1, …), to go with x. */
    static Tensor perChannel(Tensor vector, Tensor x) {
        long[] dims = new long[x.rank()];
        Arrays.fill(dims, 1);
        dims[1] = vector.size();
        return vector.reshape(dims);
    }

    /** The input as (N, C, H, W) with the same channels. */
    private static Tensor image(Tensor x) {
        long height = x.rank() > 3 ? x.dim(2) : 1;
        long width = 1;
        for (int i = x.rank() > 3 ? 3 : 2; i < x.rank(); i++) {
            width *= x.dim(i);
        }
        return x.reshape(x.dim(0), x.dim(1), height, width);
    }

    /**
     * Instance normalisation: as batch normalisation, with mean and biased variance over the pixels of each channel of each
     * sample. Ulyanov, Vedaldi and Lempitsky, "Instance normalization", 2016, arXiv:1607.08022.
     *
     * @param x (N, C, L), (N, C, H, W) or (N, C, D, H, W) with more than one pixel
     * @param weight (C,), or null for 1
     * @param bias (C,), or null for 0
     * @param eps added to the variance, 1e-5 by custom
     * @param relu whether max(·, 0) follows, in the same kernel
     * @return the output, of x's shape
     */
    public static Tensor instanceNorm(Tensor x, Tensor weight, Tensor bias, double eps, boolean relu) {
        check("instanceNorm", x, 3, weight, bias, eps);
        if (x.rank() != 4) {
            return instanceNorm(image(x), weight, bias, eps, relu)
                    .reshape(x.shape().dims());
        }
        Backend.Normalized normalized = normalize("instanceNorm", x, weight, bias, eps, true, relu);
        return record("instanceNorm", normalized, x, weight, bias, eps, true, relu)
                .saves(normalized.mean(), normalized.variance(), normalized.saved())
                .build();
    }

    private static Backend.Normalized normalize(
            String op, Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu) {
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

    private static void check(String op, Tensor x, int rank, Tensor weight, Tensor bias, double eps) {
        Require.channels(op, x, rank);
        Tensor like = Precision.isBf16() && weight != null ? weight : x;
        Require.vector(op, "weight", weight, x.dim(1), like);
        Require.vector(op, "bias", bias, x.dim(1), like);
        Require.range(op, "eps", eps, 0, 1);
    }

    /**
     * Layer normalisation: {@code (x − mean) / √(variance + eps) · weight + bias}, with mean and biased variance over the
     * last dimensions of each sample. Ba, Kiros and Hinton, "Layer normalization", 2016, arXiv:1607.06450.
     *
     * @param input any floating tensor of shape (…, normalizedShape)
     * @param normalizedShape the last dimensions, of one element or more
     * @param weight of that shape, or null for 1
     * @param bias of that shape, or null for 0
     * @param eps added to the variance, 1e-5 by custom
     * @return the output, of the input's shape
     */
    public static Tensor layerNorm(Tensor input, Shape normalizedShape, Tensor weight, Tensor bias, double eps) {
        Require.floating("layerNorm", input);
        Tensor x = Precision.exact(input);
        checkTrailing("layerNorm", x, normalizedShape, eps);
        checkLike("layerNorm", "weight", weight, normalizedShape, x);
        checkLike("layerNorm", "bias", bias, normalizedShape, x);
        Tensor rows = x.reshape(x.size() / normalizedShape.size(), normalizedShape.size());
        if (weight == null) {
            Tensor y = normalizedRows("layerNorm", rows, null, null, eps)
                    .reshape(x.shape().dims());
            return bias == null ? y : y.add(bias);
        }
        Tensor shift = bias == null ? null : bias.reshape(-1);
        return normalizedRows("layerNorm", rows, weight.reshape(-1), shift, eps)
                .reshape(x.shape().dims());
    }

    private static Tensor normalizedRows(String op, Tensor rows, Tensor weight, Tensor bias, double eps) {
        Backend.Normalized n = rows.backend().normalizeRows(rows, weight, bias, eps);
        List<Tensor> inputs = weight == null ? List.of(rows) : Arrays.asList(rows, weight, bias);
        return Op.of(op, n.output())
                .grads(inputs, g -> g.backend().normalizeRowsGrad(g, rows, n, weight, eps))
                .saves(n.mean(), n.variance(), n.saved())
                .build();
    }

    /**
     * Group normalisation: {@code (x − mean) / √(variance + eps) · weight + bias}, with mean and biased variance over the
     * pixels of C / groups neighbouring channels of each sample. Wu and He, "Group normalization", 2018, arXiv:1803.08494.
     *
     * @param input (N, C, …)
     * @param groups a divisor of C; 1 takes all channels together
     * @param weight (C,), or null for 1
     * @param bias (C,), or null for 0
     * @param eps added to the variance, 1e-5 by custom
     * @return the output, of the input's shape
     */
    public static Tensor groupNorm(Tensor input, long groups, Tensor weight, Tensor bias, double eps) {
        Require.channels("groupNorm", input, 2);
        Tensor x = Precision.exact(input);
        Require.vector("groupNorm", "weight", weight, x.dim(1), x);
        Require.vector("groupNorm", "bias", bias, x.dim(1), x);
        Require.range("groupNorm", "eps", eps, 0, 1);
        long rows = x.dim(0) * groups;
        Shape.require(
                groups > 0 && x.dim(1) % groups == 0,
                "groupNorm",
                () -> "groups that divide " + x.dim(1) + " channels",
                () -> groups);
        Shape.require(x.size() > rows, "groupNorm", () -> "more than one value a group", x::shape);
        if (groups == x.dim(1) && x.rank() > 2) {
            return instanceNorm(x, weight, bias, eps, false);
        }
        Tensor y = normalizedRows("groupNorm", x.reshape(rows, x.size() / rows), null, null, eps)
                .reshape(x.shape().dims());
        Tensor scaled = weight == null ? y : y.mul(perChannel(weight, x));
        return bias == null ? scaled : scaled.add(perChannel(bias, x));
    }

    /**
     * Normalisation by the root mean square: {@code x / √(mean(x²) + eps) · weight}, over the last dimensions of each
     * sample. Zhang and Sennrich, "Root mean square layer normalization", 2019, arXiv:1910.07467.
     *
     * @param input any floating tensor of shape (…, normalizedShape)
     * @param normalizedShape the last dimensions, of one element or more
     * @param weight of that shape, or null for 1
     * @param eps added to the mean square
     * @return the output, of the input's shape
     */
    public static Tensor rmsNorm(Tensor input, Shape normalizedShape, Tensor weight, double eps) {
        Require.floating("rmsNorm", input);
        Tensor x = Precision.exact(input);
        checkTrailing("rmsNorm", x, normalizedShape, eps);
        checkLike("rmsNorm", "weight", weight, normalizedShape, x);
        int[] last = new int[normalizedShape.rank()];
        Arrays.setAll(last, i -> x.rank() - last.length + i);
        Tensor y = x.mul(x.square().mean(true, last).add(eps).pow(-0.5));
        return weight == null ? y : y.mul(weight);
    }

    private static void checkTrailing(String op, Tensor x, Shape normalizedShape, double eps) {
        int rank = normalizedShape.rank();
        boolean fits = rank > 0 && rank <= x.rank() && normalizedShape.size() > 0;
        for (int i = 1; fits && i <= rank; i++) {
            fits = x.dim(-i) == normalizedShape.dim(-i);
        }
        Shape.require(fits, op, () -> "input (…, normalizedShape) for normalizedShape " + normalizedShape, x::shape);
        Require.range(op, "eps", eps, 0, 1);
    }

    private static void checkLike(String op, String name, Tensor tensor, Shape shape, Tensor x) {
        if (tensor != null) {
            Require.alike(op, x, tensor);
            Shape.require(tensor.shape().equals(shape), op, () -> name + " " + shape, tensor::shape);
        }
    }

    /**
     * Divides by the strength of neighbouring channels: {@code x / (k + alpha / size · Σ x²)^beta}, the sum over
     * {@code size} channels around each, as far as they exist. Krizhevsky, Sutskever and Hinton, "ImageNet classification
     * with deep convolutional neural networks", NIPS 2012; their α is alpha / size.
     *
     * @param x (N, C, L, …)
     * @param size the number of channels, with the extra one before if it is even
     * @param alpha the factor, 1e-4 by custom
     * @param beta the exponent, 0.75 by custom
     * @param k what is added, 1 by custom
     * @return the output, of x's shape
     */
    public static Tensor localResponseNorm(Tensor x, int size, double alpha, double beta, double k) {
        Require.channels("localResponseNorm", x, 3);
        Shape.require(x.size() > 0, "localResponseNorm", () -> "an input with elements", x::shape);
        Shape.require(size >= 1, "localResponseNorm", () -> "size of at least 1", () -> size);
        long pixels = 1;
        for (int i = 2; i < x.rank(); i++) {
            pixels *= x.dim(i);
        }
        // Channels as the rows of one picture a sample, so that a window of the mean runs over them.
        Tensor squares = Shaping.pad(
                x.square().reshape(x.dim(0), 1, x.dim(1), pixels),
                new long[] {0, 0, size / 2, 0},
                new long[] {0, 0, (size - 1) / 2, 0},
                0);
        Tensor means = Pooling.avgPool2d(squares, new Window(size, 1, 1, 1, 0, 0, 1, 1), true);
        return x.mul(means.reshape(x.shape().dims()).mul(alpha).add(k).pow(-beta));
    }
}
