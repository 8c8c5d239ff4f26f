package dev.gradus.examples.experiment;

import dev.gradus.data.DatasetException;
import dev.gradus.random.Rng;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The section {@code search} of an experiment.
 *
 * <pre>
 * search:
 *   method: halving          # grid, random or halving
 *   trials: 9                # not for grid, which tries all
 *   metric: val_accuracy     # of metrics.json
 *   goal: max
 *   space:
 *     lr: {log: [0.001, 0.05]}
 *     weight-decay: {uniform: [0, 0.1]}
 *     batch: [64, 128]
 *   halving: {option: epochs, from: 1, to: 9, factor: 3}
 * </pre>
 *
 * @param metric what is compared, a key of {@code metrics.json}
 * @param highest whether the highest is best
 * @param trials the values of each trial, the same for the same file
 * @param rounds what the rounds of halving add to the options; one empty map for other methods
 * @param factor of how many one is kept from round to round
 */
record SearchPlan(
        String metric,
        boolean highest,
        List<Map<String, String>> trials,
        List<Map<String, String>> rounds,
        int factor) {
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("method", "trials", "seed", "metric", "goal", "space", "halving"));

    static SearchPlan of(Experiment experiment) throws DatasetException {
        return new Reader(experiment).read();
    }

    /** Reads the section. */
    private static final class Reader {
        private final Experiment experiment;
        private final YamlFile file;
        private final Map<String, Node> keys;

        private Reader(Experiment experiment) throws DatasetException {
            this.experiment = experiment;
            file = experiment.file();
            Path path = file.path();
            if (experiment.search() == null) {
                throw new DatasetException(path, "a section 'search'; see gradus search --help", "none");
            }
            keys = file.entries(experiment.search());
            requireKnown(keys, KEYS);
        }

        private void requireKnown(Map<String, Node> entries, Set<String> known) throws DatasetException {
            for (Map.Entry<String, Node> entry : entries.entrySet()) {
                if (!known.contains(entry.getKey())) {
                    throw file.wrong(
                            entry.getValue(),
                            "one of " + new TreeSet<>(known),
                            "'" + entry.getKey() + "'" + Experiment.suggestion(entry.getKey(), known));
                }
            }
        }

        private SearchPlan read() throws DatasetException {
            String method = choice("method", List.of("random", "grid", "halving"));
            Map<String, Space> space = space();
            List<Map<String, String>> trials = method.equals("grid") ? grid(space) : random(space);
            List<Map<String, String>> rounds = new ArrayList<>();
            Map<String, Node> halving = keys.containsKey("halving") ? file.entries(keys.get("halving")) : Map.of();
            requireKnown(halving, Set.of("option", "from", "to", "factor"));
            int factor = (int) number(halving, "factor", 3, 2);
            if (method.equals("halving")) {
                String option = halving.containsKey("option") ? YamlFile.text(halving.get("option")) : "epochs";
                experiment.requireOption(option, halving.getOrDefault("option", experiment.search()));
                int from = (int) number(halving, "from", 1, 1);
                int to = (int) number(halving, "to", 9, from);
                for (int budget = from; budget <= to; budget *= factor) {
                    rounds.add(Map.of(option, Integer.toString(budget)));
                }
            } else {
                rounds.add(Map.of());
            }
            String metric = keys.containsKey("metric") ? YamlFile.text(keys.get("metric")) : "val_accuracy";
            return new SearchPlan(metric, choice("goal", List.of("max", "min")).equals("max"), trials, rounds, factor);
        }

        private String choice(String key, List<String> choices) throws DatasetException {
            Node node = keys.get(key);
            if (node == null) {
                return choices.get(0);
            }
            String text = YamlFile.text(node);
            if (!choices.contains(text)) {
                throw file.wrong(node, "one of " + choices + " for '" + key + "'", "'" + text + "'");
            }
            return text;
        }

        private double number(Map<String, Node> from, String key, double otherwise, double least)
                throws DatasetException {
            return from.containsKey(key) ? number(from.get(key), least) : otherwise;
        }

        private double number(Node node, double least) throws DatasetException {
            String text = YamlFile.text(node);
            try {
                double value = Double.parseDouble(text);
                if (value >= least) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw file.wrong(
                    node,
                    Double.isInfinite(least)
                            ? "a number"
                            : String.format(Locale.ROOT, "a number of %.4g or more", least),
                    "'" + text + "'");
        }

        private Map<String, Space> space() throws DatasetException {
            Node node = keys.get("space");
            if (node == null) {
                throw file.wrong(experiment.search(), "a section 'space' with the options to be tried", "none");
            }
            Map<String, Space> space = new LinkedHashMap<>();
            for (Map.Entry<String, Node> entry : file.entries(node).entrySet()) {
                experiment.requireOption(entry.getKey(), entry.getValue());
                space.put(entry.getKey(), space(entry.getValue()));
            }
            return space;
        }

        private Space space(Node node) throws DatasetException {
            if (node instanceof SequenceNode) {
                return new Space.Choices(file.items(node));
            }
            Map<String, Node> range = node instanceof MappingNode ? file.entries(node) : Map.of();
            String kind = range.size() == 1 ? range.keySet().iterator().next() : "";
            if (!Set.of("uniform", "log").contains(kind)
                    || file.items(range.get(kind)).size() != 2) {
                throw file.wrong(node, "a list, {uniform: [LOW, HIGH]} or {log: [LOW, HIGH]}", YamlFile.text(node));
            }
            SequenceNode ends = (SequenceNode) range.get(kind);
            boolean logarithmic = kind.equals("log");
            double low = number(ends.getValue().get(0), logarithmic ? Double.MIN_NORMAL : Double.NEGATIVE_INFINITY);
            double high = number(ends.getValue().get(1), low);
            boolean whole = file.items(ends).stream().allMatch(text -> text.matches("-?\\d+"));
            return new Space.Range(low, high, logarithmic, whole);
        }

        private List<Map<String, String>> random(Map<String, Space> space) throws DatasetException {
            int count = (int) number(keys, "trials", 9, 1);
            Rng rng = Rng.seed((long) number(keys, "seed", 1, 0));
            List<Map<String, String>> trials = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Rng own = rng.split(i);
                Map<String, String> values = new LinkedHashMap<>();
                space.forEach((name, choices) -> values.put(name, choices.draw(own.split(name))));
                trials.add(values);
            }
            return trials;
        }

        private List<Map<String, String>> grid(Map<String, Space> space) throws DatasetException {
            List<Map<String, String>> trials = List.of(Map.of());
            for (Map.Entry<String, Space> entry : space.entrySet()) {
                if (!(entry.getValue() instanceof Space.Choices choices)) {
                    throw file.wrong(
                            keys.get("space"), "a list for '" + entry.getKey() + "', as the method is grid", "a range");
                }
                List<Map<String, String>> longer = new ArrayList<>();
                for (Map<String, String> trial : trials) {
                    for (String value : choices.values()) {
                        Map<String, String> values = new LinkedHashMap<>(trial);
                        values.put(entry.getKey(), value);
                        longer.add(values);
                    }
                }
                trials = longer;
            }
            return trials;
        }
    }
}
