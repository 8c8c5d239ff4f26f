package dev.gradus.layers;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * A named tensor that belongs to a module's state but is not trained, such as a running mean. It lives outside every
 * {@link dev.gradus.memory.TensorScope}.
 */
public final class Buffer implements State {
    private final Module owner;
    private final String name;
    private Tensor memory;

    Buffer(Module owner, String name, Tensor memory) {
        this.owner = owner;
        this.name = name;
        this.memory = memory;
    }

    /**
     * The name in the state dict of the outermost module.
     *
     * @return the name, such as {@code bn1.running_mean}
     */
    public String name() {
        return owner.path() + name;
    }

    /**
     * The present values.
     *
     * @return a tensor that is good until the next {@link #set}
     */
    public Tensor value() {
        return memory;
    }

    /**
     * Replaces the values.
     *
     * @param values of this shape and type; copied
     */
    @Override
    public void set(Tensor values) {
        Shape.require(
                values.shape().equals(memory.shape()) && values.dtype() == memory.dtype(),
                "buffer " + name(),
                () -> memory.dtype() + " " + memory.shape(),
                () -> values.dtype() + " " + values.shape());
        Tensor old = memory;
        memory = values.backend() == old.backend() ? values.copy() : transferred(values, old);
        memory.moveTo(null);
        old.free("buffer " + name() + " was changed; take value() anew");
    }

    private static Tensor transferred(Tensor values, Tensor like) {
        Tensor copy = like.copy();
        copy.storage().write(0, values.toArray(), 0, Math.toIntExact(values.size()));
        return copy;
    }

    /** A buffer of a copied module: the same values, elsewhere. */
    Buffer copyFor(Module newOwner) {
        return new Buffer(newOwner, name, memory.copy().moveTo(null));
    }

    @Override
    public Tensor memory() {
        return memory;
    }

    @Override
    public void to(DType dtype) {
        if (memory.dtype().isFloating() && dtype != memory.dtype()) {
            Tensor old = memory;
            memory = old.to(dtype).moveTo(null);
            old.free("buffer " + name() + " was converted; take value() anew");
        }
    }

    @Override
    public void free() {
        memory.free("buffer " + name() + " was freed");
    }

    /** Name, shape and type. */
    @Override
    public String toString() {
        return name() + " " + memory.dtype() + " " + memory.shape();
    }
}
