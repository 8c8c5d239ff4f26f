package dev.gradus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.ops.Elementwise;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public op has a row in the catalogue, and every row is of an op. */
class CompletenessTest {
    /** Called by the engine to undo broadcasting, which every broadcast sample checks. */
    private static final Set<String> NO_OPS = Set.of("sumTo(Tensor, Shape, String, int)");

    /** All classes of the package of the ops, so that a new class is found without a word here. */
    static List<Class<?>> opClasses() throws IOException, URISyntaxException {
        Path classes = Path.of(Elementwise.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(classes)) {
            return opClasses(classes);
        }
        try (FileSystem jar = FileSystems.newFileSystem(classes)) {
            return opClasses(jar.getPath("/"));
        }
    }

    private static List<Class<?>> opClasses(Path root) throws IOException {
        String name = Elementwise.class.getPackageName();
        try (Stream<Path> files = Files.list(root.resolve(name.replace('.', '/')))) {
            List<Class<?>> found = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String simple = file.getFileName().toString();
                if (simple.endsWith(".class") && !simple.contains("$") && !simple.startsWith("package-info")) {
                    found.add(load(name + "." + simple.substring(0, simple.length() - ".class".length())));
                }
            }
            return found;
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name + " vanished", e);
        }
    }

    static List<Method> ops() throws IOException, URISyntaxException {
        return opClasses().stream()
                .filter(type -> Modifier.isPublic(type.getModifiers()) && !type.isEnum())
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !NO_OPS.contains(signature(method)))
                .toList();
    }

    static String signature(Method method) {
        Class<?>[] types = method.getParameterTypes();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            boolean variable = method.isVarArgs() && i == types.length - 1;
            names.add(variable ? types[i].getComponentType().getSimpleName() + "..." : types[i].getSimpleName());
        }
        return method.getName() + "(" + String.join(", ", names) + ")";
    }

    @Test
    void everyOpHasARow() throws IOException, URISyntaxException {
        Set<String> ops = ops().stream().map(CompletenessTest::signature).collect(Collectors.toSet());
        assertThat(ops).hasSizeGreaterThan(60);
        assertThat(Catalogue.all()).extracting(row -> row.signature).containsExactlyInAnyOrderElementsOf(ops);
    }

    @Test
    void everyRowHasSamplesOfDifferentNames() {
        for (OpCase row : Catalogue.all()) {
            assertThat(row.samples).as(row.signature).isNotEmpty();
            assertThat(row.samples)
                    .as(row.signature)
                    .extracting(sample -> sample.label)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyRowWhoseOpCanRefuseItsInputsSaysHow() {
        // An op of one tensor and a number or type, whatever its shape, has nothing to refuse.
        assertThat(Catalogue.all())
                .filteredOn(row -> row.bad.isEmpty())
                .allSatisfy(row -> assertThat(row.signature).matches("\\w+\\(Tensor(, double|, DType)?\\)"));
    }

    @Test
    void everyRowSaysWhatPyTorchCallsTheOp() {
        assertThat(Catalogue.all())
                .allSatisfy(row -> assertThat(row.pytorch())
                        .as("%s: PyTorch's name, or notInPytorch(…)", row)
                        .isNotBlank());
    }

    @Test
    void everyOpIsStaticAndGivesTensors() throws IOException, URISyntaxException {
        for (Method op : ops()) {
            assertThat(Modifier.isStatic(op.getModifiers())).as(op.toString()).isTrue();
            Class<?> type = op.getReturnType();
            boolean tensors = type == Tensor.class || type == List.class || type.isRecord();
            assertThat(tensors).as(op.toString()).isTrue();
        }
    }
}
