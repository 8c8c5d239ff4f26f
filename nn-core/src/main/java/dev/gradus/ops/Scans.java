package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Backend;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** What has come together at each place along a dimension. */
public final class Scans {
    private Scans() {}

    /**
     * The sum of all elements up to each: {@code y[i] = x[0] + … + x[i]}.
     *
     * @param input any tensor but BOOL and UINT8, of rank 1 or more
     * @param dim the dimension
     * @return the sums, of the input's shape
     */
    public static Tensor cumsum(Tensor input, int dim) {
        Require.arithmetic("cumsum", input);
        Tensor x = Precision.exact(input);
        int along = x.shape().checkDim("cumsum", dim);
        return Op.of("cumsum", x.backend().scan(null, x, 0, along, false))
                .grad(x, g -> g.backend().scan(null, g, 0, along, true))
                .build();
    }

    /**
     * The product of all elements up to each: {@code y[i] = x[0] · … · x[i]}. The gradient is right also where some are 0.
     *
     * @param input any tensor but BOOL and UINT8, of rank 1 or more
     * @param dim the dimension
     * @return the products, of the input's shape
     */
    public static Tensor cumprod(Tensor input, int dim) {
        Require.arithmetic("cumprod", input);
        Tensor x = Precision.exact(input);
        int along = x.shape().checkDim("cumprod", dim);
        Tensor y = x.backend().scan(x, null, 1, along, false);
        return Op.of("cumprod", y)
                .grad(x, g -> {
                    // What x[i] is multiplied by in all that follow: s[i] = g[i] + x[i + 1] · s[i + 1].
                    Tensor following = x.backend().scan(moved(x, along, -1, 0), g, 0, along, true);
                    return following.mul(moved(y, along, 1, 1));
                })
                .build();
    }

    /** Elements moved by a place along a dimension, one way or the other, with a value at the place that is left. */
    private static Tensor moved(Tensor x, int dim, int by, double value) {
        Backend kernels = x.backend();
        long[] from = new long[x.rank()];
        long[] to = new long[x.rank()];
        long[] steps = new long[x.rank()];
        Arrays.fill(steps, 1);
        (by > 0 ? to : from)[dim] = 1;
        Shape part = x.shape().with(dim, Math.max(0, x.dim(dim) - 1));
        return kernels.embed(kernels.slice(x, from, steps, part), to, steps, x.shape(), value);
    }
}
