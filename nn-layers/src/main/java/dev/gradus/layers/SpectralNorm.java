package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Reparametrizations;
import dev.gradus.ops.Reparametrizations.SingularVectors;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Divides a weight by its largest singular value, estimated by the power method; see {@link
 * Reparametrizations#spectralNorm}. In the module's state the weight gives way to the parameter {@code weight_orig} and the
 * buffers {@code weight_u} and {@code weight_v} at the end, as by PyTorch's {@code torch.nn.utils.spectral_norm}; its newer
 * {@code parametrizations.spectral_norm} calls them {@code parametrizations.weight.original}, {@code
 * parametrizations.weight.0._u} and {@code _v}, which {@link LoadOptions#renaming} translates.
 *
 * <p>While the module trains, each {@link Parameter#value} of the weight, so each forward pass, first takes one step of the
 * power method; in evaluation the vectors stay. To be applied before an optimizer is made.
 *
 * <pre>{@code
 * Conv2d conv = SpectralNorm.of(new Conv2d(3, 16, 3, rng), rng.split("spectral"));
 * }</pre>
 */
public final class SpectralNorm {
    private static final double EPS = 1e-12;
    /** Steps from the random vector to the first estimate, as many as PyTorch takes. */
    private static final int FIRST_STEPS = 15;

    private SpectralNorm() {}

    /**
     * Reparametrises {@code weight}, whose first dimension is that of the outputs.
     *
     * @param <M> the module's type
     * @param module what has the weight
     * @param rng what the first vector is drawn from
     * @return the module
     */
    public static <M extends Module> M of(M module, Rng rng) {
        return of(module, "weight", 0, rng);
    }

    /**
     * Reparametrises a parameter.
     *
     * @param <M> the module's type
     * @param module what has the parameter
     * @param name the parameter's name
     * @param dim the dimension of the outputs: 0, of transposed convolutions 1
     * @param rng what the first vector is drawn from
     * @return the module
     */
    @SuppressWarnings("try") // the scope acts by being open
    public static <M extends Module> M of(M module, String name, int dim, Rng rng) {
        Parameter weight = module.ownParameter(name);
        try (TensorScope scope = TensorScope.open()) {
            Tensor values = weight.memory().detach();
            Shape.require(values.rank() >= 2, "spectralNorm", () -> "weight of rank 2 or more", values::shape);
            long rows = values.dim(values.shape().checkDim("spectralNorm", dim));
            Tensor drawn = Tensor.normal(rng, rows).to(values.dtype());
            SingularVectors vectors = Reparametrizations.powerIteration(values, drawn, dim, EPS);
            for (int i = 1; i < FIRST_STEPS; i++) {
                vectors = Reparametrizations.powerIteration(values, vectors.u(), dim, EPS);
            }
            module.removeParameter(name);
            Parameter original = module.parameter(name + "_orig", values);
            Buffer u = module.buffer(name + "_u", vectors.u());
            Buffer v = module.buffer(name + "_v", vectors.v());
            weight.computeBy(new Quotient(module, original, u, v, dim));
        }
        return module;
    }

    /** The weight over its largest singular value. */
    private record Quotient(Module module, Parameter like, Buffer u, Buffer v, int dim) implements Formula {
        @Override
        public Tensor value() {
            if (module.isTraining()) {
                step();
            }
            return Reparametrizations.spectralNorm(like.value(), u.value(), v.value(), dim);
        }

        @SuppressWarnings("try") // scope and mode act by being open
        private void step() {
            try (GradMode mode = GradMode.noGrad();
                    TensorScope scope = TensorScope.open()) {
                SingularVectors vectors = Reparametrizations.powerIteration(like.memory(), u.value(), dim, EPS);
                u.set(vectors.u());
                v.set(vectors.v());
            }
        }

        @Override
        public Formula in(UnaryOperator<Object> counterpart) {
            return new Quotient(
                    (Module) counterpart.apply(module),
                    (Parameter) counterpart.apply(like),
                    (Buffer) counterpart.apply(u),
                    (Buffer) counterpart.apply(v),
                    dim);
        }
    }
}
