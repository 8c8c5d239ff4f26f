package dev.gradus.compile;

import dev.gradus.backend.Binary;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * What products and sums with constants do to each channel: {@code factor · y + shift}. Since y is itself
 * {@code weight · x + bias}, they can be done once to the weights and the bias.
 */
final class PerChannel {
    private final long channels;
    /** Dimensions after that of the channels. */
    private final int inner;

    private Tensor factor;
    private Tensor shift;

    PerChannel(long channels, int inner) {
        this.channels = channels;
        this.inner = inner;
    }

    /** Takes in a product or sum of y with a constant for each channel; false for any other call. */
    boolean takesIn(KernelStep step, Value y) {
        boolean mul = step.is("zip") && step.argument(0) == Binary.MUL;
        boolean add = step.is("zip") && step.argument(0) == Binary.ADD;
        Object other = !mul && !add ? null : step.argument(1) instanceof Tensor ? step.argument(1) : step.argument(2);
        if (!(other instanceof Tensor constant)
                || constant.dtype() == DType.BFLOAT16 // weights of so few bits would lose some of them
                || !isPerChannel(constant)
                || !step.result().shape.equals(y.shape)) {
            return false;
        }
        Tensor vector = constant.reshape(-1);
        if (mul) {
            factor = factor == null ? vector : factor.mul(vector);
            shift = shift == null ? null : shift.mul(vector);
        } else {
            shift = shift == null ? vector : shift.add(vector);
        }
        return true;
    }

    private boolean isPerChannel(Tensor constant) {
        int dim = constant.rank() - 1 - inner;
        return constant.size() == 1 || (dim >= 0 && constant.size() == channels && constant.dim(dim) == channels);
    }

    /** The weights times the factor along the dimension of the outputs. */
    Tensor weight(Tensor weight, int dim) {
        if (factor == null) {
            return weight;
        }
        long[] dims = new long[weight.rank()];
        Arrays.fill(dims, 1);
        dims[dim] = factor.size();
        return weight.mul(factor.reshape(dims));
    }

    /** The bias (null for 0) times the factor plus the shift; null for 0. */
    Tensor bias(Tensor bias) {
        Tensor scaled = bias == null || factor == null ? bias : bias.mul(factor);
        if (shift == null) {
            return scaled;
        }
        return scaled == null ? shift.expand(Shape.of(channels).dims()) : scaled.add(shift);
    }
}
