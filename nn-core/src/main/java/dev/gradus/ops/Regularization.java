package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Backends;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;

/** Noise against overfitting. */
public final class Regularization {
    private Regularization() {}

    /**
     * Inverted dropout: each element is 0 with probability p, else x / (1 − p), so that nothing changes in the mean.
     * Srivastava et al., "Dropout", JMLR 15, 2014.
     *
     * @param x any floating tensor
     * @param p the probability of dropping, 0 to 1
     * @param rng draws one uniform number an element, in row-major order
     * @return a tensor of x's shape
     */
    public static Tensor dropout(Tensor x, double p, Rng rng) {
        Require.floating("dropout", x);
        Require.range("dropout", "p", p, 0, 1);
        double scale = p == 1 ? 0 : 1 / (1 - p);
        Tensor uniform = uniform(x, rng);
        Tensor mask = uniform.ge(p).to(x.dtype()).mul(scale);
        uniform.free();
        return Op.of("dropout", x.detach().mul(mask))
                .grad(x, g -> g.mul(mask))
                .saves(mask)
                .build();
    }

    @SuppressWarnings("try") // the block acts by being open
    private static Tensor uniform(Tensor x, Rng rng) {
        try (Backends use = Backends.use(x.backend())) {
            return Tensor.uniform(rng, 0, 1, x.shape().dims());
        }
    }
}
