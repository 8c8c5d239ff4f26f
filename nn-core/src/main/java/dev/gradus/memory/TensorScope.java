package dev.gradus.memory;

import dev.gradus.autograd.Node;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Owns the tensors that are made while it is the innermost scope on its thread, and frees them when it closes.
 *
 * <pre>{@code
 * try (TensorScope scope = TensorScope.open()) {
 *     Tensor loss = model.forward(x).sub(y).square().mean();
 *     loss.backward();
 *     return loss.item();           // every tensor made above is freed here, exception or not
 * }
 * }</pre>
 *
 * <p>Scopes are lexical: each closes on the thread that opened it, once, innermost first; anything else throws
 * {@link IllegalStateException}. To let a tensor live on, {@link #keep} it: it moves to the enclosing scope, or, where
 * there is none, to the garbage collector, which also owns whatever is made outside any scope.
 */
public final class TensorScope implements AutoCloseable {
    private static final ThreadLocal<TensorScope> CURRENT = new ThreadLocal<>();

    private final TensorScope parent;
    private final Thread thread = Thread.currentThread();
    private final List<Tensor> owned = new ArrayList<>();
    private boolean closed;

    private TensorScope(TensorScope parent) {
        this.parent = parent;
    }

    /**
     * Opens a scope inside the current one of this thread.
     *
     * @return the scope, to be closed by try-with-resources
     */
    public static TensorScope open() {
        TensorScope scope = new TensorScope(CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /**
     * The innermost open scope of this thread.
     *
     * @return the scope, or null where there is none
     */
    public static TensorScope current() {
        return CURRENT.get();
    }

    /**
     * Gives a new tensor its owner; called by {@link Tensor} for each one made.
     *
     * @param scope the scope that shall own it, null for the garbage collector
     * @param tensor the tensor
     */
    public static void own(TensorScope scope, Tensor tensor) {
        if (scope == null || scope.closed || scope.thread != Thread.currentThread()) {
            tensor.storage().manageByCollector();
        } else {
            scope.owned.add(tensor);
        }
    }

    /**
     * Hands a tensor outward: it belongs to the enclosing scope from now on, or to the garbage collector.
     *
     * @param tensor a tensor made in this scope; one made elsewhere is left where it is
     * @return the tensor
     */
    public Tensor keep(Tensor tensor) {
        requireCurrent("keep");
        if (tensor.scope() == this) {
            tensor.moveTo(parent);
        }
        return tensor;
    }

    /**
     * Hands all it owns outward, to be freed as early as gradients allow: what an op made as soon as backward has passed
     * that op, the rest with the enclosing scope. For parts of a network whose inner tensors nobody else sees.
     */
    public void leaveToGraph() {
        requireCurrent("leaveToGraph");
        for (int i = owned.size() - 1; i >= 0; i--) {
            Tensor tensor = owned.get(i);
            if (tensor.isOpen()) {
                tensor.moveTo(parent);
                Node.freeAfterBackward(tensor);
            }
        }
    }

    /**
     * Forgets a tensor that moves elsewhere; called by {@link Tensor#moveTo}.
     *
     * @param tensor the tensor
     */
    public void disown(Tensor tensor) {
        // What moves was mostly made last, so the search runs from the end.
        for (int i = owned.size() - 1; i >= 0; i--) {
            if (owned.get(i) == tensor) {
                owned.remove(i);
                return;
            }
        }
    }

    /** Frees what the scope owns. */
    @Override
    public void close() {
        requireCurrent("close");
        closed = true;
        if (parent == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(parent);
        }
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).free("its scope was closed");
        }
        owned.clear();
    }

    private void requireCurrent(String call) {
        if (thread != Thread.currentThread()) {
            throw new IllegalStateException("tensor scope: expected " + call + " on the thread that opened it, "
                    + thread.getName() + ", got " + Thread.currentThread().getName());
        }
        if (closed) {
            throw new IllegalStateException("tensor scope: expected " + call + " on an open scope, got a closed one");
        }
        if (CURRENT.get() != this) {
            throw new IllegalStateException(
                    "tensor scope: expected " + call + " on the innermost scope, got an outer one");
        }
    }
}
