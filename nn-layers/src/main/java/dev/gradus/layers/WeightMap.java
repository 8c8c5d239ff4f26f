package dev.gradus.layers;

import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Rules that take the names of another library's weights to those of a state dict.
 *
 * <pre>{@code
 * WeightMap map = WeightMap.of()
 *         .rename("conv1\\.(.*)", "features.0.$1")
 *         .drop(".*num_batches_tracked");
 * network.loadStateDict(map.apply(Safetensors.read(file).tensors()));
 * }</pre>
 *
 * <p>The first rule whose regular expression matches the whole name decides; a name that none matches stays. What is then
 * missing or left over {@link Module#loadStateDict} lists.
 */
public final class WeightMap {
    private final List<Rule> rules;

    private record Rule(Pattern pattern, String replacement) {}

    private WeightMap(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * A map that leaves every name as it is.
     *
     * @return the map
     */
    public static WeightMap of() {
        return new WeightMap(List.of());
    }

    /**
     * Another rule, after those before.
     *
     * @param regex of the whole foreign name
     * @param replacement the state dict's name; {@code $1} stands for the first group
     * @return a changed copy
     * @throws IllegalArgumentException if it is no regular expression
     */
    public WeightMap rename(String regex, String replacement) {
        return with(regex, replacement);
    }

    /**
     * A rule for entries that are not needed.
     *
     * @param regex of the whole foreign name
     * @return a changed copy
     * @throws IllegalArgumentException if it is no regular expression
     */
    public WeightMap drop(String regex) {
        return with(regex, null);
    }

    private WeightMap with(String regex, String replacement) {
        List<Rule> more = new ArrayList<>(rules);
        try {
            more.add(new Rule(Pattern.compile(regex), replacement));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "weight map: expected a regular expression, got '" + regex + "' (" + e.getDescription() + ")", e);
        }
        return new WeightMap(List.copyOf(more));
    }

    /**
     * Renames.
     *
     * @param weights tensors by foreign name
     * @return the same tensors by the state dict's names, in the same order, without those dropped
     * @throws IllegalArgumentException if two get the same name, or a rule matches no name: it lists all of both
     */
    public Map<String, Tensor> apply(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        List<Rule> unused = new ArrayList<>(rules);
        weights.forEach((foreign, tensor) -> {
            Rule rule = ruleFor(foreign);
            unused.remove(rule);
            String name = rule == null ? foreign : renamed(foreign, rule);
            if (name != null) {
                String other = origins.putIfAbsent(name, foreign);
                if (other != null) {
                    faults.add(other + " and " + foreign + " both as " + name);
                }
                renamed.put(name, tensor);
            }
        });
        unused.forEach(rule -> faults.add("none for the rule '" + rule.pattern + "'"));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "weight map: expected a name of its own for every weight and a weight for every rule, got "
                            + String.join("; ", faults) + "; the weights are " + weights.keySet());
        }
        return renamed;
    }

    private Rule ruleFor(String name) {
        for (Rule rule : rules) {
            if (rule.pattern.matcher(name).matches()) {
                return rule;
            }
        }
        return null;
    }

    private static String renamed(String foreign, Rule rule) {
        if (rule.replacement == null) {
            return null;
        }
        Matcher matcher = rule.pattern.matcher(foreign);
        return matcher.replaceFirst(rule.replacement);
    }
}
