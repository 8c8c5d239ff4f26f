package dev.gradus.backend;

import dev.gradus.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The zero-copy door between tensors and ND4J arrays. */
@SuppressWarnings("DoNotCallSuggester")
public final class Nd4jDoor {
    private Nd4jDoor() {}

    /**
     * Borrows an array's memory.
     *
     * @param array dense and row-major, else it is copied
     * @return a tensor of the current backend
     */
    public static Tensor borrow(INDArray array) {
        throw new UnsupportedOperationException();
    }

    /**
     * Shows a tensor's memory.
     *
     * @param tensor the tensor
     * @return a view in logical order
     */
    public static INDArray view(Tensor tensor) {
        throw new UnsupportedOperationException();
    }
}
