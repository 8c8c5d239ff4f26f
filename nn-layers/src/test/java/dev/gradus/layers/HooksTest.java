package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.autograd.Hook;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // hooks and scopes act by being open
final class HooksTest {
    private final Rng rng = Rng.seed(11);

    private Sequential network() {
        return new Sequential(
                Conv2d.of(1, 2, 3).padding(1).build(rng.split("a")),
                new BatchNorm2d(2),
                new Relu(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(8, 3, rng.split("b")));
    }

    @Test
    void aParametersHookStaysWhenItsValuesChange() {
        Linear linear = Linear.of(2, 1).bias(false).build(rng);
        List<float[]> seen = new ArrayList<>();
        try (Hook hook = linear.weight().onGrad(g -> {
            seen.add(g.toFloatArray());
            return g.mul(0.5);
        })) {
            linear.forward(Tensor.of(new float[] {2, 4}, Shape.of(1, 2))).sum().backward();
            assertThat(linear.weight().grad().toFloatArray()).containsExactly(1, 2);
            linear.weight().set(Tensor.zeros(1, 2));
            linear.zeroGrad();
            linear.forward(Tensor.of(new float[] {6, 8}, Shape.of(1, 2))).sum().backward();
        }
        assertThat(seen).hasSize(2);
        assertThat(linear.weight().grad().toFloatArray()).containsExactly(3, 4);
        linear.zeroGrad();
        linear.forward(Tensor.of(new float[] {6, 8}, Shape.of(1, 2))).sum().backward();
        assertThat(linear.weight().grad().toFloatArray()).containsExactly(6, 8);
    }

    @Test
    void featureMapsAreWhatTheLayersGive() {
        Sequential network = network();
        Tensor x = Tensor.normal(rng.split("x"), 2, 1, 4, 4);
        float[] before = network.forward(x).toFloatArray();
        Tensor convolved = ((Layer) network.children().get("0")).forward(x);
        Tensor normed = ((Layer) network.children().get("1")).forward(convolved);
        Tensor kept;
        try (FeatureMaps maps = FeatureMaps.of(network, "0", "1", "2")) {
            assertThatThrownBy(() -> maps.get("0")).isInstanceOf(NoSuchElementException.class);
            float[] after;
            try (TensorScope scope = TensorScope.open()) {
                after = network.forward(x).toFloatArray();
            }
            assertThat(after).usingComparatorWithPrecision(1e-6f).containsExactly(before);
            kept = maps.get("0");
            assertThat(kept.toFloatArray()).containsExactly(convolved.toFloatArray());
            assertThat(maps.get("1").toFloatArray()).containsExactly(normed.toFloatArray());
            assertThat(maps.get("2").toFloatArray())
                    .containsExactly(normed.relu().toFloatArray());
            assertThat(kept.isTracked()).isFalse();
        }
        assertThat(kept.isOpen()).isFalse();
        assertThat(network.children().values()).noneMatch(layer -> ((Layer) layer).isObserved());
        assertThatThrownBy(() -> FeatureMaps.of(network, "conv7"))
                .hasMessageContaining("got 'conv7'")
                .hasMessageContaining("0, 1, 2");
    }

    @Test
    void hooksMayChangeWhatGoesInAndOut() {
        Sequential network = new Sequential(new Identity(), new Identity());
        Layer second = (Layer) network.children().get("1");
        try (Hook in = second.onInput(x -> x.mul(10));
                Hook out = second.onForward((x, y) -> x.add(y).add(1))) {
            assertThat(network.forward(Tensor.of(1, 2)).toFloatArray()).containsExactly(21, 41);
        }
        assertThat(network.forward(Tensor.of(1, 2)).toFloatArray()).containsExactly(1, 2);
    }

    @Test
    void aGradientFlowsThroughAHook() {
        Sequential network = new Sequential(new Identity(), new Tanh());
        Tensor x = Tensor.of(0, 0).tracked();
        try (Hook in = ((Layer) network.children().get("1")).onInput(t -> t.mul(3))) {
            network.forward(x).sum().backward();
        }
        assertThat(x.grad().toFloatArray()).containsExactly(3, 3);
    }
}
