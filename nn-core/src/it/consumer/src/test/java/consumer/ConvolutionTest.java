package consumer;

import static dev.gradus.ops.Convolutions.conv2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A box filter over the numbers 0 to 8, small enough to be checked by hand. */
final class ConvolutionTest {
    @Test
    void forwardAndBackward() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, Shape.of(1, 1, 3, 3))
                    .tracked();
            Tensor weight = Tensor.ones(1, 1, 3, 3).tracked();
            Tensor bias = Tensor.of(100f).tracked();

            Tensor y = conv2d(x, weight, bias, 1, 1);
            y.sum().backward();

            assertArrayEquals(new float[] {108, 115, 112, 121, 136, 127, 120, 133, 124}, y.toFloatArray());
            assertArrayEquals(new float[] {4, 6, 4, 6, 9, 6, 4, 6, 4}, x.grad().toFloatArray());
            assertArrayEquals(
                    new float[] {8, 15, 12, 21, 36, 27, 20, 33, 24},
                    weight.grad().toFloatArray());
            assertArrayEquals(new float[] {9}, bias.grad().toFloatArray());
        }
    }
}
