package dev.gradus.examples.experiment;

import dev.gradus.data.DatasetException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file of which every error can be told with its line.
 *
 * @param path the file
 */
record YamlFile(Path path) {
    /** The outermost keys and what stands behind them. */
    Map<String, Node> read() throws DatasetException, IOException {
        try (Reader reader = Files.newBufferedReader(path)) {
            Node root = new Yaml(new LoaderOptions()).compose(reader);
            if (!(root instanceof MappingNode mapping)) {
                throw new DatasetException(path, "keys and values, such as 'command: mnist'", "none");
            }
            return entries(mapping);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new DatasetException(path, "YAML in line " + line, e.getProblem(), e);
        } catch (YAMLException e) {
            throw new DatasetException(path, "YAML", e.getMessage(), e);
        }
    }

    /** The keys of a section, none of them twice. */
    Map<String, Node> entries(Node section) throws DatasetException {
        if (!(section instanceof MappingNode mapping)) {
            throw wrong(section, "keys and values", text(section));
        }
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text(tuple.getKeyNode());
            if (entries.put(key, tuple.getValueNode()) != null) {
                throw wrong(tuple.getKeyNode(), "each key once", "'" + key + "' again");
            }
        }
        return entries;
    }

    /** The items of a list. */
    List<String> items(Node node) throws DatasetException {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(node, "a list, such as [1, 2]", text(node));
        }
        return sequence.getValue().stream().map(YamlFile::text).toList();
    }

    /** A value as it was written; a list's items with commas between them. */
    static String text(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        return node instanceof SequenceNode sequence
                ? String.join(
                        ",", sequence.getValue().stream().map(YamlFile::text).toList())
                : "a section";
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    DatasetException wrong(Node where, String expected, String found) {
        return new DatasetException(path, expected + " in line " + line(where), found);
    }
}
