package dev.gradus.benchmarks.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.backend.Processor;
import dev.gradus.benchmarks.raw.RawOneDnn;
import dev.gradus.examples.Arithmetic;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class OpsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int ops(String... arguments) {
        return new CommandLine(new Ops())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /** The whole catalogue. */
    static Iterable<SingleOp> everyOp() {
        return Catalogue.ALL;
    }

    @ParameterizedTest
    @MethodSource("everyOp")
    @SuppressWarnings("try") // the scope acts by being open
    void everyOpGivesTheSameAgainAndAgainBesideAPeerThatRuns(SingleOp op) {
        Shape tiny = tiny(op.sizes().get(0));
        for (Arithmetic arithmetic : op.isProduct() ? Arithmetic.values() : new Arithmetic[] {Arithmetic.F32}) {
            try (TensorScope around = TensorScope.open()) {
                Supplier<Tensor> call = op.gradus().apply(tiny, arithmetic);
                float[] first = values(call);
                assertThat(first).as("%s %s", op.name(), arithmetic).isNotEmpty();
                if (!op.name().contains("update")) {
                    assertThat(values(call)).isEqualTo(first);
                }
            }
            RawOneDnn peer = op.peer().apply(tiny, Processor.hasBf16() ? arithmetic : Arithmetic.F32);
            peer.run();
            peer.run();
        }
        assertThat(op.work().apply(tiny).amount()).isPositive();
    }

    @SuppressWarnings("try") // the scope acts by being open
    private static float[] values(Supplier<Tensor> call) {
        try (TensorScope scope = TensorScope.open()) {
            return call.get().toFloatArray();
        }
    }

    private static Shape tiny(String size) {
        long[] dims = SingleOp.shape(size).dims();
        return Shape.of(Arrays.stream(dims).map(length -> Math.min(length, 8)).toArray());
    }

    @Test
    void printsATableAndWritesItsFigures(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("ops.json");
        assertThat(ops(
                        "^relu",
                        "--size",
                        "2x4x8x8",
                        "--forks",
                        "0",
                        "--warm-up",
                        "1",
                        "--time",
                        "1",
                        "--out",
                        file.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines().toList())
                .hasSize(6)
                .satisfies(lines -> assertThat(lines.get(0)).contains(" GFLOP/s, memory ", " GB/s; an empty scope"))
                .satisfies(lines -> assertThat(lines.get(4))
                        .matches("\\| relu forward \\| 2x4x8x8 \\| [\\d.]+ \\| [\\d.]+ GB/s \\| \\d+ % \\|"
                                + " [\\d.]+ \\| [\\d.]+ \\|"))
                .satisfies(lines -> assertThat(lines.get(5)).startsWith("| relu backward | 2x4x8x8 | "));
        assertThat(err.toString()).contains("relu forward 2x4x8x8: ");
        assertThat(Files.readString(file)).contains("\"limit_gflops\"", "\"relu backward\"", "\"median_ms\"");
    }

    @Test
    void refusesWrongUsage() {
        assertThat(ops("tanh of nothing")).isEqualTo(2);
        assertThat(err.toString()).contains("relu forward", "tanh of nothing");
        assertThat(ops("(")).isEqualTo(2);
        assertThat(ops("relu", "--size", "2x0")).isEqualTo(2);
        assertThat(ops("relu", "--forks", "-1")).isEqualTo(2);
        assertThat(ops("relu", "--warm-up", "0")).isEqualTo(2);
        assertThat(ops("relu", "--time", "0")).isEqualTo(2);
    }
}
