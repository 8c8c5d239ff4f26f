package dev.gradus.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.backend.Backend;
import dev.gradus.backend.Backends;
import dev.gradus.backend.Window;
import dev.gradus.ops.Convolutions;
import dev.gradus.tensor.Tensor;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelMeterTest {
    private static long cost(Supplier<Tensor> work) {
        KernelMeter meter = new KernelMeter(Backend.current());
        meter.run(work);
        return meter.multiplyAdds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "onednn", "nd4j"})
    @SuppressWarnings("try") // the block acts by being open
    void countsProductsAndConvolutionsAndNothingElse(String name) {
        try (Backends block = Backends.use(Backends.named(name))) {
            Tensor a = Tensor.ones(2, 3, 4);
            Tensor b = Tensor.ones(4, 5);
            assertThat(cost(() -> a.matmul(b))).isEqualTo(2 * 3 * 5 * 4);
            Tensor x = Tensor.ones(2, 3, 8, 6);
            Tensor weight = Tensor.ones(5, 3, 3, 3);
            Window window = Window.square(3, 2, 1, 1);
            long convolution = 2L * 5 * 4 * 3 * (3 * 3 * 3);
            assertThat(cost(() -> Convolutions.conv2d(x, weight, null, window))).isEqualTo(convolution);
            assertThat(cost(() -> x.relu().add(1).sum())).isZero();
            Tensor leaf = weight.tracked();
            Tensor input = x.tracked();
            assertThat(cost(() -> {
                        Tensor loss =
                                Convolutions.conv2d(input, leaf, null, window).sum();
                        loss.backward();
                        return loss;
                    }))
                    .as("forward, and the gradients of input and weight")
                    .isEqualTo(3 * convolution);
        }
    }
}
