package dev.gradus.layers;

import dev.gradus.autograd.Hook;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A named tensor that training changes. Its memory lives outside every {@link dev.gradus.memory.TensorScope}, in plain
 * row-major order: its own, until an optimizer moves it beside the others into one run of memory.
 *
 * <p>{@link #value} is a leaf of the graph, good until the parameter changes. A graph that captured it and is walked
 * after the change throws {@link IllegalStateException} with the parameter's name.
 *
 * <p>A parameter can be a function of others, see {@link WeightNorm}: then {@link #value} computes it, and it has neither
 * memory nor a gradient of its own.
 */
public final class Parameter implements State {
    private final Module owner;
    private final String name;
    private Tensor memory;
    private Tensor gradMemory;
    private volatile Tensor leaf;
    private Formula formula;
    private volatile boolean frozen;
    private final List<UnaryOperator<Tensor>> gradHooks = new CopyOnWriteArrayList<>();

    Parameter(Module owner, String name, Tensor memory) {
        this.owner = owner;
        this.name = name;
        this.memory = memory;
    }

    /**
     * The name in the state dict of the outermost module.
     *
     * @return the name, such as {@code conv1.weight}
     */
    public String name() {
        return owner.path() + name;
    }

    /**
     * The leaf tensor of the present values, untracked while the parameter is frozen; safe to call from several threads.
     *
     * @return the same tensor until the parameter changes
     */
    public Tensor value() {
        if (formula != null) {
            return formula.value();
        }
        Tensor current = leaf;
        return current != null ? current : makeLeaf();
    }

    /** From now on computes the values from other parameters. */
    void computeBy(Formula newFormula) {
        free();
        formula = newFormula;
    }

    boolean isComputed() {
        return formula != null;
    }

    private void requireMemory() {
        if (formula != null) {
            throw new IllegalStateException("parameter " + name() + ": expected one with values of its own, but it is"
                    + " computed from " + formula.like().name());
        }
    }

    private synchronized Tensor makeLeaf() {
        if (leaf == null) {
            // A window, so that nothing cached for earlier contents is found under the new handle's storage.
            Tensor window = Tensor.wrap(
                    memory.backend(), memory.storage().window(0, memory.size()), memory.shape(), Layout.PLAIN);
            if (frozen) {
                leaf = window.moveTo(null);
            } else {
                Tensor tracked = window.tracked("parameter " + name(), gradMemory);
                tracked.node().hookInto(gradHooks);
                window.free();
                leaf = tracked.moveTo(null);
            }
        }
        return leaf;
    }

    // ---- training or not

    /**
     * Takes the parameter out of training: {@link #value} is untracked, so that backward computes no gradient for it
     * and optimizers pass it over. The gradient so far is forgotten.
     */
    public synchronized void freeze() {
        setFrozen(true);
    }

    /** Undoes {@link #freeze}. */
    public synchronized void unfreeze() {
        setFrozen(false);
    }

    private void setFrozen(boolean newFrozen) {
        if (frozen != newFrozen) {
            frozen = newFrozen;
            dropLeaf("parameter " + name() + (frozen ? " was frozen" : " was unfrozen") + "; take value() anew");
        }
    }

    /**
     * Whether the parameter is out of training; false for a new one.
     *
     * @return true after {@link #freeze}
     */
    public boolean isFrozen() {
        return frozen;
    }

    /**
     * Has a function applied to each gradient that backward completes for this parameter, before it is added to
     * {@link #grad}; see {@link Tensor#onGrad}. It stays when the values change.
     *
     * @param function from the gradient to what takes its place
     * @return what takes the function out again
     */
    public Hook onGrad(UnaryOperator<Tensor> function) {
        return Hook.into(gradHooks, function);
    }

    /**
     * The dimensions.
     *
     * @return the shape
     */
    public Shape shape() {
        return stored().shape();
    }

    /**
     * The element type.
     *
     * @return FLOAT32 unless converted by {@link Module#to}
     */
    public DType dtype() {
        return stored().dtype();
    }

    /**
     * The number of elements.
     *
     * @return the size
     */
    public long size() {
        return stored().size();
    }

    private Tensor stored() {
        return formula == null ? memory : formula.like().memory;
    }

    /**
     * The gradient that backward left.
     *
     * @return the gradient, null if none has come since {@link #zeroGrad}
     */
    public Tensor grad() {
        Tensor current = leaf;
        return current == null ? null : current.grad();
    }

    /** Forgets the gradient. */
    public void zeroGrad() {
        Tensor current = leaf;
        if (current != null) {
            current.zeroGrad();
        }
    }

    /**
     * Replaces the values.
     *
     * @param values of this shape and type; copied
     */
    @Override
    public synchronized void set(Tensor values) {
        requireMemory();
        Shape.require(
                values.shape().equals(shape()) && values.dtype() == dtype(),
                "parameter " + name(),
                () -> dtype() + " " + shape(),
                () -> values.dtype() + " " + values.shape());
        memory.storage().write(0, values.toArray(), 0, Math.toIntExact(size()));
        changed();
    }

    /**
     * The memory behind this parameter, untracked: for optimizers, which change it and then call {@link #changed}.
     *
     * @return the tensor, row-major
     */
    @Override
    public Tensor memory() {
        requireMemory();
        return memory;
    }

    /** Ends the present {@link #value} after its memory was changed; the gradient stays. */
    public synchronized void changed() {
        if (leaf != null && frozen) {
            dropLeaf("parameter " + name() + " was changed; take value() anew");
        } else if (leaf != null) {
            leaf = leaf.renew("parameter " + name() + " was changed; do not change it between forward and backward")
                    .moveTo(null);
        }
    }

    /**
     * Moves values and gradient into memory that an optimizer keeps for all its parameters. The gradient so far is
     * forgotten.
     *
     * @param newMemory of this shape and type, row-major; overwritten with the values
     * @param newGradMemory likewise; backward will write here
     */
    public synchronized void moveTo(Tensor newMemory, Tensor newGradMemory) {
        requireMemory();
        newMemory.backend().copyInto(newMemory, memory);
        adopt(newMemory, newGradMemory, "parameter " + name() + " was moved to an optimizer; take value() anew");
    }

    /** Converts the values to another type; for gradient checks in FLOAT64. The gradient is forgotten. */
    @Override
    public synchronized void to(DType dtype) {
        if (dtype != dtype()) {
            adopt(memory.to(dtype).moveTo(null), null, "parameter " + name() + " was converted; take value() anew");
        }
    }

    private void adopt(Tensor newMemory, Tensor newGradMemory, String why) {
        dropLeaf(why);
        memory.free(why);
        freeGradMemory(why);
        memory = newMemory;
        gradMemory = newGradMemory;
    }

    private void dropLeaf(String why) {
        if (leaf != null) {
            Tensor grad = leaf.grad();
            if (grad != null && grad != gradMemory) {
                grad.free(why);
            }
            leaf.free(why);
            leaf = null;
        }
    }

    @Override
    public synchronized void free() {
        String why = "parameter " + name() + " was freed";
        dropLeaf(why);
        memory.free(why);
        freeGradMemory(why);
    }

    private void freeGradMemory(String why) {
        if (gradMemory != null) {
            gradMemory.free(why);
        }
    }

    /** A parameter of a copied module: the same values, elsewhere; frozen if this one is; without a gradient. */
    Parameter copyFor(Module newOwner) {
        Parameter copy = new Parameter(newOwner, name, memory.copy().moveTo(null));
        copy.frozen = frozen;
        return copy;
    }

    /** A computed parameter of a copied module: computed from what takes the place of the others. */
    Parameter copyComputed(UnaryOperator<Object> counterpart) {
        Parameter copy = new Parameter((Module) counterpart.apply(owner), name, memory);
        copy.formula = formula.in(counterpart);
        return copy;
    }

    /** Name, shape and type. */
    @Override
    public String toString() {
        return name() + " " + dtype() + " " + shape();
    }
}
