package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class ParameterTest {
    private final Rng rng = Rng.seed(2);

    @Test
    void valueIsOneLeafUntilTheParameterChanges() {
        Parameter weight = new Linear(2, 1, rng).weight();
        Tensor first = weight.value();
        assertThat(weight.value()).isSameAs(first);
        assertThat(first.isTracked()).isTrue();
        weight.set(Tensor.ones(1, 2));
        assertThat(weight.value()).isNotSameAs(first);
        assertThat(first.isOpen()).isFalse();
        assertThat(weight.value().toFloatArray()).containsExactly(1, 1);
    }

    @Test
    void aChangeBetweenForwardAndBackwardIsAnErrorThatNamesTheParameter() {
        Sequential network = Sequential.named()
                .add("fc1", new Linear(2, 3, rng.split("fc1")))
                .add("fc2", new Linear(3, 1, rng.split("fc2")))
                .build();
        Tensor loss = network.forward(Tensor.ones(4, 2)).sum();
        network.namedParameters().get("fc2.weight").set(Tensor.ones(1, 3));
        assertThatThrownBy(loss::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parameter fc2.weight was changed")
                .hasMessageContaining("between forward and backward");
    }

    @Test
    void gradientsAddUpAcrossChangesUntilTheyAreForgotten() {
        Linear linear = new Linear(2, 1, rng);
        linear.forward(Tensor.ones(1, 2)).sum().backward();
        linear.weight().set(Tensor.ones(1, 2));
        linear.forward(Tensor.ones(1, 2)).sum().backward();
        assertThat(linear.weight().grad().toFloatArray()).containsExactly(2, 2);
        linear.zeroGrad();
        assertThat(linear.weight().grad()).isNull();
        linear.forward(Tensor.ones(1, 2)).sum().backward();
        assertThat(linear.weight().grad().toFloatArray()).containsExactly(1, 1);
    }

    @Test
    @SuppressWarnings("try")
    void aGradientOutlivesTheScopeOfItsBackward() {
        Linear linear = new Linear(2, 1, rng);
        for (int step = 1; step <= 3; step++) {
            try (TensorScope scope = TensorScope.open()) {
                linear.forward(Tensor.ones(1, 2)).sum().backward();
            }
            assertThat(linear.weight().grad().toFloatArray()).containsExactly(step, step);
        }
    }

    @Test
    void movesIntoMemoryOfAnOptimizer() {
        Linear linear = new Linear(2, 1, rng);
        float[] before = linear.weight().value().toFloatArray();
        Tensor memory = Tensor.zeros(1, 2);
        Tensor gradMemory = Tensor.zeros(1, 2);
        linear.weight().moveTo(memory, gradMemory);
        assertThat(memory.toFloatArray()).containsExactly(before);
        linear.forward(Tensor.of(new float[] {3, 4}, Shape.of(1, 2))).sum().backward();
        assertThat(gradMemory.toFloatArray()).containsExactly(3, 4);
        assertThat(linear.weight().grad()).isSameAs(gradMemory);
    }

    @Test
    void refusesOtherShapes() {
        Linear linear = new Linear(2, 1, rng);
        assertThatThrownBy(() -> linear.weight().set(Tensor.ones(2, 1)))
                .hasMessage("parameter weight: expected FLOAT32 (1, 2), got FLOAT32 (2, 1)");
    }
}
