package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.LstmTask;
import dev.gradus.ops.Recurrence;
import dev.gradus.tensor.Tensor;

/** Exercise 12. */
final class LstmJudging {
    private final LstmTask answer;
    private final Judge judge;
    private final int hiddenSize;
    private final Values x;
    private final Values h;
    private final Values c;
    private final Values wx;
    private final Values wh;
    private final Values b;
    private final Values gates;

    private LstmJudging(LstmTask answer, Judge judge) {
        this.answer = answer;
        this.judge = judge;
        int n = judge.size("N", 5);
        int d = judge.size("D", 7);
        hiddenSize = judge.size("H", 3);
        x = judge.normal("x", judge.size("T", 6), n, d);
        h = judge.normal("h", n, hiddenSize);
        c = judge.normal("c", n, hiddenSize);
        wx = judge.normal("wx", 4 * hiddenSize, d);
        wh = judge.normal("wh", 4 * hiddenSize, hiddenSize);
        b = judge.normal("b", 4 * hiddenSize);
        gates = judge.normal("gates", n, 4 * hiddenSize);
    }

    static void judge(LstmTask answer, Judge judge) {
        LstmJudging judging = new LstmJudging(answer, judge);
        judging.gates();
        Part cell = judging.cell();
        Part hidden = judging.hidden();
        judging.sequence();
        judging.cellGradient(cell, hidden);
        judging.gateGradient(cell, hidden);
    }

    /** The i-th of the four gates, before its activation. */
    private Tensor gate(int i) {
        return gates.tensor().slice(1, (long) i * hiddenSize, (i + 1L) * hiddenSize);
    }

    private Tensor next(int input, int forget, int fresh) {
        Tensor kept = gate(forget).sigmoid().mul(c.tensor());
        return kept.add(gate(input).sigmoid().mul(gate(fresh).tanh()));
    }

    private void gates() {
        Values first = Values.of(x.sequence()[0]);
        Tensor ofInput = first.tensor().matmul(wx.tensor().transpose(0, 1));
        Tensor ofHidden = h.tensor().matmul(wh.tensor().transpose(0, 1));
        judge.part(
                        "gates (N, 4H)",
                        () -> answer.gates(first.matrix(), h.matrix(), wx.matrix(), wh.matrix(), b.vector()))
                .term("what x adds", () -> ofInput)
                .term("what h adds", () -> ofHidden)
                .term("the bias b", () -> ofInput.mul(0).add(b.tensor()))
                .judge();
    }

    private Part cell() {
        return judge.part("cell (N, H)", () -> answer.cell(gates.matrix(), c.matrix()))
                .expect(() -> next(0, 1, 2))
                .mistake("the gates i and f are exchanged", () -> next(1, 0, 2))
                .mistake("the gates g and o are exchanged", () -> next(0, 1, 3))
                .mistake(
                        "g has a sigmoid, not a tanh",
                        () -> gate(1).sigmoid()
                                .mul(c.tensor())
                                .add(gate(0).sigmoid().mul(gate(2).sigmoid())))
                .mistake(
                        "f and i have no sigmoid", () -> gate(1).mul(c.tensor()).add(gate(0).mul(gate(2).tanh())))
                .mistake(
                        "what was remembered is missing",
                        () -> gate(0).sigmoid().mul(gate(2).tanh()))
                .judge();
    }

    private Part hidden() {
        Tensor shown = c.tensor().tanh();
        return judge.part("hidden (N, H)", () -> answer.hidden(gates.matrix(), c.matrix()))
                .expect(() -> gate(3).sigmoid().mul(shown))
                .mistake("the tanh of c' is missing", () -> gate(3).sigmoid().mul(c.tensor()))
                .mistake("the sigmoid of o is missing", () -> gate(3).mul(shown))
                .mistake("the gate g is taken for o", () -> gate(2).sigmoid().mul(shown))
                .judge();
    }

