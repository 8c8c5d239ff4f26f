package dev.gradus.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.layers.Linear;
import dev.gradus.layers.Module;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FrozenParametersTest {
    private final Rng rng = Rng.seed(15);
    private final Sequential network =
            new Sequential(new Linear(2, 3, rng.split("a")), new Relu(), new Linear(3, 1, rng.split("b")));
    private final Tensor x = Tensor.normal(rng.split("x"), 8, 2);

    private float[] values(String name) {
        return network.namedParameters().get(name).value().toFloatArray();
    }

    private void train(Optimizer optimizer) {
        optimizer.zeroGrad();
        network.forward(x).square().sum().backward();
        optimizer.step();
    }

    @Test
    void stayWhileTheOthersLearnAndLearnAgainWhenUnfrozen() {
        Sgd sgd = new Sgd(network, Sgd.lr(0.01).momentum(0.9));
        train(sgd);
        float[] frozen = values("0.weight");
        float[] free = values("2.weight");
        network.freeze("0.*");
        train(sgd);
        train(sgd);
        assertThat(values("0.weight")).isEqualTo(frozen);
        assertThat(values("2.weight")).isNotEqualTo(free);
        network.unfreeze("0.*");
        train(sgd);
        assertThat(values("0.weight")).isNotEqualTo(frozen);
        assertThat(network.namedParameters().get("0.weight").grad()).isNotNull();
    }

    @Test
    void aCopyTrainsByItself() {
        Sgd sgd = new Sgd(network, Sgd.lr(0.01));
        train(sgd);
        Sequential copy = Module.deepCopy(network);
        float[] before = values("0.weight");
        Sgd other = new Sgd(copy, Sgd.lr(0.01));
        copy.forward(x).square().sum().backward();
        other.step();
        assertThat(values("0.weight")).isEqualTo(before);
        assertThat(copy.namedParameters().get("0.weight").value().toFloatArray())
                .isNotEqualTo(before);
        train(sgd);
        assertThat(values("0.weight"))
                .isEqualTo(copy.namedParameters().get("0.weight").value().toFloatArray());
    }
}
