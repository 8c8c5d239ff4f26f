package dev.gradus.layers;

import dev.gradus.tensor.Tensor;
import java.util.function.UnaryOperator;

/** How a parameter is computed from others. */
interface Formula {
    /** The parameter that has the shape and type of the computed one. */
    Parameter like();

    /** The values, in tracked ops. */
    Tensor value();

    /** The same formula over what takes the place of its modules, parameters and buffers in a copy of the module. */
    Formula in(UnaryOperator<Object> counterpart);
}
