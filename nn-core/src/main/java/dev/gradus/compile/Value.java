package dev.gradus.compile;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** What a call of a program computes, anew in each run; two values are equal only if they are the same one. */
final class Value {
    private static final int UNUSED = -1;

    final Shape shape;
    final DType dtype;
    /** Its place among the tensors of a run, once the program is fixed. */
    private int slot = UNUSED;

    Value(Shape shape, DType dtype) {
        this.shape = shape;
        this.dtype = dtype;
    }

    void place(int at) {
        slot = at;
    }

    boolean isUsed() {
        return slot != UNUSED;
    }

    int slot() {
        return slot;
    }

    @Override
    public String toString() {
        return "v" + slot;
    }

    /**
     * A value as an argument: in the shape and layout in which the forward pass showed it to the kernel, which for a
     * reshaped tensor are not those it was made in.
     */
    record Use(Value value, Shape shape, Layout layout) {
        /** Whether the whole tensor is meant, as it was made. */
        boolean isWhole() {
            return shape.equals(value.shape);
        }

        /** The argument in a run: the value's own tensor, or a view to be freed. */
        Tensor in(Tensor[] tensors) {
            Tensor tensor = tensors[value.slot];
            if (tensor.shape().equals(shape) && tensor.layout() == layout) {
                return tensor;
            }
            Tensor plain = tensor.backend().plain(tensor);
            Tensor view = plain.aliasAs(shape);
            plain.free();
            return view;
        }

        /** Frees what {@link #in} made. */
        void release(Tensor argument, Tensor[] tensors) {
            if (argument != tensors[value.slot]) {
                argument.free();
            }
        }

        @Override
        public String toString() {
            return isWhole() ? value.toString() : value + " as " + shape;
        }
    }
}
