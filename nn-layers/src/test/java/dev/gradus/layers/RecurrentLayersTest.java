package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradCheck;
import dev.gradus.autograd.Precision;
import dev.gradus.ops.Recurrence;
import dev.gradus.ops.Recurrence.Weights;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecurrentLayersTest {
    private static final Rng RNG = Rng.seed(11);

    record Case(Module layer, Function<Tensor, Tensor> forward, Shape output, String tree) {}

    /** All over (4, 2, 3). */
    static List<Case> cases() {
        Gru gru = Gru.of(3, 5).numLayers(2).bidirectional(true).build(RNG);
        Lstm lstm = Lstm.of(3, 5).batchFirst(true).bias(false).build(RNG);
        Rnn rnn = new Rnn(3, 5, RNG);
        Rnn relu = Rnn.relu(3, 5).numLayers(2).dropout(0.5).build(RNG);
        relu.eval();
        return List.of(
                new Case(
                        gru,
                        x -> gru.forward(x).output(),
                        Shape.of(4, 2, 10),
                        "Gru(3, 5, numLayers 2, bidirectional): 810 parameters"),
                new Case(
                        lstm,
                        x -> lstm.forward(x).output(),
                        Shape.of(4, 2, 5),
                        "Lstm(3, 5, no bias, batchFirst): 160 parameters"),
                new Case(rnn, x -> rnn.forward(x).output(), Shape.of(4, 2, 5), "Rnn(3, 5): 50 parameters"),
                new Case(
                        relu,
                        x -> relu.forward(x).output(),
                        Shape.of(4, 2, 5),
                        "Rnn(3, 5, numLayers 2, dropout 0.5) with relu: 110 parameters"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasItsShapeAndText(Case c) {
        assertThat(c.forward.apply(Tensor.normal(RNG.split("x"), 4, 2, 3)).shape())
                .isEqualTo(c.output);
        assertThat(c.layer).hasToString(c.tree);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsReachInputAndParameters(Case c) {
        c.layer.to(DType.FLOAT64);
        Tensor x = Tensor.normal(RNG.split("g"), 4, 2, 3).to(DType.FLOAT64);
        assertThat(GradCheck.of(c.tree, in -> c.forward.apply(in.get(0))).check(x))
                .isLessThan(1e-6);
        c.layer.zeroGrad();
        c.forward.apply(x).square().sum().backward();
        c.layer.parameters().forEach(p -> assertThat(p.grad()).as(p.name()).isNotNull());
    }

    /** The inputs' products are rounded to BFLOAT16; what goes from step to step, and every gradient, is FLOAT32. */
    @ParameterizedTest
    @MethodSource("cases")
    void computesInMixedPrecision(Case c) {
        assertMixed(c.layer, c.forward, 4, 2, 3);
    }

    @Test
    void cellsComputeInMixedPrecision() {
        GruCell gru = new GruCell(3, 5, RNG);
        LstmCell lstm = new LstmCell(3, 5, RNG);
        RnnCell rnn = new RnnCell(3, 5, RNG);
        assertMixed(gru, x -> gru.forward(x, null), 2, 3);
        assertMixed(lstm, x -> lstm.forward(x, null).cell(), 2, 3);
        assertMixed(rnn, x -> rnn.forward(x, null), 2, 3);
    }

    @SuppressWarnings("try") // the block acts by being open
    private static void assertMixed(Module layer, Function<Tensor, Tensor> forward, long... input) {
        Tensor x = Tensor.normal(RNG.split("mixed"), input).tracked();
        Tensor exact = forward.apply(x);
        Tensor weights = Tensor.normal(RNG.split("weights"), exact.shape().dims());
        exact.mul(weights).sum().backward();
        List<Tensor> expected = gradients(layer, x);
        layer.zeroGrad();
        Tensor again = x.detach().tracked();
        Tensor mixed;
        try (Precision bf16 = Precision.bf16()) {
            mixed = forward.apply(again);
        }
        mixed.mul(weights).sum().backward();
        assertNear(mixed, exact);
        assertThat(mixed.toFloatArray()).isNotEqualTo(exact.toFloatArray());
        List<Tensor> found = gradients(layer, again);
        for (int i = 0; i < found.size(); i++) {
            assertNear(found.get(i), expected.get(i));
        }
    }

    private static List<Tensor> gradients(Module layer, Tensor x) {
        return Stream.concat(layer.parameters().stream().map(Parameter::grad), Stream.of(x.grad()))
                .map(Tensor::copy)
                .toList();
    }

    /** Within three units of BFLOAT16's eight binary places, of the largest value. */
    private static void assertNear(Tensor found, Tensor expected) {
        assertThat(found.dtype()).isEqualTo(DType.FLOAT32);
        float bound = (float) (3.0 / 256 * expected.detach().abs().max().item());
        assertThat(found.toFloatArray()).containsExactly(expected.toFloatArray(), within(bound));
    }

    @Test
    void namesAndShapesArePyTorchs() {
        Lstm lstm = Lstm.of(3, 5).numLayers(2).bidirectional(true).build(RNG);
        assertThat(lstm.stateDict().keySet())
                .containsExactly(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "bias_ih_l0",
                        "bias_hh_l0",
                        "weight_ih_l0_reverse",
                        "weight_hh_l0_reverse",
                        "bias_ih_l0_reverse",
                        "bias_hh_l0_reverse",
                        "weight_ih_l1",
                        "weight_hh_l1",
                        "bias_ih_l1",
                        "bias_hh_l1",
                        "weight_ih_l1_reverse",
                        "weight_hh_l1_reverse",
                        "bias_ih_l1_reverse",
                        "bias_hh_l1_reverse");
        assertThat(lstm.stateDict().get("weight_ih_l1").shape()).isEqualTo(Shape.of(20, 10));
        assertThat(new GruCell(3, 5, RNG).stateDict().keySet())
                .containsExactly("weight_ih", "weight_hh", "bias_ih", "bias_hh");
        double bound = 1 / Math.sqrt(5);
        assertThat(lstm.parameters())
                .allSatisfy(p -> assertThat(Arrays.stream(p.value().toDoubleArray()))
                        .allMatch(value -> Math.abs(value) <= bound));
    }

    private static Weights weights(Module layer, String end) {
        var state = layer.stateDict();
        return new Weights(
                state.get("weight_ih_" + end),
                state.get("weight_hh_" + end),
                state.get("bias_ih_" + end),
                state.get("bias_hh_" + end));
    }

    private static Tensor at(Tensor states, int k) {
        return states.slice(0, k, k + 1).squeeze(0);
    }

    @Test
    void layersAndDirectionsFollowEachOther() {
        Lstm lstm = Lstm.of(3, 5).numLayers(2).bidirectional(true).build(RNG);
        Tensor x = Tensor.normal(RNG.split("x"), 4, 2, 3);
        Tensor h = Tensor.normal(RNG.split("h"), 4, 2, 5);
        Tensor c = Tensor.normal(RNG.split("c"), 4, 2, 5);
        Tensor lengths = Tensor.of(new long[] {3, 4}, Shape.of(2));
        Lstm.Output found = lstm.forward(x, h, c, lengths);

        Tensor y = x;
        for (int layer = 0; layer < 2; layer++) {
            int k = 2 * layer;
            var forth = Recurrence.lstm(y, at(h, k), at(c, k), weights(lstm, "l" + layer), lengths, false);
            var back = Recurrence.lstm(
                    y, at(h, k + 1), at(c, k + 1), weights(lstm, "l" + layer + "_reverse"), lengths, true);
            y = Shaping.concat(List.of(forth.output(), back.output()), 2);
            assertSame(at(found.hidden(), k), forth.hidden());
            assertSame(at(found.hidden(), k + 1), back.hidden());
            assertSame(at(found.cell(), k), forth.cell());
            assertSame(at(found.cell(), k + 1), back.cell());
        }
        assertSame(found.output(), y);
    }

    private static void assertSame(Tensor found, Tensor expected) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-6f));
    }

    @Test
    void theBatchMayComeFirst() {
        Gru gru = new Gru(3, 5, RNG);
        Gru batchFirst = Gru.of(3, 5).batchFirst(true).build(RNG.split("other"));
        batchFirst.loadStateDict(gru.stateDict());
        Tensor x = Tensor.normal(RNG.split("x"), 4, 2, 3);
        Gru.Output found = batchFirst.forward(x.transpose(0, 1));
        Gru.Output expected = gru.forward(x);
        assertSame(found.output(), expected.output().transpose(0, 1));
        assertSame(found.hidden(), expected.hidden());
    }

    @Test
    void cellsTakeTheStepsOfASequence() {
        Tensor x = Tensor.normal(RNG.split("x"), 4, 2, 3);
        GruCell gru = new GruCell(3, 5, RNG);
        LstmCell lstm = new LstmCell(3, 5, RNG);
        RnnCell rnn = new RnnCell(3, 5, false, true, RNG);
        Tensor ofGru = null;
        LstmCell.State ofLstm = null;
        Tensor ofRnn = null;
        for (int t = 0; t < 4; t++) {
            ofGru = gru.forward(at(x, t), ofGru);
            ofLstm = lstm.forward(at(x, t), ofLstm);
            ofRnn = rnn.forward(at(x, t), ofRnn);
        }
        assertSame(ofGru, Recurrence.gru(x, null, gru.weights(), null, false).hidden());
        var whole = Recurrence.lstm(x, null, null, lstm.weights(), null, false);
        assertSame(ofLstm.hidden(), whole.hidden());
        assertSame(ofLstm.cell(), whole.cell());
        assertSame(
                ofRnn, Recurrence.rnnRelu(x, null, rnn.weights(), null, false).hidden());
        assertThat(rnn).hasToString("RnnCell(3, 5, no bias) with relu: 40 parameters");
        assertThat(gru).hasToString("GruCell(3, 5): 150 parameters");
    }

    @Test
    void dropoutIsBetweenLayersWhileTraining() {
        Gru gru = Gru.of(3, 5).numLayers(2).dropout(1).build(RNG);
        Tensor x = Tensor.normal(RNG.split("x"), 4, 2, 3);
        Tensor dropped = gru.forward(x).output();
        assertSame(
                dropped,
                Recurrence.gru(Tensor.zeros(4, 2, 5), null, weights(gru, "l1"), null, false)
                        .output());
        gru.eval();
        assertThat(gru.forward(x).output().toFloatArray()).isNotEqualTo(dropped.toFloatArray());
        assertThat(gru.namedStreams()).containsOnlyKeys("noise");
    }

    @Test
    void wrongInputsAreNamed() {
        Gru gru = Gru.of(3, 5).batchFirst(true).build(RNG);
        assertThatThrownBy(() -> gru.forward(Tensor.ones(2, 3)))
                .hasMessage("gru: expected input (N, T, 3), got (2, 3)");
        assertThatThrownBy(() -> gru.forward(Tensor.ones(2, 4, 3), Tensor.ones(2, 5), null))
                .hasMessage("gru: expected initial states (1, 2, 5), got (2, 5)");
        assertThatThrownBy(() -> new LstmCell(3, 5, RNG).forward(Tensor.ones(2, 4), null))
                .hasMessage("lstmcell: expected input (N, 3), got (2, 4)");
        assertThatThrownBy(() -> Rnn.of(0, 5)).hasMessageContaining("of at least 1, got 0, 5 and 1");
        assertThatThrownBy(() -> Rnn.of(2, 5).dropout(2)).hasMessageContaining("dropout from 0 to 1, got 2.0");
    }
}
