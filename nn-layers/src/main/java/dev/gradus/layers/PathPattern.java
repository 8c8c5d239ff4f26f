package dev.gradus.layers;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern for the paths of parameters in a module: {@code *} stands for any characters, {@code ?} for one.
 *
 * <pre>{@code
 * PathPattern biases = PathPattern.of("encoder.*.bias", "head.?.bias");
 * }</pre>
 */
public final class PathPattern {
    private final List<String> alternatives;
    private final Pattern compiled;

    private PathPattern(List<String> alternatives) {
        this.alternatives = alternatives;
        this.compiled =
                Pattern.compile(alternatives.stream().map(PathPattern::regex).collect(Collectors.joining("|")));
    }

    /**
     * A pattern of some alternatives.
     *
     * @param alternatives of which one has to match
     * @return the pattern
     */
    public static PathPattern of(String... alternatives) {
        return new PathPattern(List.copyOf(Arrays.asList(alternatives)));
    }

    private static String regex(String pattern) {
        return pattern.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
    }

    /**
     * Whether it names a parameter.
     *
     * @param path the parameter's path
     * @return true if an alternative matches all of it
     */
    public boolean matches(String path) {
        return compiled.matcher(path).matches();
    }

    /** Those that it names, at least one. */
    <T> List<T> among(Map<String, T> named) {
        List<T> matching = named.entrySet().stream()
                .filter(entry -> matches(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (matching.isEmpty()) {
            throw new IllegalArgumentException(
                    "module: expected a pattern of parameters among " + named.keySet() + ", got '" + this + "'");
        }
        return matching;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern pattern && alternatives.equals(pattern.alternatives);
    }

    @Override
    public int hashCode() {
        return alternatives.hashCode();
    }

    /** The alternatives, as they were given. */
    @Override
    public String toString() {
        return String.join("|", alternatives);
    }
}
