package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class FreezingTest {
    private final Rng rng = Rng.seed(12);

    private Sequential network() {
        return new Sequential(new Linear(2, 3, rng.split("a")), new Relu(), new Linear(3, 1, rng.split("b")));
    }

    @Test
    void frozenParametersGetNoGradientAndTheOthersTheSame() {
        Sequential network = network();
        Tensor x = Tensor.normal(rng.split("x"), 4, 2);
        network.forward(x).sum().backward();
        float[] expected = network.namedParameters().get("2.weight").grad().toFloatArray();
        assertThat(network.freeze("0.*")).isEqualTo(2);
        assertThat(network.namedParameters().get("0.weight").grad()).isNull();
        assertThat(network.parameterCount()).isEqualTo(13);
        assertThat(network.trainedParameterCount()).isEqualTo(4);
        network.zeroGrad();
        network.forward(x).sum().backward();
        assertThat(network.namedParameters().get("0.weight").grad()).isNull();
        assertThat(network.namedParameters().get("0.weight").value().isTracked())
                .isFalse();
        assertThat(network.namedParameters().get("2.weight").grad().toFloatArray())
                .containsExactly(expected);
        assertThat(network.unfreeze("*")).isEqualTo(4);
        network.zeroGrad();
        network.forward(x).sum().backward();
        assertThat(network.namedParameters().get("0.weight").grad()).isNotNull();
    }

    @Test
    void aFrozenParameterThatIsSetIsSeen() {
        Linear linear = Linear.of(2, 1).bias(false).build(rng);
        Tensor x = Tensor.of(new float[] {1, 10}, Shape.of(1, 2));
        linear.forward(x);
        linear.freeze("weight");
        for (int i = 1; i < 4; i++) {
            linear.weight().set(Tensor.of(new float[] {i, 1}, Shape.of(1, 2)));
            assertThat(linear.forward(x).item()).isEqualTo(i + 10);
        }
        linear.unfreeze("weight");
        linear.weight().set(Tensor.of(new float[] {5, 2}, Shape.of(1, 2)));
        assertThat(linear.forward(x).item()).isEqualTo(25);
        assertThat(linear.stateDict()).containsOnlyKeys("weight");
    }

    @Test
    void aPatternMatchesWholePaths() {
        Sequential network = network();
        assertThat(network.freeze("*.bias")).isEqualTo(2);
        assertThat(network.freeze("?.weight")).isEqualTo(2);
        assertThat(network.unfreeze("2.bias")).isEqualTo(1);
        assertThat(network.trainedParameterCount()).isEqualTo(1);
        assertThatThrownBy(() -> network.freeze("bias"))
                .hasMessage("module: expected a pattern of parameters among [0.weight, 0.bias, 2.weight, 2.bias],"
                        + " got 'bias'");
        assertThatThrownBy(() -> network.freeze("0xbias")).isInstanceOf(IllegalArgumentException.class);
    }

    /** A transposed linear map with the weight of another layer. */
    private static final class Tied extends Layer {
        private final Linear encoder;
        private final Parameter weight;

        Tied(Rng rng) {
            encoder = child("encoder", Linear.of(3, 2).bias(false).build(rng));
            weight = parameter("decoder", encoder.weight());
        }

        @Override
        public Tensor forward(Tensor x) {
            return encoder.apply(x).matmul(weight.value());
        }
    }

    @Test
    void aSharedParameterHasTwoNamesOneGradientAndCountsOnce() {
        Tied tied = new Tied(rng);
        assertThat(tied.stateDict().keySet()).containsExactly("decoder", "encoder.weight");
        assertThat(tied.parameters()).hasSize(1);
        assertThat(tied.parameterCount()).isEqualTo(6);
        Tensor x = Tensor.normal(rng.split("x"), 4, 3);
        Tensor first = tied.encoder.weight().value().detach().tracked();
        Tensor second = first.detach().tracked();
        x.matmul(first.transpose(0, 1)).matmul(second).square().sum().backward();
        tied.forward(x).square().sum().backward();
        assertThat(tied.weight.grad().toFloatArray())
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(first.grad().add(second.grad()).toFloatArray());
        Tied other = new Tied(rng.split("other"));
        other.loadStateDict(tied.stateDict());
        assertThat(other.forward(x).toFloatArray())
                .containsExactly(tied.forward(x).toFloatArray());
        Tied copy = Module.deepCopy(tied);
        assertThat(copy.parameters()).hasSize(1);
        assertThat(copy.weight).isSameAs(copy.encoder.weight()).isNotSameAs(tied.weight);
    }

    @Test
    void aDeepCopyIsIndependent() {
        Sequential network = new Sequential(
                new Linear(4, 4, rng.split("a")),
                new Dropout(0.5, rng.split("d")),
                new Residual(new Linear(4, 4, rng)));
        network.freeze("0.weight");
        Tensor x = Tensor.normal(rng.split("x"), 3, 4);
        network.forward(x);
        Sequential copy = Module.deepCopy(network);
        assertThat(copy).hasToString(network.toString());
        float[] first = copy.forward(x).toFloatArray();
        float[] second = network.forward(x).toFloatArray();
        assertThat(first).as("values and random streams").containsExactly(second);
        assertThat(copy.namedParameters().get("0.weight").isFrozen()).isTrue();
        copy.namedParameters().get("2.body.bias").set(Tensor.of(9, 9, 9, 9));
        copy.eval();
        assertThat(network.isTraining()).isTrue();
        assertThat(network.namedParameters().get("2.body.bias").value().toFloatArray())
                .doesNotContain(9);
        assertThat(copy.namedParameters().get("2.body.bias").name()).isEqualTo("2.body.bias");
        network.free();
        assertThat(copy.forward(x).shape()).isEqualTo(Shape.of(3, 4));
    }

    @Test
    void whatCannotBeCopiedIsRefused() {
        Linear linear = new Linear(2, 2, rng);
        Sequential network = new Sequential(linear, new Lambda("twice", linear::forward));
        assertThatThrownBy(() -> Module.deepCopy(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which refers to the original");
    }
}
