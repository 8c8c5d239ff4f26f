package dev.gradus.autograd;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;

/**
 * Mixed precision, for each thread by itself: inside a {@link #bf16} block convolutions, linear layers and matrix
 * products cast FLOAT32 inputs to BFLOAT16 and give BFLOAT16; norms keep their statistics and parameters, and softmax,
 * losses and reductions their values, in FLOAT32. The casts are differentiable, so that a parameter's gradient is
 * FLOAT32. Elsewhere mixing types stays an error.
 *
 * <pre>{@code
 * try (Precision precision = Precision.bf16()) {
 *     loss = criterion.apply(model.forward(x), y);
 * }
 * loss.backward();
 * }</pre>
 */
public final class Precision implements AutoCloseable {
    private static final ThreadLocal<Boolean> BF16 = new ThreadLocal<>();

    private final Boolean previous = BF16.get();

    private Precision(boolean bf16) {
        BF16.set(bf16);
    }

    /**
     * Computes products in BFLOAT16 until the block closes.
     *
     * @return the block
     */
    public static Precision bf16() {
        return new Precision(true);
    }

    /**
     * Computes in the types given until the block closes: the default.
     *
     * @return the block
     */
    public static Precision f32() {
        return new Precision(false);
    }

    /**
     * Whether this thread is inside a {@link #bf16} block.
     *
     * @return true if products are cast
     */
    public static boolean isBf16() {
        return Boolean.TRUE.equals(BF16.get());
    }

    /**
     * An input of a product.
     *
     * @param x a tensor, or null
     * @return x, in a {@link #bf16} block as BFLOAT16 if it was FLOAT32
     */
    public static Tensor product(Tensor x) {
        return isBf16() && x != null && x.dtype() == DType.FLOAT32 ? x.to(DType.BFLOAT16) : x;
    }

    /**
     * An input of a softmax, loss or reduction.
     *
     * @param x a tensor
     * @return x, in a {@link #bf16} block as FLOAT32 if it was BFLOAT16
     */
    public static Tensor exact(Tensor x) {
        return isBf16() && x.dtype() == DType.BFLOAT16 ? x.to(DType.FLOAT32) : x;
    }

    /** Restores what held before. */
    @Override
    public void close() {
        if (previous == null) {
            BF16.remove();
        } else {
            BF16.set(previous);
        }
    }
}
