package dev.gradus.vision.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradMode;
import dev.gradus.layers.Compiled;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UNetTest {
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static UNet small() {
        return new UNet(UNet.Config.of(3, 2).width(4).depth(3), Rng.seed(1));
    }

    @Test
    void keepsTheSizeOfOddImages() {
        Tensor y = small().forward(Tensor.normal(Rng.seed(2), 2, 3, 13, 18));
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 13, 18));
    }

    @Test
    void everyParameterGetsAGradient() {
        UNet network = small();
        network.forward(Tensor.normal(Rng.seed(2), 1, 3, 16, 16))
                .square()
                .mean()
                .backward();
        assertThat(network.parameters())
                .allSatisfy(p -> assertThat(p.grad()).as(p.name()).isNotNull());
    }

    @Test
    @SuppressWarnings("try")
    void givesTheSameWithoutGradients() {
        UNet network = small();
        Tensor x = Tensor.normal(Rng.seed(2), 1, 3, 16, 24);
        float[] recorded = network.forward(x).toFloatArray();
        try (GradMode mode = GradMode.noGrad()) {
            assertThat(network.forward(x).toFloatArray()).containsExactly(recorded);
        }
    }

    /** Wide enough for Winograd's convolutions, and of sizes that no pooling divides. */
    @Test
    @SuppressWarnings("try")
    void computesTheSameCompiled() {
        UNet network = new UNet(UNet.Config.of(3, 2), Rng.seed(1));
        network.eval();
        Tensor x = Tensor.normal(Rng.seed(2), 2, 3, 67, 90);
        try (GradMode mode = GradMode.noGrad();
                Compiled compiled = network.compile(x.shape())) {
            double[] expected = network.forward(x).toDoubleArray();
            double[] actual = compiled.forward(x).toDoubleArray();
            double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-5 * largest));
            }
            // Each of the seven blocks adds its body to its shortcut, within the shortcut's convolution.
            assertThat(compiled.toString().lines().filter(line -> line.contains("conv2d+sum+relu")))
                    .hasSize(7);
            assertThat(compiled.toString()).doesNotContain("zip").doesNotContain("map");
        }
    }

    @Test
    void hasTheNamesAndSizesOfItsConfiguration() {
        UNet network = new UNet(UNet.Config.of(3, 1), Rng.seed(0));
        assertThat(network.children().keySet())
                .containsExactly("down1", "down2", "down3", "down4", "up3", "up2", "up1", "head");
        assertThat(network.stateDict().get("up3.conv1.weight").shape()).isEqualTo(Shape.of(128, 384, 3, 3));
        long blocks = block(3, 32) + block(32, 64) + block(64, 128) + block(128, 256);
        long decoder = block(384, 128) + block(192, 64) + block(96, 32);
        assertThat(network.parameterCount()).isEqualTo(blocks + decoder + 33);
        assertThat(network.config()).isEqualTo(new UNet.Config(3, 1, 32, 4));
    }

    private static long block(long in, long out) {
        return 9 * in * out + 9 * out * out + in * out + 3 * out + 4 * out;
    }

    @Test
    void namesWhatDoesNotFit() {
        assertThatThrownBy(() -> small().forward(Tensor.zeros(1, 3, 7, 64)))
                .hasMessage("unet: expected input (N, 3, H, W) with H and W of at least 8, got (1, 3, 7, 64)");
        assertThatThrownBy(() -> UNet.Config.of(3, 1).depth(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("depth 0");
    }
}
