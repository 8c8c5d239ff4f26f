package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContainersTest {
    private final Rng rng = Rng.seed(14);

    /** The module of "Going deeper with convolutions", figure 2b, with norms. */
    private static Branches inception(long in, Rng rng) {
        return new Branches(
                unit(in, 2, 1, rng.split(0)),
                new Sequential(unit(in, 3, 1, rng.split(1)), unit(3, 4, 3, rng.split(2))),
                new Sequential(unit(in, 1, 1, rng.split(3)), unit(1, 2, 5, rng.split(4))),
                new Sequential(MaxPool2d.of(3).stride(1).padding(1).build(), unit(in, 1, 1, rng.split(5))));
    }

    private static Sequential unit(long in, long out, int kernelSize, Rng rng) {
        return new Sequential(
                Conv2d.of(in, out, kernelSize)
                        .padding(kernelSize / 2)
                        .bias(false)
                        .build(rng),
                new BatchNorm2d(out),
                new Relu());
    }

    @Test
    void anInceptionModuleIsFourBranches() {
        Branches module = inception(3, rng);
        module.eval();
        Tensor x = Tensor.normal(rng.split("x"), 2, 3, 6, 5);
        Tensor y = module.forward(x);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 9, 6, 5));
        int from = 0;
        for (Map.Entry<String, Module> child : module.children().entrySet()) {
            Tensor part = ((Layer) child.getValue()).forward(x);
            int to = from + (int) part.dim(1);
            assertThat(Shaping.slice(y, 1, from, to).toFloatArray())
                    .as("branch %s", child.getKey())
                    .containsExactly(part.toFloatArray());
            from = to;
        }
        assertThat(module.stateDict()).containsKeys("0.0.weight", "1.1.1.running_mean", "3.1.0.weight");
        assertThat(new Sequential(inception(3, rng), inception(9, rng))
                        .forward(x)
                        .shape())
                .isEqualTo(Shape.of(2, 9, 6, 5));
        assertThatThrownBy(Branches::new).hasMessage("branches: expected at least one layer, got none");
    }

    @Test
    void residualBlocksHaveTheNamesOfTorchvision() {
        assertThat(new BasicBlock(4, 4, 1, rng).namedParameters().keySet())
                .containsExactly("conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight", "bn2.weight", "bn2.bias");
        assertThat(new BasicBlock(4, 8, 2, rng).stateDict().keySet())
                .endsWith(
                        "downsample.0.weight",
                        "downsample.1.weight",
                        "downsample.1.bias",
                        "downsample.1.running_mean",
                        "downsample.1.running_var",
                        "downsample.1.num_batches_tracked");
        BottleneckBlock bottleneck = new BottleneckBlock(4, 2, 2, rng);
        assertThat(bottleneck.namedParameters().keySet())
                .startsWith("conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight")
                .contains("conv3.weight", "bn3.bias", "downsample.0.weight");
        assertThat(bottleneck.namedParameters().get("conv2.weight").shape()).isEqualTo(Shape.of(2, 2, 3, 3));
    }

    @Test
    void aBlockIsTheFormulaOfItsLayers() {
        BasicBlock block = new BasicBlock(3, 4, 2, rng);
        block.eval();
        Tensor x = Tensor.normal(rng.split("x"), 2, 3, 5, 5);
        Map<String, Module> parts = block.namedModules();
        Tensor inner = run(parts, run(parts, x, "conv1", "bn1").relu(), "conv2", "bn2");
        float[] expected = inner.add(run(parts, x, "downsample")).relu().toFloatArray();
        assertThat(block.forward(x).toFloatArray())
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(expected);
        try (FeatureMaps maps = FeatureMaps.of(block, "bn1", "relu", "downsample.1")) {
            assertThat(block.forward(x).toFloatArray())
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(expected);
            assertThat(maps.get("bn1").shape()).isEqualTo(Shape.of(2, 4, 3, 3));
            assertThat(maps.get("relu").toFloatArray())
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(expected);
        }
    }

    private static Tensor run(Map<String, Module> parts, Tensor x, String... names) {
        Tensor y = x;
        for (String name : names) {
            y = ((Layer) parts.get(name)).forward(y);
        }
        return y;
    }

    /** Two heads on one trunk, chosen by name. */
    private static final class Heads extends Module {
        private final ModuleList<Linear> trunk;
        private final ModuleDict<Layer> heads;

        Heads(Rng rng) {
            trunk = child("trunk", new ModuleList<>(List.of(new Linear(3, 4, rng), new Linear(4, 4, rng.split(1)))));
            Map<String, Layer> byName = new LinkedHashMap<>();
            byName.put("digit", new Linear(4, 2, rng.split(2)));
            byName.put("colour", new Lambda("sum", y -> y.sum(true, 1)));
            heads = child("heads", new ModuleDict<>(byName));
        }

        Tensor forward(Tensor x, String head) {
            Tensor y = x;
            for (Linear linear : trunk) {
                y = linear.apply(y).tanh();
            }
            return heads.get(head).apply(y);
        }
    }

    @Test
    void listsAndDictionariesHoldModulesUnderTheirNames() {
        Heads network = new Heads(rng);
        assertThat(network.stateDict().keySet())
                .containsExactly(
                        "trunk.0.weight",
                        "trunk.0.bias",
                        "trunk.1.weight",
                        "trunk.1.bias",
                        "heads.digit.weight",
                        "heads.digit.bias");
        Tensor x = Tensor.normal(rng.split("x"), 5, 3);
        assertThat(network.forward(x, "digit").shape()).isEqualTo(Shape.of(5, 2));
        assertThat(network.forward(x, "colour").shape()).isEqualTo(Shape.of(5, 1));
        assertThat(network.trunk.size()).isEqualTo(2);
        assertThat(network.heads.names()).containsExactly("digit", "colour");
        assertThat(network.toString()).contains("(colour) Lambda(sum)", "(trunk) ModuleList: 36 parameters");
        assertThatThrownBy(() -> network.forward(x, "shape"))
                .hasMessage("moduleDict: expected a name among [digit, colour], got 'shape'");
        Heads copy = Module.deepCopy(network);
        assertThat(copy.forward(x, "digit").toFloatArray())
                .containsExactly(network.forward(x, "digit").toFloatArray());
        assertThat(copy.trunk.get(0)).isNotSameAs(network.trunk.get(0));
        assertThat(copy.heads.get("digit"))
                .isSameAs(copy.children().get("heads").children().get("digit"));
    }
}
