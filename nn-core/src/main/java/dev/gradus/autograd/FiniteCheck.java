package dev.gradus.autograd;

import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A block in which each op of this thread has its output checked, and in backward each gradient: the first NaN or
 * infinity throws, and says in which op of which module it arose. Slow; for finding that.
 *
 * <pre>{@code
 * try (FiniteCheck check = FiniteCheck.open()) {
 *     loss.forward(model.forward(x), target).backward();
 * }
 * }</pre>
 */
public final class FiniteCheck extends Watch {
    private String backward;

    private FiniteCheck() {}

    /**
     * Begins a block.
     *
     * @return the block
     */
    public static FiniteCheck open() {
        return new FiniteCheck();
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

    @Override
    void output(String op, Tensor output, List<Node.Edge> edges) {
        if (!isFinite(output)) {
            String parameters = edges.stream()
                    .flatMap(edge -> edge.inputs().stream())
                    .filter(node -> node != null && node.isLeaf())
                    .map(node -> node.op)
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw new NonFiniteException("the output " + output.shape() + " of " + op
                    + (parameters.isEmpty() ? "" : " (of " + parameters + ")")
                    + (backward != null ? ", in the gradient of " + backward : in(module())));
        }
    }

    @Override
    protected void onBackward(String op, String module, Tensor grad) {
        backward = op + in(module);
        if (!isFinite(grad)) {
            throw new NonFiniteException("the gradient " + grad.shape() + " that reaches " + backward);
        }
    }

    @Override
    protected void onBackwardEnd(String op, String module) {
        backward = null;
    }

    private static String in(String module) {
        return module == null || module.isEmpty() ? "" : " in module " + module;
    }
}
