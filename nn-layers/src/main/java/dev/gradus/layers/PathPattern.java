package dev.gradus.layers;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pattern for paths in a module, in which {@code *} stands for any characters and {@code ?} for one. */
final class PathPattern {
    private PathPattern() {}

    private static Pattern compile(String pattern) {
        String regex = pattern.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex);
    }

    /** Does something to all that a pattern names, which is at least one. */
    static <T> int apply(String pattern, Map<String, T> named, Consumer<T> action) {
        Pattern compiled = compile(pattern);
        List<T> matching = named.entrySet().stream()
                .filter(entry -> compiled.matcher(entry.getKey()).matches())
                .map(Map.Entry::getValue)
                .toList();
        if (matching.isEmpty()) {
            throw new IllegalArgumentException(
                    "module: expected a pattern of parameters among " + named.keySet() + ", got '" + pattern + "'");
        }
        matching.forEach(action);
        return matching.size();
    }
}
