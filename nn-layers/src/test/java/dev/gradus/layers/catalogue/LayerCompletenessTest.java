package dev.gradus.layers.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.layers.Module;
import dev.gradus.layers.losses.Loss;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public layer, module and loss has a row. */
class LayerCompletenessTest {

    /** The public classes of a package that can be made. */
    static List<Class<?>> classes(String name) throws IOException, URISyntaxException {
        Path classes = Path.of(
                Module.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
            List<Class<?>> found = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String simple = file.getFileName().toString();
                if (simple.endsWith(".class") && !simple.contains("$") && !simple.startsWith("package-info")) {
                    found.add(load(name + "." + simple.substring(0, simple.length() - ".class".length())));
                }
            }
            return found.stream()
                    .filter(type -> Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers()))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name + " vanished", e);
        }
    }

    @Test
    void everyLayerHasARow() throws IOException, URISyntaxException {
        Set<String> layers = classes("dev.gradus.layers").stream()
                .filter(Module.class::isAssignableFrom)
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
        Set<String> rows = LayerCatalogue.rows().stream()
                .map(row -> row.type().getSimpleName())
                .collect(Collectors.toSet());
        assertThat(layers).hasSizeGreaterThan(20);
        assertThat(rows).containsAll(layers);
    }

    @Test
    void everyLossHasARow() throws IOException, URISyntaxException {
        Set<String> losses = classes("dev.gradus.layers.losses").stream()
                .filter(Loss.class::isAssignableFrom)
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(LossCatalogue.rows())
                .extracting(row -> row.loss().getClass().getSimpleName())
                .containsAll(losses);
    }

    @Test
    void everyRowSaysWhatPyTorchCallsIt() {
        assertThat(LayerCatalogue.rows())
                .allSatisfy(
                        row -> assertThat(row.pytorch() != null || !row.remark().isEmpty())
                                .as("%s: PyTorch's name, or what it has instead", row)
                                .isTrue());
        assertThat(LossCatalogue.rows())
                .allSatisfy(row -> assertThat(row.pytorch()).as(row.toString()).isNotBlank());
    }
}
