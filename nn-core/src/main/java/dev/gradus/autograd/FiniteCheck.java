package dev.gradus.autograd;

import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A block in which each op of this thread has its output checked: the first NaN or infinity throws. Slow; for finding
 * where one arose.
 *
 * <pre>{@code
 * try (FiniteCheck check = FiniteCheck.open()) {
 *     model.forward(x);
 * }
 * }</pre>
 */
public final class FiniteCheck implements AutoCloseable {
    private static final ThreadLocal<FiniteCheck> CURRENT = new ThreadLocal<>();

    private final FiniteCheck previous = CURRENT.get();

    private FiniteCheck() {}

    /**
     * Begins a block.
     *
     * @return the block
     */
    public static FiniteCheck open() {
        FiniteCheck check = new FiniteCheck();
        CURRENT.set(check);
        return check;
    }

    static FiniteCheck current() {
        return CURRENT.get();
    }

    /**
     * Whether no element is NaN or infinite.
     *
     * @param tensor any tensor
     * @return true if all are finite
     */
    public static boolean isFinite(Tensor tensor) {
        if (tensor.dtype().isFloating()) {
            for (double value : tensor.toDoubleArray()) {
                if (!Double.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Called by each op at its end. */
    void output(String op, Tensor output, List<Node.Edge> edges) {
        if (!isFinite(output)) {
            String parameters = edges.stream()
                    .flatMap(edge -> edge.inputs().stream())
                    .filter(node -> node != null && node.isLeaf())
                    .map(node -> node.op)
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw new NonFiniteException("the output " + output.shape() + " of " + op
                    + (parameters.isEmpty() ? "" : " (of " + parameters + ")"));
        }
    }

    /** Ends the block. */
    @Override
    public void close() {
        if (previous == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(previous);
        }
    }
}
