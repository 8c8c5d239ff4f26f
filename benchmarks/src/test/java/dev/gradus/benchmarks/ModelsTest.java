package dev.gradus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradMode;
import dev.gradus.layers.Compiled;
import dev.gradus.layers.Layer;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ModelsTest {
    record Case(String name, Function<Rng, Layer> model, Shape input, Shape output, long parameters) {}

    static List<Case> cases() {
        return List.of(
                new Case("softmax", Models::softmax, Shape.of(2, 784), Shape.of(2, 10), 7_850),
                new Case("mlp", Models::mlp, Shape.of(2, 784), Shape.of(2, 10), 203_530),
                new Case("lenet", Models::lenet, Shape.of(2, 1, 28, 28), Shape.of(2, 10), 215_370),
                new Case("gru", Models::gru, Shape.of(3, 2, 128), Shape.of(3, 2, 256), 494_592),
                new Case("ctc", Models::ctc, Shape.of(3, 2, 37), Shape.of(3, 2, 37), 1_406),
                new Case("resnet18", Models::resnet18, Shape.of(2, 3, 8, 8), Shape.of(2, 10), 11_178_762),
                new Case("unet", Models::unet, Shape.of(1, 3, 16, 16), Shape.of(1, 1, 16, 16), 2_058_017));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @SuppressWarnings("try")
    void hasItsShapeAndSizeAndAGradientForEveryParameter(Case c) {
        Layer model = c.model.apply(Rng.seed(1));
        assertThat(model.parameterCount()).isEqualTo(c.parameters);
        try (TensorScope scope = TensorScope.open()) {
            Tensor y = model.forward(Tensor.normal(Rng.seed(2), c.input.dims()));
            assertThat(y.shape()).isEqualTo(c.output);
            y.square().mean().backward();
        }
        assertThat(model.parameters())
                .allSatisfy(p -> assertThat(p.grad()).as(p.name()).isNotNull());
        model.free();
    }

    @Test
    @SuppressWarnings("try")
    void plainOpsComputeWhatTheLayersCompute() {
        Layer model = Models.unet(Rng.seed(1));
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.noGrad()) {
            Tensor x = Tensor.normal(Rng.seed(2), 2, 3, 16, 16);
            assertThat(new PlainUNet(model).forward(x).toFloatArray())
                    .isEqualTo(model.forward(x).toFloatArray());
        }
        model.free();
    }

    @Test
    @SuppressWarnings("try")
    void theResidualNetworkCompilesIntoConvolutionsAlone() {
        Layer model = Models.resnet18(Rng.seed(1));
        Shape input = Shape.of(2, 3, 8, 8);
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.noGrad()) {
            // So that the norms have statistics of their own.
            model.forward(Tensor.normal(Rng.seed(2), input.dims()));
            model.eval();
            Tensor x = Tensor.normal(Rng.seed(3), input.dims());
            float[] expected = model.forward(x).toFloatArray();
            try (Compiled compiled = model.compile(input)) {
                float[] actual = compiled.forward(x).toFloatArray();
                float largest = 0;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(actual).containsExactly(expected, within(1e-5f * largest));
                // 17 in the stem and the blocks, 3 in shortcuts; each norm, sum and relu within one of them.
                assertThat(compiled.toString().lines().filter(line -> line.contains("conv2d+mul+add")))
                        .hasSize(20);
                assertThat(compiled.toString()).doesNotContain("zip").doesNotContain("map");
            }
        }
        model.free();
    }
}