    private void sequence() {
        Values zero = h.times(0);
        judge.part("sequence (T, N, H)", () -> sequence(h, c))
                .expect(() -> byEngine(h, c, false))
                .mistake("the steps are taken from the last to the first", () -> byEngine(h, c, true))
                .mistake("it begins with zeros, not with h and c", () -> byEngine(zero, zero, false))
                .mistake("each step begins with the first states, not with those of the step before", this::unrelated)
                .judge();
    }

    private double[][][] sequence(Values hidden, Values cell) {
        return answer.sequence(x.sequence(), hidden.matrix(), cell.matrix(), wx.matrix(), wh.matrix(), b.vector());
    }

    private Tensor byEngine(Values hidden, Values cell, boolean reverse) {
        return Recurrence.lstm(x.tensor(), hidden.tensor(), cell.tensor(), weights(), null, reverse)
                .output();
    }

    private Recurrence.Weights weights() {
        return new Recurrence.Weights(wx.tensor(), wh.tensor(), b.tensor(), null);
    }

    private double[][][] unrelated() {
        double[][][] steps = x.sequence();
        double[][][] all = new double[steps.length][][];
        for (int t = 0; t < steps.length; t++) {
            Tensor step = Values.of(new double[][][] {steps[t]}).tensor();
            Tensor shown = Recurrence.lstm(step, h.tensor(), c.tensor(), weights(), null, false)
                    .hidden();
            all[t] = Values.of(shown).matrix();
        }
        return all;
    }

    /** Σ dHidden · h' + Σ dNext · c', by the answer's own step. */
    private double loss(Values stepGates, Values before, Values dHidden, Values dNext) {
        Values next = Values.of(answer.cell(stepGates.matrix(), before.matrix()));
        Values shown = Values.of(answer.hidden(stepGates.matrix(), next.matrix()));
        return dHidden.dot(shown) + dNext.dot(next);
    }

    private void cellGradient(Part... forward) {
        Values dHidden = judge.normal("dHidden", h.shape());
        Values dNext = judge.normal("dNext", c.shape());
        Tensor forget = gate(1).sigmoid();
        Tensor shown = next(0, 1, 2).tanh();
        Tensor slope = shown.square().neg().add(1);
        judge.part(
                        "gradient of c (N, H)",
                        () -> answer.cellGradient(dHidden.matrix(), dNext.matrix(), gates.matrix(), c.matrix()))
                .numerical()
                .after(forward)
                .expect(() -> c.gradient(v -> loss(gates, v, dHidden, dNext)))
                .mistake("the way through h' is missing", () -> dNext.tensor().mul(forget))
                .mistake(
                        "the way of c' by itself, dNext, is missing",
                        () -> dHidden.tensor().mul(gate(3).sigmoid()).mul(slope).mul(forget))
                .mistake(
                        "the derivative of tanh is missing",
                        () -> dHidden.tensor()
                                .mul(gate(3).sigmoid())
                                .add(dNext.tensor())
                                .mul(forget))
                .mistake(
                        "the factor σ(f) is missing: that is the gradient of c'",
                        () -> dHidden.tensor().mul(gate(3).sigmoid()).mul(slope).add(dNext.tensor()))
                .judge();
    }

    private void gateGradient(Part... forward) {
        Values dHidden = judge.normal("dHidden", h.shape());
        Values dNext = judge.normal("dNext", c.shape());
        Values zero = dHidden.times(0);
        judge.part(
                        "gradient of the gates (N, 4H)",
                        () -> answer.gateGradient(dHidden.matrix(), dNext.matrix(), gates.matrix(), c.matrix()))
                .numerical()
                .after(forward)
                .expect(() -> gates.gradient(v -> loss(v, c, dHidden, dNext)))
                .mistake("dNext is missing", () -> gates.gradient(v -> loss(v, c, dHidden, zero)))
                .mistake("dHidden is missing", () -> gates.gradient(v -> loss(v, c, zero, dNext)))
                .judge();
    }
}
