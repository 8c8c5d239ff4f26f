package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is particular to a layer; what holds for all is in the catalogue. */
final class LayersTest {
    private static final Rng RNG = Rng.seed(3);

    @Test
    void batchNormTracksAndUsesRunningStatistics() {
        BatchNorm2d norm = BatchNorm2d.of(1).momentum(0.25).build();
        norm.forward(Tensor.of(new float[] {1, 2, 3, 6}, Shape.of(1, 1, 2, 2)));
        // mean 3, unbiased variance (4 + 1 + 0 + 9) / 3
        assertThat(norm.stateDict().get("running_mean").item()).isCloseTo(0.75, within(1e-6));
        assertThat(norm.stateDict().get("running_var").item()).isCloseTo(0.75 + 14.0 / 12, within(1e-6));
        assertThat(norm.stateDict().get("num_batches_tracked").item()).isEqualTo(1);
        norm.eval();
        Tensor y = norm.forward(Tensor.of(new float[] {0.75f}, Shape.of(1, 1, 1, 1)));
        assertThat(y.item()).isCloseTo(0, within(1e-6));
        assertThat(norm.stateDict().get("num_batches_tracked").item()).isEqualTo(1);
    }

    @Test
    void dropoutIsTheIdentityInEvaluationAndContinuesFromItsState() {
        Dropout dropout = new Dropout(0.5, RNG);
        Tensor x = Tensor.ones(1000);
        RandomStream stream = dropout.namedStreams().get("noise");
        dropout.forward(x);
        Rng.State state = stream.rng().state();
        float[] second = dropout.forward(x).toFloatArray();
        stream.restore(state);
        assertThat(dropout.forward(x).toFloatArray()).containsExactly(second).contains(0, 2);
        dropout.eval();
        assertThat(dropout.forward(x)).isSameAs(x);
        assertThat(dropout.stateDict()).isEmpty();
    }

    @Test
    void aReluAfterANormIsFusedWithTheSameResult() {
        Tensor x = Tensor.normal(RNG.split("f"), 2, 3, 4, 4);
        for (Layer norm : List.of(new BatchNorm2d(3), new InstanceNorm2d(3))) {
            float[] fused = new Sequential(norm, new Relu()).forward(x).toFloatArray();
            float[] apart = norm.forward(x).relu().toFloatArray();
            assertThat(fused).usingComparatorWithPrecision(1e-6f).containsExactly(apart);
        }
    }

    /** Windows with several largest values, and windows without a positive one, are among these. */
    @Test
    void aReluBeforeAMaxPoolComesAfterItWithTheSameResult() {
        float[] values = new float[2 * 3 * 6 * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 7 % 5 - 3;
        }
        Tensor x = Tensor.of(values, Shape.of(2, 3, 6, 6)).tracked();
        Tensor y = Tensor.of(values, Shape.of(2, 3, 6, 6)).tracked();
        Tensor weights = Tensor.normal(RNG.split("weights"), 2, 3, 3, 3);
        Tensor together = new Sequential(new Relu(), new MaxPool2d(2)).forward(x);
        Tensor apart = new MaxPool2d(2).forward(y.relu());
        assertThat(together.toFloatArray()).isEqualTo(apart.toFloatArray());
        together.mul(weights).sum().backward();
        apart.mul(weights).sum().backward();
        assertThat(x.grad().toFloatArray()).isEqualTo(y.grad().toFloatArray());
    }

    @Test
    @SuppressWarnings("try")
    void sequentialFreesIntermediatesAsSoonAsNoGradientNeedsThem() {
        Tensor[] seen = new Tensor[2];
        Layer spy0 = new Spy(seen, 0);
        Layer spy1 = new Spy(seen, 1);
        Sequential network = new Sequential(new Linear(4, 4, RNG), spy0, new Relu(), spy1);
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.noGrad()) {
            Tensor x = Tensor.ones(1, 4);
            Tensor y = network.forward(x);
            assertThat(seen[0].isOpen()).isFalse();
            assertThat(y.isOpen()).isTrue();
            assertThat(x.isOpen()).isTrue();
            assertThat(new Sequential(new Identity(), new Identity()).forward(x))
                    .isSameAs(x);
        }
        Tensor y = network.forward(Tensor.ones(1, 4));
        Tensor loss = y.sum();
        assertThat(seen[0].isOpen()).isTrue();
        loss.backward();
        assertThat(seen[0].isOpen()).isFalse();
        assertThat(y.isOpen()).isTrue();
    }

    private static final class Spy extends Layer {
        private final Tensor[] seen;
        private final int at;

        Spy(Tensor[] seen, int at) {
            this.seen = seen;
            this.at = at;
        }

        @Override
        public Tensor forward(Tensor x) {
            seen[at] = x;
            return x;
        }
    }

    @Test
    void wrongInputsAreNamed() {
        assertThatThrownBy(() -> new BatchNorm2d(3).forward(Tensor.ones(1, 2, 4, 4)))
                .hasMessage("batchNorm: expected input (N, 3, H, W), got (1, 2, 4, 4)");
        assertThatThrownBy(() -> new InstanceNorm2d(3).forward(Tensor.ones(3, 4, 4)))
                .hasMessage("instanceNorm: expected input (N, 3, H, W), got (3, 4, 4)");
        assertThatThrownBy(() -> new Conv2d(0, 1, 3, RNG))
                .hasMessage("convolution: expected inChannels and outChannels of at least 1, got 0 and 1");
        assertThatThrownBy(() -> new Dropout(1.5, RNG)).hasMessage("dropout: expected p from 0 to 1, got 1.5");
        assertThatThrownBy(() -> Upsample.nearest(0))
                .hasMessage("upsample: expected one to three factors above 0 or sizes of at least 1, got [0.0]");
    }
}
