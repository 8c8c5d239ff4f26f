package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.autograd.GradCheck;
import dev.gradus.autograd.Op;
import dev.gradus.layers.init.Initializer;
import dev.gradus.memory.LeakCheck;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The op and the layer of docs/extending.md, which shows this code word for word. */
@ExtendWith(LeakCheck.class)
class ExtendingTest {
    private static final Path PAGE = Path.of("../docs/extending.md");
    private static final List<Path> SOURCES = List.of(
            Path.of("src/test/java/dev/gradus/layers/ExtendingTest.java"),
            Path.of("src/test/java/dev/gradus/layers/catalogue/ImageRows.java"),
            Path.of("../nn-core/src/test/java/dev/gradus/catalogue/ShapingCases.java"));

    /**
     * Radial units: {@code exp(−‖x − cᵢ‖²)} for each centre cᵢ, (N, features) → (N, units). Broomhead and Lowe, "Radial
     * basis functions, multi-variable functional interpolation and adaptive networks", 1988.
     *
     * @param x (N, features)
     * @param centres (units, features)
     * @return (N, units)
     */
    static Tensor radial(Tensor x, Tensor centres) {
        Shape.require(
                x.rank() == 2 && centres.rank() == 2 && x.dim(1) == centres.dim(1),
                "radial",
                () -> "input (N, features) and centres (units, features)",
                () -> x.shape() + " and " + centres.shape());
        Tensor differences = x.unsqueeze(1).sub(centres); // (N, units, features)
        return differences.square().sum(-1).neg().exp();
    }

    /** The same with a gradient of its own, which keeps (N, units) values instead of three times (N, units, features). */
    static Tensor lean(Tensor x, Tensor centres) {
        Tensor inputs = x.detach();
        Tensor c = centres.detach();
        Tensor y = radial(inputs, c);
        // ∂y/∂x = −2 y (x − c), summed over the units for x and over the samples, with the other sign, for c.
        return Op.of("radial", y)
                .grad(x, g -> {
                    Tensor weight = g.mul(y).mul(2);
                    return LinearAlgebra.matmul(weight, c).sub(inputs.mul(weight.sum(true, 1)));
                })
                .grad(centres, g -> {
                    Tensor weight = g.mul(y).mul(2).transpose(0, 1);
                    return LinearAlgebra.matmul(weight, inputs).sub(c.mul(weight.sum(true, 1)));
                })
                .build();
    }

    @Test
    void theGradientsAreRight() {
        Rng rng = Rng.seed(1);
        Tensor x = Tensor.normal(rng.split("x"), 5, 3).to(DType.FLOAT64);
        Tensor centres = Tensor.normal(rng.split("centres"), 4, 3).to(DType.FLOAT64);
        GradCheck.of("radial", in -> radial(in.get(0), in.get(1))).check(x, centres);
        GradCheck.of("lean", in -> lean(in.get(0), in.get(1))).check(x, centres);
    }

    @Test
    void bothComputeTheSameAndRefuseTheSame() {
        Tensor x = Tensor.of(new float[] {0, 0, 1, 0}, Shape.of(2, 2));
        Tensor centres = Tensor.of(new float[] {0, 0, 1, 1, 0, 2}, Shape.of(3, 2));
        assertThat(radial(x, centres).toFloatArray())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(
                        1,
                        (float) Math.exp(-2),
                        (float) Math.exp(-4),
                        (float) Math.exp(-1),
                        (float) Math.exp(-1),
                        (float) Math.exp(-5));
        assertThat(lean(x, centres).toFloatArray())
                .containsExactly(radial(x, centres).toFloatArray());
        assertThatThrownBy(() -> radial(x, Tensor.ones(3, 4)))
                .hasMessage(
                        "radial: expected input (N, features) and centres (units, features), got (2, 2) and (3, 4)");
    }

    /** Radial units with centres that are learned, drawn from the normal distribution at first. */
    static final class Radial extends Layer {
        private final long features;
        private final long units;
        private final Parameter centres;

        Radial(long features, long units, Rng rng) {
            this.features = features;
            this.units = units;
            centres = parameter("centres", Shape.of(units, features), Initializer.normal(1), rng);
        }

        @Override
        public Tensor forward(Tensor x) {
            return lean(x, centres.value());
        }

        @Override
        protected String describe() {
            return "Radial(" + features + ", " + units + ")";
        }
    }

    @Test
    void theLayerTakesPartInANetwork() {
        Rng rng = Rng.seed(2);
        Sequential network = new Sequential(new Radial(2, 8, rng.split("radial")), new Linear(8, 1, rng.split("head")));
        network.forward(Tensor.normal(rng, 16, 2)).square().mean().backward();
        assertThat(network.parameters()).allSatisfy(p -> assertThat(p.grad()).isNotNull());
        assertThat(network.stateDict()).containsKeys("0.centres", "1.weight", "1.bias");
        assertThat(network.toString()).contains("(0) Radial(2, 8): 16 parameters");
        network.free();
    }

    @Test
    void thePageShowsThisCode() throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path source : SOURCES) {
            sources.add(flat(Files.readString(source)));
        }
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        int count = 0;
        while (blocks.find()) {
            String block = flat(blocks.group(1));
            assertThat(sources).as("a source with%n%s", blocks.group(1)).anyMatch(source -> source.contains(block));
            count++;
        }
        assertThat(count).isEqualTo(6);
    }

    /** The words, whatever the indentation. */
    private static String flat(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
