package dev.gradus.layers.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.layers.Conv2d;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The initializers beyond Kaiming's and Xavier's. */
final class InitializersTest {
    private static final Rng RNG = Rng.seed(9);

    private static double mean(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    private static float smallest(float[] values) {
        float smallest = Float.POSITIVE_INFINITY;
        for (float v : values) {
            smallest = Math.min(smallest, v);
        }
        return smallest;
    }

    private static float largest(float[] values) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float v : values) {
            largest = Math.max(largest, v);
        }
        return largest;
    }

    private static double std(float[] values) {
        double mean = mean(values);
        double sum = 0;
        for (float v : values) {
            sum += (v - mean) * (v - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    @ParameterizedTest
    @CsvSource({"4, 4, 1", "3, 2, 9", "30, 2, 9", "1, 5, 1", "7, 1, 1", "64, 16, 4"})
    void orthogonalRowsOrColumns(int out, int in, int field) {
        Shape shape = field == 1 ? Shape.of(out, in) : Shape.of(out, in, field);
        Tensor weight = Orthogonal.matrix().gain(3).draw(shape, RNG.split(shape.toString()));
        assertThat(weight.shape()).isEqualTo(shape);
        Tensor matrix = weight.reshape(out, -1);
        Tensor product =
                out > in * field ? matrix.transpose(0, 1).matmul(matrix) : matrix.matmul(matrix.transpose(0, 1));
        float[] values = product.toFloatArray();
        int n = (int) product.dim(0);
        for (int k = 0; k < values.length; k++) {
            assertThat((double) values[k]).isCloseTo(k % (n + 1) == 0 ? 9 : 0, within(1e-4));
        }
    }

    /** The mean of entries and of diagonals would not be 0 with the signs that a factorisation happens to give. */
    @Test
    void orthogonalMatricesHaveNoPreferredDirection() {
        int draws = 3000;
        double corner = 0;
        double cornerSquared = 0;
        double trace = 0;
        for (int i = 0; i < draws; i++) {
            float[] q = Orthogonal.matrix().draw(Shape.of(3, 3), RNG.split(i)).toFloatArray();
            corner += q[0];
            cornerSquared += (double) q[0] * q[0];
            trace += q[0] + q[4] + q[8];
        }
        assertThat(corner / draws).isCloseTo(0, within(0.05));
        assertThat(cornerSquared / draws).isCloseTo(1.0 / 3, within(0.03));
        assertThat(trace / draws).isCloseTo(0, within(0.08));
    }

    @Test
    void truncatedNormalStaysInsideWithTheRightWidth() {
        float[] values = TruncatedNormal.of(1)
                .draw(Shape.of(200, 200), RNG.split("wide"))
                .toFloatArray();
        // √(1 − 4·φ(2) / (Φ(2) − Φ(−2)))
        assertThat(std(values)).isCloseTo(0.87962566, within(0.01));
        assertThat(mean(values)).isCloseTo(0, within(0.02));
        assertThat(smallest(values)).isBetween(-2f, -1.9f);
        assertThat(largest(values)).isBetween(1.9f, 2f);
        float[] narrow = TruncatedNormal.of(1, -0.5, 1)
                .draw(Shape.of(200, 200), RNG.split("narrow"))
                .toFloatArray();
        // (φ(−0.5) − φ(1)) / (Φ(1) − Φ(−0.5))
        assertThat(mean(narrow)).isCloseTo(0.20663, within(0.01));
        assertThat(smallest(narrow)).isBetween(-0.5f, -0.49f);
        assertThat(largest(narrow)).isBetween(0.99f, 1f);
        float[] loose = TruncatedNormal.of(0.02)
                .draw(Shape.of(200, 200), RNG.split("loose"))
                .toFloatArray();
        assertThat(std(loose)).isCloseTo(0.02, within(2e-4));
    }

    @Test
    void sparseColumnsHaveTheirZeros() {
        float[] values = Sparse.of(0.25)
                .std(2)
                .draw(Shape.of(10, 400), RNG.split("sparse"))
                .toFloatArray();
        for (int column = 0; column < 400; column++) {
            int zeros = 0;
            for (int row = 0; row < 10; row++) {
                zeros += values[row * 400 + column] == 0 ? 1 : 0;
            }
            assertThat(zeros).isEqualTo(3);
        }
        assertThat(std(values)).isCloseTo(2 * Math.sqrt(0.7), within(0.1));
        assertThat(values[0] == 0 && values[1] == 0 && values[2] == 0 && values[3] == 0 && values[4] == 0)
                .isFalse();
    }

    @Test
    void aDiracConvolutionPassesItsChannelsOn() {
        Conv2d conv = Conv2d.of(3, 5, 3).padding(1).bias(false).build(RNG);
        conv.weight().set(Dirac.identity().draw(conv.weight().shape(), RNG));
        Tensor x = Tensor.normal(RNG.split("x"), 2, 3, 4, 6);
        Tensor y = conv.forward(x);
        assertThat(y.slice(1, 0, 3).toFloatArray()).isEqualTo(x.toFloatArray());
        assertThat(y.slice(1, 3, 5).toFloatArray()).containsOnly(0);
    }

    @Test
    void aDiracOfGroupsRepeatsInEach() {
        float[] values = Dirac.identity().groups(2).draw(Shape.of(4, 2, 3), RNG).toFloatArray();
        assertThat(values)
                .containsExactly(
                        0, 1, 0, 0, 0, 0, //
                        0, 0, 0, 0, 1, 0, //
                        0, 1, 0, 0, 0, 0, //
                        0, 0, 0, 0, 1, 0);
    }

    @Test
    void anEyeIsTheIdentity() {
        assertThat(Eye.matrix().draw(Shape.of(2, 3), RNG).toFloatArray()).containsExactly(1, 0, 0, 0, 1, 0);
        assertThat(Eye.matrix().draw(Shape.of(2, 1), RNG).toFloatArray()).containsExactly(1, 0);
    }

    @Test
    void bilinearFiltersAreThoseOfUpsampling() {
        float[] even = Bilinear.upsampling().draw(Shape.of(1, 1, 4, 4), RNG).toFloatArray();
        assertThat(Arrays.copyOf(even, 8))
                .containsExactly(0.0625f, 0.1875f, 0.1875f, 0.0625f, 0.1875f, 0.5625f, 0.5625f, 0.1875f);
        float[] odd = Bilinear.upsampling().draw(Shape.of(2, 2, 1, 3), RNG).toFloatArray();
        assertThat(odd).containsExactly(0.5f, 1, 0.5f, 0, 0, 0, 0, 0, 0, 0.5f, 1, 0.5f);
        float[] grouped = Bilinear.upsampling().draw(Shape.of(2, 1, 1, 3), RNG).toFloatArray();
        assertThat(grouped).containsExactly(0.5f, 1, 0.5f, 0.5f, 1, 0.5f);
    }

    @Test
    void gainsArePyTorchs() {
        assertThat(Gain.linear()).isEqualTo(1);
        assertThat(Gain.sigmoid()).isEqualTo(1);
        assertThat(Gain.tanh()).isEqualTo(5.0 / 3);
        assertThat(Gain.relu()).isEqualTo(Math.sqrt(2));
        assertThat(Gain.leakyRelu(0.01)).isEqualTo(Math.sqrt(2 / 1.0001));
        assertThat(Gain.selu()).isEqualTo(0.75);
    }

    @Test
    void equalSeedsGiveEqualValues() {
        Shape shape = Shape.of(6, 5);
        for (Initializer initializer : new Initializer[] {
            Orthogonal.matrix(), TruncatedNormal.of(1), TruncatedNormal.of(1, 0, 0.5), Sparse.of(0.5)
        }) {
            float[] first = initializer.draw(shape, Rng.seed(1)).toFloatArray();
            assertThat(initializer.draw(shape, Rng.seed(1)).toFloatArray()).isEqualTo(first);
            assertThat(initializer.draw(shape, Rng.seed(2)).toFloatArray()).isNotEqualTo(first);
        }
    }

    @Test
    void wrongShapesAndOptionsAreNamed() {
        assertThatThrownBy(() -> Orthogonal.matrix().draw(Shape.of(3), RNG))
                .hasMessage("orthogonal: expected a weight (out, in, …) with elements, got (3,)");
        assertThatThrownBy(() -> TruncatedNormal.of(1, 1, 2))
                .hasMessage("truncatedNormal: expected bounds on both sides of 0, got 1.0 and 2.0");
        assertThatThrownBy(() -> TruncatedNormal.of(0)).hasMessage("truncatedNormal: expected std above 0, got 0.0");
        assertThatThrownBy(() -> Dirac.identity().groups(2).draw(Shape.of(3, 2, 3), RNG))
                .hasMessage("dirac: expected a weight (out, in, kernel …) with outputs in 2 groups, got (3, 2, 3)");
        assertThatThrownBy(() -> Eye.matrix().draw(Shape.of(3, 2, 3), RNG))
                .hasMessage("eye: expected a weight (out, in), got (3, 2, 3)");
        assertThatThrownBy(() -> Bilinear.upsampling().draw(Shape.of(3, 2, 3, 3), RNG))
                .hasMessage(
                        "bilinear: expected a weight (channels, channels or 1, kernelH, kernelW), got (3, 2, 3, 3)");
        assertThatThrownBy(() -> Sparse.of(2)).hasMessage("sparse: expected sparsity from 0 to 1, got 2.0");
    }
}
