package dev.gradus.layers.init;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * The transposed convolution that enlarges pictures by bilinear interpolation: of a weight (in, out / groups, kernelH,
 * kernelW), input i reaches output i alone, through {@code (1 − |y − c|/f) · (1 − |x − c|/f)} with centre c = (kernel − 1) /
 * 2 and f = ⌈kernel / 2⌉. A factor of f wants stride f, kernel 2·f − f mod 2 and padding ⌈(f − 1) / 2⌉. With one output a
 * group, all inputs have this filter. Draws nothing. Long, Shelhamer and Darrell, "Fully convolutional networks for semantic
 * segmentation", 2014, arXiv:1411.4038.
 */
public final class Bilinear implements Initializer {
    private Bilinear() {}

    /**
     * The initializer.
     *
     * @return the initializer
     */
    public static Bilinear upsampling() {
        return new Bilinear();
    }

    @Override
    public Tensor draw(Shape shape, Rng rng) {
        Shape.require(
                shape.rank() == 4 && (shape.dim(0) == shape.dim(1) || shape.dim(1) == 1),
                "bilinear",
                () -> "a weight (channels, channels or 1, kernelH, kernelW)",
                () -> shape);
        double[] rows = hat(shape.intDim(2));
        double[] columns = hat(shape.intDim(3));
        int field = rows.length * columns.length;
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int channel = 0; channel < shape.intDim(0); channel++) {
            int filter = channel * shape.intDim(1) + channel % shape.intDim(1);
            for (int k = 0; k < field; k++) {
                values[filter * field + k] = (float) (rows[k / columns.length] * columns[k % columns.length]);
            }
        }
        return Tensor.of(values, shape);
    }

    private static double[] hat(int kernel) {
        int factor = (kernel + 1) / 2;
        double centre = (kernel - 1) / 2.0;
        double[] weights = new double[kernel];
        for (int i = 0; i < kernel; i++) {
            weights[i] = 1 - Math.abs(i - centre) / factor;
        }
        return weights;
    }
}
