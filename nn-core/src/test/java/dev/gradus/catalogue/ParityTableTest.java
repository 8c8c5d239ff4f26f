package dev.gradus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.backend.Backends;
import dev.gradus.memory.TensorScope;
import dev.gradus.parity.Torch;
import dev.gradus.parity.Torch.Value;
import dev.gradus.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of distances from PyTorch: has a row for every op, and no distance above its bound. */
@SuppressWarnings("try") // scopes and backends act by being open
class ParityTableTest {
    private static final Path PAGE = Path.of("../docs/parity.md");
    private static final double FORWARD_32 = 1e-5;
    private static final double GRADIENT_32 = 1e-4;
    private static final double BOTH_64 = 1e-9;

    private static final String HEAD = """
            # How far the ops are from PyTorch

            For each op the worst relative error over the samples of its row in the catalogue, on the backend `onednn`:
            the largest difference over the largest value of an output or a gradient. What it is compared with is what
            PyTorch computes in FLOAT64 of the same inputs, which are numbers of FLOAT32. A test fails if an op is missing
            here, or if an error is above its bound: 1e-5 for FLOAT32 forward, 1e-4 for the gradients in FLOAT32, 1e-9 for
            FLOAT64, and other bounds where the last column says why.

            Written by the tests; after a change of the ops, do it again:

            ```
            ./mvnw -q -pl nn-core test -Dtest=ParityTableTest -Dgradus.write=true
            ```
            """;

    /** The worst errors of a row; NaN where there is nothing to compare. */
    private record Errors(double forward32, double gradient32, double forward64, double gradient64) {}

    private static Errors measure(OpCase row) {
        double[] single = worst(row, DType.FLOAT32);
        double[] twice = worst(row, DType.FLOAT64);
        return new Errors(single[0], single[1], twice[0], twice[1]);
    }

    private static double[] worst(OpCase row, DType dtype) {
        double forward = 0;
        double gradient = Double.NaN;
        for (Sample sample : row.samples) {
            try (TensorScope scope = TensorScope.open()) {
                Torch.Result expected = sample.torch(DType.FLOAT64);
                Outcome actual = Outcome.of(sample, dtype);
                forward = Math.max(forward, worst(actual.outputs(), expected.outputs()));
                if (sample.isDifferentiable()) {
                    List<Value> gradients =
                            actual.gradients().stream().filter(g -> g != null).toList();
                    double error = worst(gradients, expected.gradients());
                    gradient = Double.isNaN(gradient) ? error : Math.max(gradient, error);
                }
            }
        }
        return new double[] {forward, gradient};
    }

    private static double worst(List<Value> actual, List<Value> expected) {
        double worst = 0;
        for (int i = 0; i < actual.size(); i++) {
            worst = Math.max(
                    worst,
                    Values.relativeError(actual.get(i).values(), expected.get(i).values()));
        }
        return worst;
    }

    @Test
    void noErrorIsAboveItsBoundAndThePageHasEveryOp() throws IOException {
        Torch.assumeAvailable();
        assumeThat(Catalogue.isWhole()).as("the whole catalogue is checked").isTrue();
        Map<String, Errors> errors;
        try (Backends block = Backends.use(Backends.named("onednn"))) {
            errors = Catalogue.all().stream().collect(Collectors.toMap(row -> row.signature, ParityTableTest::measure));
        }
        List<String> above = new ArrayList<>();
        for (OpCase row : Catalogue.all()) {
            Errors found = errors.get(row.signature);
            check(above, row + " FLOAT32 forward", found.forward32, Math.max(FORWARD_32, row.tolerance32()));
            check(above, row + " FLOAT32 gradient", found.gradient32, Math.max(GRADIENT_32, row.tolerance32()));
            check(above, row + " FLOAT64 forward", found.forward64, BOTH_64);
            check(above, row + " FLOAT64 gradient", found.gradient64, BOTH_64);
        }
        assertThat(above).isEmpty();
        if (Boolean.getBoolean("gradus.write")) {
            Files.writeString(PAGE, page(errors));
        }
        List<String> listed = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Catalogue.all().stream().map(row -> row.signature).toList());
    }

    private static void check(List<String> above, String what, double error, double bound) {
        if (error > bound) {
            above.add(String.format(Locale.ROOT, "%s: %.2g, allowed %.2g", what, error, bound));
        }
    }

    private static String page(Map<String, Errors> errors) {
        Map<String, String> themes = Ops.themes();
        StringBuilder page = new StringBuilder(HEAD);
        Ops.byTheme(Catalogue.all(), row -> themes.get(row.signature)).forEach((theme, rows) -> {
            page.append("\n## ").append(theme).append("\n\n");
            page.append("| op | FLOAT32 forward | gradient | FLOAT64 forward | gradient | another bound |\n");
            page.append("|---|---|---|---|---|---|\n");
            for (OpCase row : rows) {
                Errors found = errors.get(row.signature);
                page.append(String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %s | %s | %s | %s |%n",
                        row.signature,
                        text(found.forward32),
                        text(found.gradient32),
                        text(found.forward64),
                        text(found.gradient64),
                        bound(row)));
            }
        });
        return page.toString();
    }

    private static String bound(OpCase row) {
        return row.tolerance32() <= FORWARD_32
                ? ""
                : String.format(Locale.ROOT, "%.0e: %s", row.tolerance32(), row.whyTolerance32());
    }

    private static String text(double error) {
        return Double.isNaN(error) ? "—" : error == 0 ? "0" : String.format(Locale.ROOT, "%.1e", error);
    }
}
