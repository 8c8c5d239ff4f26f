package dev.gradus.layers;

import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Reparametrizations;
import dev.gradus.tensor.Tensor;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Trains a weight by length and direction, {@code weight = g · v / ‖v‖}; see {@link Reparametrizations#weightNorm}. In the
 * module's state the weight gives way to {@code weight_g} and {@code weight_v} at the end, as by PyTorch's
 * {@code torch.nn.utils.weight_norm}; its newer {@code parametrizations.weight_norm} calls them {@code
 * parametrizations.weight.original0} and {@code original1}, which {@link LoadOptions#renaming} translates. To be applied
 * before an optimizer is made. A plain layer for inference is had by setting its weight to this one's value.
 *
 * <pre>{@code
 * Conv2d conv = WeightNorm.of(new Conv2d(3, 16, 3, rng));
 * plain.weight().set(conv.weight().value());
 * }</pre>
 */
public final class WeightNorm {
    private WeightNorm() {}

    /**
     * Reparametrises {@code weight} with a length for each output.
     *
     * @param <M> the module's type
     * @param module what has the weight
     * @return the module
     */
    public static <M extends Module> M of(M module) {
        return of(module, "weight", 0);
    }

    /**
     * Reparametrises a parameter.
     *
     * @param <M> the module's type
     * @param module what has the parameter
     * @param name the parameter's name
     * @param dim the dimension that each has its own length along
     * @return the module
     */
    @SuppressWarnings("try") // the scope acts by being open
    public static <M extends Module> M of(M module, String name, int dim) {
        Parameter weight = module.ownParameter(name);
        try (TensorScope scope = TensorScope.open()) {
            Tensor values = weight.memory().detach();
            int kept = values.shape().checkDim("weightNorm", dim);
            int[] others =
                    IntStream.range(0, values.rank()).filter(i -> i != kept).toArray();
            Tensor squares = values.square();
            Tensor lengths = (others.length == 0 ? squares : squares.sum(true, others)).sqrt();
            module.removeParameter(name);
            Parameter g = module.parameter(name + "_g", lengths);
            Parameter v = module.parameter(name + "_v", values);
            weight.computeBy(new Product(v, g, dim));
        }
        return module;
    }

    /** Direction times length. */
    private record Product(Parameter v, Parameter g, int dim) implements Formula {
        @Override
        public Parameter like() {
            return v;
        }

        @Override
        public Tensor value() {
            return Reparametrizations.weightNorm(v.value(), g.value(), dim);
        }

        @Override
        public Formula in(UnaryOperator<Object> counterpart) {
            return new Product((Parameter) counterpart.apply(v), (Parameter) counterpart.apply(g), dim);
        }
    }
}
