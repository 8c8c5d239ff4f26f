package dev.gradus.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.memory.LeakCheck;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class HookTest {
    @Test
    @SuppressWarnings("try") // the hook acts by being open
    void aHookOnALeafSeesTheWholeGradientOnceAndChangesIt() {
        Tensor x = Tensor.of(1, 2).tracked();
        List<float[]> seen = new ArrayList<>();
        try (Hook hook = x.onGrad(g -> {
            seen.add(g.toFloatArray());
            return g.mul(10);
        })) {
            x.mul(3).add(x.square()).sum().backward();
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).containsExactly(5, 7);
        assertThat(x.grad().toFloatArray()).containsExactly(50, 70);
        x.zeroGrad();
        x.sum().backward();
        assertThat(seen).as("closed, the hook is not called").hasSize(1);
        assertThat(x.grad().toFloatArray()).containsExactly(1, 1);
    }

    @Test
    @SuppressWarnings("try") // the hooks act by being open
    void hooksOnAnInnerTensorChangeWhatReachesTheInputs() {
        Tensor x = Tensor.of(1, -2).tracked();
        Tensor y = x.mul(2).retainGrad();
        Tensor mine = Tensor.of(7, 7);
        try (Hook first = y.onGrad(g -> g.clamp(-1, 1));
                Hook second = y.onGrad(g -> g.sum().item() == 0 ? mine : g)) {
            y.square().sum().backward();
        }
        assertThat(y.grad().toFloatArray()).containsExactly(7, 7);
        assertThat(x.grad().toFloatArray()).containsExactly(14, 14);
        assertThat(mine.isOpen()).as("a tensor of the caller's stays his").isTrue();
    }

    @Test
    void aGradientOfAnotherShapeOrTypeIsRefused() {
        Tensor x = Tensor.of(1, 2).tracked();
        Tensor loss = x.square().sum();
        x.onGrad(g -> g.sum());
        assertThatThrownBy(() -> loss.backward(true))
                .hasMessage("gradient hook: expected a gradient FLOAT32 (2,) for tensor, got FLOAT32 ()");
        Tensor y = Tensor.of(1, 2).tracked();
        y.onGrad(g -> g.to(DType.FLOAT64));
        Tensor other = y.square().sum();
        assertThatThrownBy(() -> other.backward(true)).hasMessageContaining("got FLOAT64 (2,)");
        assertThatThrownBy(() -> Tensor.ones(1).onGrad(g -> g)).isInstanceOf(IllegalStateException.class);
    }
}
