package dev.gradus.layers;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;

/** What a state dict has an entry for. */
sealed interface State permits Parameter, Buffer {
    Tensor memory();

    /** Takes over the values of a tensor of the same shape and type, of any backend. */
    void set(Tensor values);

    void to(DType dtype);

    void free();
}
