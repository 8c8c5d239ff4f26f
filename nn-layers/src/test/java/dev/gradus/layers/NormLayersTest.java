package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradCheck;
import dev.gradus.autograd.Precision;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NormLayersTest {
    private static final Rng RNG = Rng.seed(4);
    private static final List<String> AFFINE = List.of("weight", "bias");
    private static final List<String> RUNNING = List.of("running_mean", "running_var", "num_batches_tracked");
    private static final List<String> BOTH =
            List.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked");

    record Case(Layer layer, Shape input, String tree, List<String> state) {}

    static List<Case> cases() {
        Shape vectors = Shape.of(5, 4);
        Shape signals = Shape.of(2, 4, 5);
        Shape images = Shape.of(2, 4, 3, 2);
        Shape volumes = Shape.of(2, 4, 2, 3, 2);
        return List.of(
                new Case(new BatchNorm1d(4), vectors, "BatchNorm1d(4, eps 1.0E-5, momentum 0.1): 8 parameters", BOTH),
                new Case(
                        BatchNorm1d.of(4).affine(false).cumulativeAverage().build(),
                        signals,
                        "BatchNorm1d(4, eps 1.0E-5, cumulative average, not affine)",
                        RUNNING),
                new Case(
                        BatchNorm2d.of(4).trackRunningStats(false).eps(0.5).build(),
                        images,
                        "BatchNorm2d(4, eps 0.5, no running statistics): 8 parameters",
                        AFFINE),
                new Case(new BatchNorm3d(4), volumes, "BatchNorm3d(4, eps 1.0E-5, momentum 0.1): 8 parameters", BOTH),
                new Case(new InstanceNorm1d(4), signals, "InstanceNorm1d(4, eps 1.0E-5)", List.of()),
                new Case(
                        InstanceNorm2d.of(4)
                                .trackRunningStats(true)
                                .momentum(0.5)
                                .build(),
                        images,
                        "InstanceNorm2d(4, eps 1.0E-5, momentum 0.5)",
                        RUNNING),
                new Case(
                        InstanceNorm3d.of(4).affine(true).eps(0.25).build(),
                        volumes,
                        "InstanceNorm3d(4, eps 0.25, affine): 8 parameters",
                        AFFINE),
                new Case(
                        new FrozenBatchNorm2d(4),
                        images,
                        "FrozenBatchNorm2d(4, eps 1.0E-5)",
                        List.of("weight", "bias", "running_mean", "running_var")),
                new Case(new LayerNorm(5), signals, "LayerNorm((5,), eps 1.0E-5): 10 parameters", AFFINE),
                new Case(
                        LayerNorm.of(4, 5).bias(false).eps(0.5).build(),
                        signals,
                        "LayerNorm((4, 5), eps 0.5, no bias): 20 parameters",
                        List.of("weight")),
                new Case(
                        LayerNorm.of(3, 2).elementwiseAffine(false).build(),
                        images,
                        "LayerNorm((3, 2), eps 1.0E-5, not affine)",
                        List.of()),
                new Case(
                        new RmsNorm(5),
                        signals,
                        "RmsNorm((5,), eps 1.1920928955078125E-7): 5 parameters",
                        List.of("weight")),
                new Case(
                        RmsNorm.of(3, 2).eps(0.1).elementwiseAffine(false).build(),
                        images,
                        "RmsNorm((3, 2), eps 0.1, not affine)",
                        List.of()),
                new Case(new GroupNorm(2, 4), images, "GroupNorm(2, 4, eps 1.0E-5): 8 parameters", AFFINE),
                new Case(
                        GroupNorm.of(4, 4).affine(false).eps(0.5).build(),
                        volumes,
                        "GroupNorm(4, 4, eps 0.5, not affine)",
                        List.of()),
                new Case(
                        LocalResponseNorm.of(3).alpha(0.5).beta(0.6).k(2).build(),
                        images,
                        "LocalResponseNorm(3, alpha 0.5, beta 0.6, k 2.0)",
                        List.of()),
                new Case(
                        new LocalResponseNorm(5),
                        signals,
                        "LocalResponseNorm(5, alpha 1.0E-4, beta 0.75, k 1.0)",
                        List.of()));
    }

    private static Tensor input(Case c) {
        return Tensor.normal(RNG.split("x"), c.input.dims());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasItsShapeTextAndState(Case c) {
        assertThat(c.layer.forward(input(c)).shape()).isEqualTo(c.input);
        assertThat(c.layer).hasToString(c.tree);
        assertThat(c.layer.stateDict().keySet()).containsExactlyElementsOf(c.state);
        c.layer.eval();
        assertThat(c.layer.forward(input(c)).shape()).isEqualTo(c.input);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsReachInputAndParameters(Case c) {
        c.layer.to(DType.FLOAT64);
        for (boolean training : new boolean[] {true, false}) {
            if (training) {
                c.layer.train();
            } else {
                c.layer.eval();
            }
            Tensor x = input(c).to(DType.FLOAT64);
            assertThat(GradCheck.of(c.tree, in -> c.layer.forward(in.get(0))).check(x))
                    .isLessThan(1e-6);
            c.layer.zeroGrad();
            c.layer.forward(x.tracked()).square().sum().backward();
            c.layer.parameters().forEach(p -> assertThat(p.grad()).as(p.name()).isNotNull());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    @SuppressWarnings("try") // the precision acts by being open
    void bf16GivesWhatF32DoesButForRounding(Case c) {
        Tensor x = input(c);
        Set<DType> types = new HashSet<>();
        for (int mode = 0; mode < 2; mode++) {
            float[] exact = c.layer.forward(x).toFloatArray();
            try (Precision bf16 = Precision.bf16()) {
                Tensor y = c.layer.forward(x.to(DType.BFLOAT16));
                types.add(y.dtype());
                assertThat(y.toFloatArray()).usingComparatorWithPrecision(0.03f).containsExactly(exact);
            }
            c.layer.eval();
        }
        assertThat(types).as("types of training and of evaluation").hasSize(1);
    }

    @Test
    void aReluIsFusedInTrainingAndEvaluation() {
        for (Layer norm : List.of(
                new BatchNorm1d(3),
                BatchNorm1d.of(3).trackRunningStats(false).build(),
                InstanceNorm1d.of(3).trackRunningStats(true).build())) {
            Tensor x = Tensor.normal(RNG.split("fused"), 2, 3, 5);
            for (int mode = 0; mode < 2; mode++) {
                float[] fused = new Sequential(norm, new Relu()).forward(x).toFloatArray();
                norm.eval(); // the second pass, and what is compared with it
                float[] again = new Sequential(norm, new Relu()).forward(x).toFloatArray();
                assertThat(again)
                        .usingComparatorWithPrecision(1e-6f)
                        .containsExactly(norm.forward(x).relu().toFloatArray());
                norm.train();
                assertThat(fused)
                        .usingComparatorWithPrecision(1e-6f)
                        .containsExactly(norm.forward(x).relu().toFloatArray());
            }
        }
    }

    @Test
    void cumulativeStatisticsAreTheMeanOverBatches() {
        BatchNorm1d norm = BatchNorm1d.of(1).cumulativeAverage().build();
        norm.forward(column(1, 3)); // mean 2, unbiased variance 2
        norm.forward(column(4, 12)); // mean 8, unbiased variance 32
        norm.forward(column(5, 5)); // mean 5, variance 0
        Map<String, Tensor> state = norm.stateDict();
        assertThat(state.get("running_mean").item()).isCloseTo(5, within(1e-6));
        assertThat(state.get("running_var").item()).isCloseTo(34.0 / 3, within(1e-5));
        assertThat(state.get("num_batches_tracked").item()).isEqualTo(3);
    }

    private static Tensor column(float... values) {
        return Tensor.of(values, Shape.of(values.length, 1));
    }

    @Test
    void aCopyHasStatisticsOfItsOwn() {
        BatchNorm1d norm = new BatchNorm1d(1);
        InstanceNorm1d instance = InstanceNorm1d.of(1).trackRunningStats(true).build();
        Module.deepCopy(norm).forward(column(1, 3));
        Module.deepCopy(instance).forward(Tensor.of(new float[] {1, 3}, Shape.of(1, 1, 2)));
        for (Layer original : List.of(norm, instance)) {
            assertThat(original.stateDict().get("running_mean").item()).isZero();
            assertThat(original.stateDict().get("num_batches_tracked").item()).isZero();
        }
        BatchNorm1d copy = Module.deepCopy(norm);
        norm.forward(column(1, 3));
        assertThat(copy.stateDict().get("running_mean").item()).isZero();
    }

    @Test
    void withoutRunningStatisticsEvaluationUsesTheBatch() {
        BatchNorm1d norm = BatchNorm1d.of(1).trackRunningStats(false).eps(0).build();
        norm.eval();
        assertThat(norm.forward(column(1, 3)).toFloatArray()).containsExactly(-1, 1);
    }

    @Test
    void instanceNormMovesItsStatisticsByTheMeanOverSamples() {
        InstanceNorm1d norm = InstanceNorm1d.of(1)
                .trackRunningStats(true)
                .momentum(0.25)
                .eps(0)
                .build();
        Tensor x = Tensor.of(new float[] {1, 3, 4, 12}, Shape.of(2, 1, 2));
        assertThat(norm.forward(x).toFloatArray()).containsExactly(-1, 1, -1, 1);
        // Means 2 and 8, unbiased variances 2 and 32.
        assertThat(norm.stateDict().get("running_mean").item()).isCloseTo(0.25 * 5, within(1e-6));
        assertThat(norm.stateDict().get("running_var").item()).isCloseTo(0.75 + 0.25 * 17, within(1e-6));
        norm.eval();
        double std = Math.sqrt(5);
        assertThat(norm.forward(x).toFloatArray())
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(
                        (float) (-0.25 / std), (float) (1.75 / std), (float) (2.75 / std), (float) (10.75 / std));
        assertThat(norm.stateDict().get("running_mean").item()).isCloseTo(0.25 * 5, within(1e-6));
    }

    @Test
    void aFrozenNormIsABatchNormInEvaluation() {
        BatchNorm2d norm = new BatchNorm2d(3);
        norm.forward(Tensor.normal(RNG.split("seen"), 4, 3, 2, 2).mul(2).add(1));
        norm.eval();
        FrozenBatchNorm2d frozen = new FrozenBatchNorm2d(3);
        Map<String, Tensor> state = norm.stateDict();
        state.remove("num_batches_tracked");
        frozen.loadStateDict(state);
        Tensor x = Tensor.normal(RNG.split("x"), 2, 3, 4, 4);
        assertThat(frozen.forward(x).toFloatArray()).isEqualTo(norm.forward(x).toFloatArray());
        assertThat(frozen.parameters()).isEmpty();
    }

    @Test
    void wrongInputsAreNamed() {
        assertThatThrownBy(() -> new BatchNorm1d(3).forward(Tensor.ones(2, 3, 4, 4)))
                .hasMessage("batchNorm: expected input (N, 3) or (N, 3, L), got (2, 3, 4, 4)");
        assertThatThrownBy(() -> new BatchNorm3d(3).forward(Tensor.ones(2, 3, 4, 4)))
                .hasMessage("batchNorm: expected input (N, 3, D, H, W), got (2, 3, 4, 4)");
        assertThatThrownBy(() -> new InstanceNorm1d(3).forward(Tensor.ones(2, 3)))
                .hasMessage("instanceNorm: expected input (N, 3, L), got (2, 3)");
        assertThatThrownBy(() -> new InstanceNorm3d(3).forward(Tensor.ones(2, 3, 1, 1)))
                .hasMessage("instanceNorm: expected input (N, 3, D, H, W), got (2, 3, 1, 1)");
        assertThatThrownBy(() -> new FrozenBatchNorm2d(3).forward(Tensor.ones(2, 4, 1, 1)))
                .hasMessage("frozenBatchNorm: expected input (N, 3, H, W), got (2, 4, 1, 1)");
        assertThatThrownBy(() -> new GroupNorm(3, 4))
                .hasMessage("groupNorm: expected numGroups that divide numChannels, got 3 and 4");
        assertThatThrownBy(() -> new GroupNorm(2, 4).forward(Tensor.ones(1, 2, 3)))
                .hasMessage("groupNorm: expected input (N, 4, …), got (1, 2, 3)");
        assertThatThrownBy(() -> new LayerNorm(3).forward(Tensor.ones(3, 2)))
                .hasMessage("layerNorm: expected input (…, normalizedShape) for normalizedShape (3,), got (3, 2)");
        assertThatThrownBy(() -> new LayerNorm())
                .hasMessage("layerNorm: expected a normalizedShape with elements, got ()");
        assertThatThrownBy(() -> BatchNorm2d.of(3).momentum(2))
                .hasMessage("batchNorm: expected momentum from 0 to 1, got 2.0");
        assertThatThrownBy(() -> new LocalResponseNorm(0))
                .hasMessage("localResponseNorm: expected size of at least 1, got 0");
    }
}
