package dev.gradus.benchmarks.ops;

import dev.gradus.examples.Arithmetic;
import dev.gradus.ops.Pooling;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.function.Supplier;

/** What the timed ops work on: normal numbers from fixed seeds. */
final class Inputs {
    private Inputs() {}

    /** Elements in plain order. */
    static Tensor plain(Shape shape) {
        return Tensor.normal(Rng.seed(1).split("input " + shape), shape.dims());
    }

    /** An operand of a product. */
    static Tensor product(Arithmetic arithmetic, long... dims) {
        return cast(plain(Shape.of(dims)), arithmetic);
    }

    /** An image in the order in which a layer hands it on. */
    static Tensor image(Shape shape) {
        // The identity, but its output lies as that of every image kernel.
        return Pooling.maxPool2d(plain(shape), 1);
    }

    /** An image for a product. */
    static Tensor image(Shape shape, Arithmetic arithmetic) {
        return cast(image(shape), arithmetic);
    }

    private static Tensor cast(Tensor x, Arithmetic arithmetic) {
        return arithmetic == Arithmetic.BF16 ? x.to(DType.BFLOAT16) : x;
    }

    /** Walks the graph of a result back to its leaves, again and again; gives the first leaf's gradient. */
    static Supplier<Tensor> gradient(Tensor result, Tensor... leaves) {
        Tensor seed = result.rank() == 4 ? image(result.shape()) : plain(result.shape());
        Tensor g = seed.to(result.dtype());
        return () -> {
            for (Tensor leaf : leaves) {
                if (leaf.grad() != null) {
                    // It lives beside the leaf, outside the scope; freed here, the next one gets its memory.
                    leaf.grad().free();
                    leaf.zeroGrad();
                }
            }
            result.backward(g, true);
            return leaves[0].grad();
        };
    }
}
