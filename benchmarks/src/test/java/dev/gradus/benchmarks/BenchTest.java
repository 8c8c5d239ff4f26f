package dev.gradus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.examples.Arithmetic;
import dev.gradus.io.Safetensors;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int bench(String... arguments) {
        return new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void printsOneLine() {
        assertThat(bench("softmax", "--runs", "2", "--threads", "1")).isZero();
        assertThat(out.toString())
                .matches("gradus softmax f32 median \\d+\\.\\d{3} ms \\(min \\d+\\.\\d{3} max \\d+\\.\\d{3}\\)"
                        + " loss 0\\.\\d{4}\\R");
    }

    @Test
    void usesBf16OrSaysThatItCannot() {
        assertThat(bench("mlp", "--runs", "1", "--precision", "bf16")).isZero();
        assertThat(out.toString())
                .startsWith(err.toString().contains("no bf16") ? "gradus mlp f32" : "gradus mlp bf16");
    }

    @Test
    void refusesWrongUsage() {
        assertThat(bench()).isEqualTo(2);
        assertThat(bench("alexnet")).isEqualTo(2);
        assertThat(bench("mlp", "--runs", "0")).isEqualTo(2);
        assertThat(bench("mlp", "--plain-ops")).isEqualTo(2);
        assertThat(bench("unetinfer", "--plain-ops", "--compiled")).isEqualTo(2);
        assertThat(err.toString()).contains("--plain-ops: expected unet or unetinfer, got mlp");
    }

    @Test
    @SuppressWarnings("try") // the scope acts by being open
    void theFirstStepsFallInLossAndHaveAGradientForEveryParameter(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("check.safetensors");
        assertThat(bench("mlp", "--check", file.toString())).isZero();
        try (TensorScope scope = TensorScope.open()) {
            Map<String, Tensor> found = Safetensors.read(file).tensors();
            assertThat(found.keySet())
                    .containsExactlyInAnyOrder("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "losses");
            double[] losses = found.get("losses").toDoubleArray();
            assertThat(losses).hasSize(10);
            assertThat(losses[9]).isLessThan(losses[0]);
        }
    }

    @Test
    void agreesWithinTheToleranceOrPyTorchsOwnError(@TempDir Path folder) throws IOException {
        Path reference = write(folder, "reference", 1, 0.5f, 1e-8f);
        Path own = write(folder, "own", 1, 0.5f, 3e-8f);
        assertThat(agreement(folder, 1, 0.5f, 1e-8f, reference, own)).matches(Agreement::holds);
        assertThat(agreement(folder, 1, 0.5f, 2e-7f, reference, own))
                .as("noise where the gradient is zero")
                .matches(Agreement::holds);
        assertThat(agreement(folder, 1, 0.501f, 1e-8f, reference, own))
                .matches(agreement -> !agreement.holds())
                .extracting(Agreement::worst)
                .isEqualTo("weight");
        assertThat(agreement(folder, 1, 0.5f, 1e-3f, reference, own))
                .matches(agreement -> !agreement.holds())
                .extracting(Agreement::worst)
                .isEqualTo("bias");
        assertThat(agreement(folder, 1.001f, 0.5f, 1e-8f, reference, own)).matches(agreement -> !agreement.holds());
        assertThat(agreement(folder, 1, Float.NaN, 1e-8f, reference, own)).matches(agreement -> !agreement.holds());
        assertThat(agreement(folder, Float.NaN, 0.5f, 1e-8f, reference, own)).matches(agreement -> !agreement.holds());
    }

    @Test
    void noiseIsJudgedByTheLargestGradientWhereTheExactOneIsZero(@TempDir Path folder) throws IOException {
        Path reference = write(folder, "reference", 1, 0.5f, 0);
        assertThat(agreement(folder, 1, 0.5f, 2e-6f, reference, reference)).matches(Agreement::holds);
        assertThat(agreement(folder, 1, 0.5f, 2e-5f, reference, reference)).matches(agreement -> !agreement.holds());
    }

    @Test
    void whatRoundingDoesToPyTorchItMayDoToGradusElsewhere(@TempDir Path folder) throws IOException {
        Path reference = write(folder, "reference", 1, 0.5f, 0.1f);
        Path own = write(folder, "own", 1, 0.51f, 0.1f);
        assertThat(agreement(folder, 1, 0.5f, 0.102f, reference, own)).matches(Agreement::holds);
        assertThat(agreement(folder, 1, 0.5f, 0.104f, reference, own)).matches(agreement -> !agreement.holds());
        Path otherLoss = write(folder, "loss", 1.01f, 0.5f, 0.1f);
        assertThat(agreement(folder, 1.001f, 0.5f, 0.1f, reference, otherLoss))
                .as("the first loss has no such excuse")
                .matches(agreement -> agreement.losses() < 1 && !agreement.holds());
    }

    @Test
    void gradientsAreHeldToFloat64AndTheLossesOfTenStepsToFloat32(@TempDir Path folder) throws IOException {
        Path exact = write(folder, "exact", 7, 0.5f, 0.1f);
        Path reference = write(folder, "reference", 1, 0.7f, 0.1f);
        Path gradus = write(folder, "gradus", 1, 0.5f, 0.1f);
        assertThat(Agreement.of(Arithmetic.F32, gradus, exact, reference, List.of(gradus)))
                .matches(Agreement::holds);
        assertThat(Agreement.of(Arithmetic.F32, reference, exact, reference, List.of(gradus)))
                .matches(agreement -> !agreement.holds());
    }

    private static Agreement agreement(Path folder, float loss, float weight, float bias, Path reference, Path own)
            throws IOException {
        return Agreement.of(
                Arithmetic.F32, write(folder, "gradus", loss, weight, bias), reference, reference, List.of(own));
    }

    @SuppressWarnings("try") // the scope acts by being open
    private static Path write(Path folder, String name, float loss, float weight, float bias) throws IOException {
        Path file = folder.resolve(name);
        try (TensorScope scope = TensorScope.open()) {
            Safetensors.write(
                    file,
                    Map.of(
                            "losses", Tensor.of(new float[] {loss, loss}, Shape.of(2)),
                            "weight", Tensor.of(new float[] {weight, 0.1f}, Shape.of(2)),
                            "bias", Tensor.of(new float[] {bias}, Shape.of(1))),
                    Map.of());
        }
        return file;
    }
}
