package dev.gradus.examples.experiment;

import dev.gradus.data.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * A command with its options, as a YAML file says it. Sections order the options and mean nothing else, but that
 * {@code name} in the section {@code optimizer} is the option {@code --optimizer}.
 *
 * <pre>
 * command: cifar10
 * model:     {recipe: small}
 * data:      {batch: 128, validation: 0.1}
 * optimizer: {name: adamw, lr: 0.01, weight-decay: 0.05}
 * schedule:  {name: one-cycle}
 * epochs: 5
 * out: out/small
 * </pre>
 */
final class Experiment {
    private static final String COMMAND = "command";
    private static final String SEARCH = "search";
    private static final String NAME = "name";
    private static final Set<String> SECTIONS =
            Set.of("model", "data", "optimizer", "schedule", "training", "watching", "faults", "run");
    /** What other libraries call an option. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "learning-rate", "lr",
            "learning_rate", "lr",
            "batch-size", "batch",
            "batch_size", "batch",
            "num-workers", "workers",
            "early-stopping", "patience",
            "decay", "weight-decay",
            "output", "out",
            "random-seed", "seed",
            "gradient-clipping", "clip-norm");

    private final YamlFile file;
    private final CommandLine command;
    private final String words;
    private final Map<String, Node> settings = new LinkedHashMap<>();
    private final Node search;

    private Experiment(YamlFile file, CommandLine gradus) throws DatasetException, IOException {
        this.file = file;
        Map<String, Node> all = file.read();
        Node named = all.remove(COMMAND);
        if (named == null) {
            throw new DatasetException(file.path(), "a key 'command', such as 'command: mnist'", "none");
        }
        words = YamlFile.text(named);
        command = find(gradus, named);
        search = all.remove(SEARCH);
        for (Map.Entry<String, Node> entry : all.entrySet()) {
            if (entry.getValue() instanceof MappingNode section) {
                addSection(entry.getKey(), section);
            } else {
                add(entry.getKey(), entry.getValue());
            }
        }
        check(gradus, arguments(Map.of()));
    }

    /**
     * Reads a file, and has the command judge it.
     *
     * @param gradus the command of all commands
     * @throws DatasetException if the file is no experiment: says in which line, and what could have been meant
     */
    static Experiment read(Path path, CommandLine gradus) throws DatasetException, IOException {
        return new Experiment(new YamlFile(path), gradus);
    }

    private CommandLine find(CommandLine gradus, Node named) throws DatasetException {
        CommandLine found = gradus;
        for (String word : words.split(" ", -1)) {
            CommandLine next = found.getSubcommands().get(word);
            if (next == null) {
                throw file.wrong(
                        named,
                        "a command",
                        "'" + words + "'"
                                + suggestion(word, found.getSubcommands().keySet()));
            }
            found = next;
        }
        return found;
    }

    private void addSection(String name, MappingNode section) throws DatasetException {
        if (!SECTIONS.contains(name)) {
            throw file.wrong(
                    section, "a section of " + new TreeSet<>(SECTIONS), "'" + name + "'" + suggestion(name, SECTIONS));
        }
        for (Map.Entry<String, Node> entry : file.entries(section).entrySet()) {
            add(entry.getKey().equals(NAME) ? name : entry.getKey(), entry.getValue());
        }
    }

    private void add(String key, Node value) throws DatasetException {
        requireOption(key, value);
        if (settings.put(key, value) != null) {
            throw file.wrong(value, "each option once", "'" + key + "' again");
        }
    }

    void requireOption(String key, Node where) throws DatasetException {
        if (option(key) == null) {
            Set<String> names = new TreeSet<>();
            command.getCommandSpec().options().forEach(option -> names.add(name(option)));
            throw file.wrong(
                    where,
                    "an option of gradus " + words,
                    "'" + key + "'" + suggestion(key, names) + "; gradus " + words + " --help shows all");
        }
    }

    private OptionSpec option(String key) {
        return command.getCommandSpec().findOption("--" + key);
    }

    private static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** {@code (did you mean …?)}, or nothing if nothing is near. */
    static String suggestion(String word, Set<String> known) {
        String synonym = SYNONYMS.get(word);
        String nearest = synonym != null && known.contains(synonym)
                ? synonym
                : known.stream()
                        .min(Comparator.comparingInt(name -> distance(word, name)))
                        .filter(name -> distance(word, name) <= Math.max(1, word.length() / 3))
                        .orElse(null);
        return nearest == null ? "" : " (did you mean '" + nearest + "'?)";
    }

    /** How many letters must be put in, taken out or changed to make one word of another (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    /**
     * The words of the command line.
     *
     * @param others options that take the place of the file's, or stand beside them
     */
    List<String> arguments(Map<String, String> others) {
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((key, node) -> values.put(key, YamlFile.text(node)));
        values.putAll(others);
        List<String> arguments = new ArrayList<>(List.of(words.split(" ", -1)));
        values.forEach((key, value) -> {
            boolean flag = option(key) != null && option(key).arity().max() == 0;
            if (!flag || Boolean.parseBoolean(value)) {
                arguments.add("--" + key);
            }
            if (!flag) {
                arguments.add(value);
            }
        });
        return arguments;
    }

    /** Has the command parse its options, so that a wrong value is found before anything runs. */
    private void check(CommandLine gradus, List<String> arguments) throws DatasetException {
        try {
            gradus.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            String key = e.getArgSpec() instanceof OptionSpec option ? name(option) : null;
            if (key != null && settings.containsKey(key)) {
                Node value = settings.get(key);
                throw file.wrong(
                        value, "a value of '" + key + "'", "'" + YamlFile.text(value) + "'; " + e.getMessage());
            }
            throw new DatasetException(file.path(), "options that gradus " + words + " takes", e.getMessage(), e);
        }
    }

    YamlFile file() {
        return file;
    }

    String words() {
        return words;
    }

    /** The value of an option, or another one if the file does not name it. */
    String value(String key, String otherwise) {
        Node node = settings.get(key);
        return node == null ? otherwise : YamlFile.text(node);
    }

    /** The section {@code search}; null if there is none. */
    Node search() {
        return search;
    }
}
