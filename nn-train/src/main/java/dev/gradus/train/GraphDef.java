package dev.gradus.train;

import com.google.protobuf.CodedOutputStream;
import dev.gradus.autograd.Graph;
import dev.gradus.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph as the protocol buffer {@code tensorflow.GraphDef}, in which slashes in the names make TensorBoard's boxes. */
final class GraphDef {
    private static final String PARAMETER = "parameter ";

    /** Field numbers of {@code GraphDef}, {@code NodeDef}, {@code AttrValue} and what they are made of. */
    private static final class Field {
        static final int NODE = 1;
        static final int NAME = 1;
        static final int OP = 2;
        static final int INPUT = 3;
        static final int ATTRIBUTE = 5;
        static final int KEY = 1;
        static final int VALUE = 2;
        static final int LIST = 1;
        static final int SHAPE = 7;
        static final int DIMENSION = 2;
        static final int SIZE = 1;
    }

    private GraphDef() {}

    static byte[] of(Graph graph) {
        List<String> names = names(graph);
        try {
            return EventFile.bytes(out -> {
                for (int i = 0; i < names.size(); i++) {
                    Graph.Vertex vertex = graph.vertices().get(i);
                    String name = names.get(i);
                    EventFile.nested(out, Field.NODE, node -> write(node, name, vertex, names));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static List<String> names(Graph graph) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        for (Graph.Vertex vertex : graph.vertices()) {
            String name = name(vertex);
            int before = taken.merge(name, 1, Integer::sum) - 1;
            names.add(before == 0 ? name : name + "_" + before);
        }
        return names;
    }

    private static String name(Graph.Vertex vertex) {
        if (vertex.leaf()) {
            return vertex.name().startsWith(PARAMETER)
                    ? vertex.name().substring(PARAMETER.length()).replace('.', '/')
                    : "input";
        }
        return vertex.module().isEmpty() ? vertex.name() : vertex.module().replace('.', '/') + "/" + vertex.name();
    }

    private static void write(CodedOutputStream out, String name, Graph.Vertex vertex, List<String> names)
            throws IOException {
        out.writeString(Field.NAME, name);
        out.writeString(Field.OP, vertex.leaf() ? name.equals("input") ? "Placeholder" : "Parameter" : vertex.name());
        for (int input : vertex.inputs()) {
            out.writeString(Field.INPUT, names.get(input));
        }
        EventFile.nested(out, Field.ATTRIBUTE, entry -> {
            entry.writeString(Field.KEY, "_output_shapes");
            EventFile.nested(
                    entry,
                    Field.VALUE,
                    value -> EventFile.nested(
                            value,
                            Field.LIST,
                            list -> EventFile.nested(list, Field.SHAPE, shape -> write(shape, vertex.shape()))));
        });
    }

    private static void write(CodedOutputStream out, Shape shape) throws IOException {
        for (int i = 0; i < shape.rank(); i++) {
            long size = shape.dim(i);
            EventFile.nested(out, Field.DIMENSION, dimension -> dimension.writeInt64(Field.SIZE, size));
        }
    }
}
