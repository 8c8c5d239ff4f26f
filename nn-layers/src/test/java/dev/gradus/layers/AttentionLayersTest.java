package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradCheck;
import dev.gradus.ops.Attention;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AttentionLayersTest {
    private static final Rng RNG = Rng.seed(12);

    record Case(Layer layer, String tree) {}

    /** All keep the shape (2, 4, 3, 5). */
    static List<Case> cases() {
        return List.of(new Case(new SqueezeExcitation(4, 2, RNG), """
                        SqueezeExcitation(4, 2): 22 parameters
                          (fc1) Conv2d(4, 2, kernelSize 1): 10 parameters
                          (fc2) Conv2d(2, 4, kernelSize 1): 12 parameters"""), new Case(new Cbam(4, 2, 3, RNG), """
                        Cbam: 34 parameters
                          (channel) ChannelAttention(4, reduction 2): 16 parameters
                            (fc1) Conv2d(4, 2, kernelSize 1, no bias): 8 parameters
                            (fc2) Conv2d(2, 4, kernelSize 1, no bias): 8 parameters
                          (spatial) SpatialAttention(kernelSize 3): 18 parameters
                            (conv) Conv2d(2, 1, kernelSize 3, padding 1, no bias): 18 parameters"""));
    }

    private static Tensor image() {
        double[] values = new double[120];
        int[] order = Rng.seed(5).permutation(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (order[i] - 59.5) * 0.02;
        }
        return Tensor.of(values, Shape.of(2, 4, 3, 5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scalesImagesAndHasGradients(Case c) {
        assertThat(c.layer).hasToString(c.tree);
        c.layer.to(DType.FLOAT64);
        Tensor x = image();
        assertThat(c.layer.forward(x).shape()).isEqualTo(x.shape());
        assertThat(GradCheck.of(c.tree, in -> c.layer.forward(in.get(0))).check(x))
                .isLessThan(1e-6);
        c.layer.zeroGrad();
        c.layer.forward(x).square().sum().backward();
        c.layer.parameters().forEach(p -> assertThat(p.grad()).as(p.name()).isNotNull());
    }

    @Test
    void squeezeExcitationScalesEachChannelByOneFactor() {
        SqueezeExcitation layer = new SqueezeExcitation(2, 1, RNG);
        set(layer, "fc1.weight", 1, -0.5f);
        set(layer, "fc1.bias", 0.25f);
        set(layer, "fc2.weight", 2, -1);
        set(layer, "fc2.bias", 0.5f, 0);
        Tensor x = Tensor.of(new float[] {1, 3, 2, 0}, Shape.of(1, 2, 1, 2));
        // Means 2 and 1: relu(2 − 0.5 + 0.25) = 1.75, then σ(4) and σ(−1.75).
        float a = (float) (1 / (1 + Math.exp(-4)));
        float b = (float) (1 / (1 + Math.exp(1.75)));
        assertThat(layer.forward(x).toFloatArray()).containsExactly(new float[] {a, 3 * a, 2 * b, 0}, within(1e-6f));
    }

    @Test
    void cbamLooksAtMeansAndMaxima() {
        ChannelAttention channel = new ChannelAttention(2, 2, RNG);
        set(channel, "fc1.weight", 1, 1);
        set(channel, "fc2.weight", 1, -1);
        Tensor x = Tensor.of(new float[] {1, 3, 2, 0}, Shape.of(1, 2, 1, 2));
        // Means 2 and 1, maxima 3 and 2: relu(3) + relu(5).
        float a = (float) (1 / (1 + Math.exp(-8)));
        float b = (float) (1 / (1 + Math.exp(8)));
        assertThat(channel.forward(x).toFloatArray()).containsExactly(new float[] {a, 3 * a, 2 * b, 0}, within(1e-6f));

        SpatialAttention spatial = new SpatialAttention(1, RNG);
        set(spatial, "conv.weight", 1, -2);
        // Maxima 2 and 3, means 1.5 and 1.5.
        float c = (float) (1 / (1 + Math.exp(1)));
        float d = 0.5f;
        assertThat(spatial.forward(x).toFloatArray()).containsExactly(new float[] {c, 3 * d, 2 * c, 0}, within(1e-6f));
    }

    private static void set(Layer layer, String name, float... values) {
        Parameter parameter = layer.namedParameters().get(name);
        parameter.set(Tensor.of(values, parameter.shape()));
    }

    @Test
    void headsAttendEachWithTheirShare() {
        MultiheadAttention layer = MultiheadAttention.of(6, 2).batchFirst(true).build(RNG);
        assertThat(layer.stateDict().keySet())
                .containsExactly("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias");
        assertThat(layer)
                .hasToString("MultiheadAttention(6, numHeads 2, batchFirst): 168 parameters\n"
                        + "  (out_proj) Linear(6, 6): 42 parameters");
        assertThat(layer.stateDict().get("out_proj.bias").toFloatArray()).containsOnly(0);
        Tensor q = Tensor.normal(RNG.split("q"), 2, 3, 6);
        Tensor k = Tensor.normal(RNG.split("k"), 2, 4, 6);
        Tensor v = Tensor.normal(RNG.split("v"), 2, 4, 6);
        boolean[] padded = {false, false, false, true, false, true, false, false};
        boolean[] excluded = new boolean[12];
        excluded[0] = true;
        excluded[7] = true;
        Tensor padding = Tensor.of(padded, Shape.of(2, 4));
        Tensor mask = Tensor.of(excluded, Shape.of(3, 4));
        MultiheadAttention.Output found = layer.forward(q, k, v, padding, mask, true);

        Tensor w = layer.stateDict().get("in_proj_weight");
        Tensor scores = Tensor.zeros(2, 3, 4);
        List<Tensor> heads = new ArrayList<>();
        boolean[] allowed = new boolean[24];
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = !padded[i / 12 * 4 + i % 4] && !excluded[i % 12];
        }
        for (long head = 0; head < 2; head++) {
            Tensor a = LinearAlgebra.linear(q, w.slice(0, 3 * head, 3 * head + 3), null);
            Tensor b = LinearAlgebra.linear(k, w.slice(0, 6 + 3 * head, 9 + 3 * head), null);
            Tensor c = LinearAlgebra.linear(v, w.slice(0, 12 + 3 * head, 15 + 3 * head), null);
            Tensor weights = Attention.attentionWeights(a, b, Tensor.of(allowed.clone(), Shape.of(2, 3, 4)), false);
            scores = scores.add(weights.mul(0.5));
            heads.add(weights.matmul(c));
        }
        Tensor joined = Shaping.concat(heads, 2);
        Tensor expected = LinearAlgebra.linear(joined, layer.stateDict().get("out_proj.weight"), null);
        assertThat(found.output().toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-5f));
        assertThat(found.weights().toFloatArray()).containsExactly(scores.toFloatArray(), within(1e-5f));
    }

    @Test
    void theBatchMayComeSecondAndMasksMayDifferByHead() {
        MultiheadAttention first = MultiheadAttention.of(6, 2).batchFirst(true).build(RNG);
        MultiheadAttention second = new MultiheadAttention(6, 2, RNG.split("other"));
        second.loadStateDict(first.stateDict());
        Tensor x = Tensor.normal(RNG.split("x"), 2, 3, 6);
        Tensor y = x.transpose(0, 1);
        assertThat(second.forward(y, y, y).transpose(0, 1).toFloatArray())
                .containsExactly(first.forward(x, x, x).toFloatArray(), within(1e-6f));
        boolean[] both = new boolean[36];
        boolean[] one = new boolean[9];
        for (int i = 0; i < both.length; i++) {
            both[i] = i % 9 == 2 || i % 9 == 3;
            one[i % 9] = both[i];
        }
        Tensor byHead = first.forward(x, x, x, null, Tensor.of(both, Shape.of(4, 3, 3)), false)
                .output();
        Tensor shared = first.forward(x, x, x, null, Tensor.of(one, Shape.of(3, 3)), false)
                .output();
        assertThat(byHead.toFloatArray()).containsExactly(shared.toFloatArray(), within(1e-6f));
        assertThat(byHead.toFloatArray()).isNotEqualTo(first.forward(x, x, x).toFloatArray());
    }

    @Test
    void attentionHasGradientsForAllAndDropsWeightsWhileTraining() {
        MultiheadAttention layer =
                MultiheadAttention.of(4, 2).bias(false).dropout(1).build(RNG);
        Tensor x = Tensor.normal(RNG.split("x"), 3, 2, 4);
        assertThat(layer.forward(x, x, x).toFloatArray()).containsOnly(0);
        layer.eval();
        layer.to(DType.FLOAT64);
        Tensor exact = x.to(DType.FLOAT64);
        assertThat(GradCheck.of("attention", in -> layer.forward(in.get(0), in.get(1), in.get(2)))
                        .check(exact, exact.mul(0.5), exact.neg()))
                .isLessThan(1e-6);
        layer.forward(exact, exact, exact).square().sum().backward();
        layer.parameters().forEach(p -> assertThat(p.grad()).as(p.name()).isNotNull());
    }

    @Test
    void wrongInputsAreNamed() {
        MultiheadAttention layer = new MultiheadAttention(4, 2, RNG);
        assertThatThrownBy(() -> layer.forward(Tensor.ones(3, 4), Tensor.ones(3, 4), Tensor.ones(3, 4)))
                .hasMessageStartingWith("multiheadAttention: expected query (L, N, 4), key and value");
        Tensor x = Tensor.ones(3, 2, 4);
        assertThatThrownBy(() -> layer.forward(x, x, x, Tensor.ones(2, 3), null, false))
                .hasMessage("multiheadAttention: expected keyPaddingMask BOOL (2, 3), got FLOAT32 (2, 3)");
        assertThatThrownBy(() -> MultiheadAttention.of(5, 2))
                .hasMessage("multiheadAttention: expected embedDim a multiple of numHeads, got 5 and 2");
        assertThatThrownBy(() -> new ChannelAttention(8, 16, RNG))
                .hasMessageContaining("got 8 channels and reduction 16");
        assertThatThrownBy(() -> new SpatialAttention(4, RNG))
                .hasMessage("spatialAttention: expected an odd kernelSize, got 4");
    }
}
