package dev.gradus.autograd;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The recorded ops behind a tensor, to be drawn or searched.
 *
 * @param vertices ops and leaves, each after those that it depends on
 */
public record Graph(List<Vertex> vertices) {
    /**
     * An op or a leaf.
     *
     * @param name the op's name, or the leaf's, such as {@code parameter conv1.weight}
     * @param module the path of the module in which the op ran; empty for leaves and the outermost module
     * @param shape of what it made
     * @param inputs indices of the tracked inputs among the vertices
     * @param leaf whether no op made it
     */
    public record Vertex(String name, String module, Shape shape, List<Integer> inputs, boolean leaf) {}

    /** It is there, so that nodes note their modules. */
    private static final class ModuleNames extends Watch {}

    /**
     * Runs a computation and gives the graph of its result.
     *
     * @param computation makes a tracked tensor, in the current scope
     * @return the graph
     * @throws IllegalStateException if the tensor is untracked
     */
    @SuppressWarnings("try") // the watch acts by being open
    public static Graph of(Supplier<Tensor> computation) {
        try (ModuleNames names = new ModuleNames()) {
            return behind(Node.of(computation.get(), "graph"));
        }
    }

    private static Graph behind(Node root) {
        TreeSet<Node> nodes = new TreeSet<>(Comparator.comparingLong(node -> node.order));
        Deque<Node> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (nodes.add(node)) {
                open.addAll(inputs(node));
            }
        }
        Map<Node, Integer> indices = new HashMap<>();
        nodes.forEach(node -> indices.put(node, indices.size()));
        return new Graph(nodes.stream()
                .map(node -> new Vertex(
                        node.op,
                        node.module == null ? "" : node.module,
                        node.shape,
                        inputs(node).stream().map(indices::get).toList(),
                        node.isLeaf()))
                .toList());
    }

    private static List<Node> inputs(Node node) {
        return node.edges().stream()
                .flatMap(edge -> edge.inputs().stream())
                .filter(input -> input != null)
                .toList();
    }
}
