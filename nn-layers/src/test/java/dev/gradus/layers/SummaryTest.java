package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import org.junit.jupiter.api.Test;

final class SummaryTest {
    private final Rng rng = Rng.seed(13);

    @Test
    void showsShapesParametersAndMultiplyAdds() {
        Sequential network = Sequential.named()
                .add("stem", new Sequential(Conv2d.of(1, 2, 3).padding(1).build(rng), new BatchNorm2d(2), new Relu()))
                .add("pool", new MaxPool2d(2))
                .add("flatten", new Flatten())
                .add("head", new Linear(8, 3, rng))
                .build();
        network.freeze("stem.*");
        Summary summary = Summary.of(network, 5, 1, 4, 4);
        assertThat(summary).hasToString("""
                Layer                                             Output        Parameters  Multiply-adds
                -----------------------------------------------------------------------------------------
                Sequential                                        (5, 3)                51          1,560
                  (stem) Sequential                               (5, 2, 4, 4)          24          1,440
                    (0) Conv2d(1, 2, kernelSize 3, padding 1)     (5, 2, 4, 4)          20          1,440
                    (1) BatchNorm2d(2, eps 1.0E-5, momentum 0.1)  (5, 2, 4, 4)           4
                    (2) Relu                                      (5, 2, 4, 4)
                  (pool) MaxPool2d(kernelSize 2)                  (5, 2, 2, 2)
                  (flatten) Flatten                               (5, 8)
                  (head) Linear(8, 3)                             (5, 3)                27            120
                -----------------------------------------------------------------------------------------
                Parameters: 51, 27 of them trained
                Multiply-adds: 1,560
                Memory of a training step, about: 0.01 MB = input 0.00 + outputs and their gradients 0.00 \
                + parameters and buffers 0.00""");
        long outputs = 3 * 160 + 40 + 40 + 15;
        assertThat(summary.memory()).isEqualTo(4 * (80 + 2 * outputs + 51 + 4) + 8);
        assertThat(network.isTraining()).isTrue();
        assertThat(network.children().values()).noneMatch(layer -> ((Layer) layer).isObserved());
    }

    @Test
    void aSharedLayerCountsOnceButRunsTwice() {
        Linear shared = new Linear(2, 2, rng);
        Summary summary = Summary.of(new Sequential(shared, new Relu(), shared), 3, 2);
        assertThat(summary.parameters()).isEqualTo(6);
        assertThat(summary.multiplyAdds()).isEqualTo(24);
        assertThat(summary.rows()).extracting(Summary.Row::repeated).containsExactly(false, false, false, true);
    }

    @Test
    void knownNetworks() {
        Summary basic = Summary.of(new BasicBlock(64, 64, 1, rng), 1, 64, 8, 8);
        assertThat(basic.parameters()).isEqualTo(2 * (64 * 64 * 9 + 128));
        assertThat(basic.multiplyAdds()).isEqualTo(2 * 64 * 64 * 9 * 64);
        Summary bottleneck = Summary.of(new BottleneckBlock(256, 64, 1, rng), 1, 256, 4, 4);
        // torchvision's first block of layer1 but for its downsample: 1x1, 3x3 and 1x1.
        assertThat(bottleneck.parameters()).isEqualTo(256 * 64 + 64 * 64 * 9 + 64 * 256 + 2 * (64 + 64 + 256));
        assertThat(bottleneck.rows().get(0).output()).isEqualTo(Shape.of(1, 256, 4, 4));
    }

    @Test
    void stepsOfRecurrentLayersCount() {
        Gru gru = new Gru(3, 5, rng);
        Summary summary = Summary.of(new Lambda("gru", x -> gru.forward(x).output()), 4, 2, 3);
        assertThat(summary.multiplyAdds()).isEqualTo(4 * 2 * 3 * 5 * (3 + 5));
    }
}
