package dev.gradus.catalogue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalogue for tests elsewhere: what each op is called, here and in PyTorch. */
public final class Ops {
    /**
     * An op.
     *
     * @param theme the class in which it stands
     * @param signature its name and the types of its parameters
     * @param pytorch PyTorch's name, or {@code —} and what its users write
     * @param remark where the two differ
     */
    public record Name(String theme, String signature, String pytorch, String remark) {}

    private Ops() {}

    /** All ops, by theme and in the order of the catalogue. */
    public static List<Name> all() {
        Map<String, String> themes = themes();
        return Catalogue.all().stream()
                .map(row -> new Name(themes.get(row.signature), row.signature, row.pytorch(), row.remark()))
                .toList();
    }

    /** The class of each op by its signature. */
    static Map<String, String> themes() {
        try {
            return CompletenessTest.ops().stream()
                    .collect(Collectors.toMap(
                            CompletenessTest::signature,
                            op -> op.getDeclaringClass().getSimpleName()));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the classes of the ops are not to be found", e);
        }
    }

    /** Rows of a table by their theme, themes in the order of the alphabet. */
    static <T> Map<String, List<T>> byTheme(List<T> rows, Function<T, String> theme) {
        return rows.stream().collect(Collectors.groupingBy(theme, TreeMap::new, Collectors.toList()));
    }
}
