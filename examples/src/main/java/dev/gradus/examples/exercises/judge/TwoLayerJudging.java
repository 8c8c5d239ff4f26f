package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.TwoLayerTask;
import dev.gradus.tensor.Tensor;

/** Exercise 5. */
final class TwoLayerJudging {
    private final TwoLayerTask answer;
    private final Judge judge;
    private final Values x;
    private final Values w1;
    private final Values b1;
    private final Values w2;
    private final Values b2;
    private final Values dHidden;
    private final Values dScores;

    private TwoLayerJudging(TwoLayerTask answer, Judge judge) {
        this.answer = answer;
        this.judge = judge;
        int n = judge.size("N", 5);
        int d = judge.size("D", 3);
        int h = judge.size("H", 7);
        int c = judge.size("C", 4);
        x = judge.normal("x", n, d);
        w1 = judge.normal("w1", h, d);
        b1 = judge.normal("b1", h);
        w2 = judge.normal("w2", c, h);
        b2 = judge.normal("b2", c);
        dHidden = judge.normal("dHidden", n, h);
        dScores = judge.normal("dScores", n, c);
    }

    static void judge(TwoLayerTask answer, Judge judge) {
        TwoLayerJudging judging = new TwoLayerJudging(answer, judge);
        judging.affine();
        judging.relu();
        judging.sigmoid();
        judging.network();
    }

    private void affine() {
        Tensor in = x.tensor();
        Tensor w = w1.tensor();
        Tensor b = b1.tensor();
        Tensor dOut = dHidden.tensor();
        Part forward = judge.part("affine (N, M)", () -> answer.affine(x.matrix(), w1.matrix(), b1.vector()))
                .term("the sum of products", () -> in.matmul(w.transpose(0, 1)))
                .term("the bias b", () -> dOut.mul(0).add(b))
                .mistakeIf(
                        judge.hasEqualSizes(),
                        "the weight is transposed: w[d][m] in place of w[m][d]",
                        () -> in.matmul(w).add(b))
                .judge();
        judge.gradient(
                        "gradient of affine's x (N, D)",
                        () -> answer.affineInputGradient(dHidden.matrix(), x.matrix(), w1.matrix()),
                        x,
                        v -> answer.affine(v.matrix(), w1.matrix(), b1.vector()),
                        dHidden)
                .after(forward)
                .mistakeIf(
                        judge.hasEqualSizes(),
                        "the weight is transposed: w[d][m] in place of w[m][d]",
                        () -> dOut.matmul(w.transpose(0, 1)))
                .judge();
        affineParameters(forward);
    }

    private void affineParameters(Part forward) {
        Tensor dOut = dHidden.tensor();
        int last = x.shape()[0] - 1;
        judge.gradient(
                        "gradient of affine's w (M, D)",
                        () -> answer.affineWeightGradient(dHidden.matrix(), x.matrix(), w1.matrix()),
                        w1,
                        v -> answer.affine(x.matrix(), v.matrix(), b1.vector()),
                        dHidden)
                .after(forward)
                .mistake(
                        "off by one: the last row of x is left out",
                        () -> dOut.slice(0, 0, last)
                                .transpose(0, 1)
                                .matmul(x.tensor().slice(0, 0, last)))
                .judge();
        judge.gradient(
                        "gradient of affine's b (M)",
                        () -> answer.affineBiasGradient(dHidden.matrix()),
                        b1,
                        v -> answer.affine(x.matrix(), w1.matrix(), v.vector()),
                        dHidden)
                .after(forward)
                .mistake("the sums of rows, not of columns", () -> dOut.sum(1))
                .mistake(
                        "off by one: the last row is left out",
                        () -> dOut.slice(0, 0, last).sum(0))
                .judge();
    }

    private void relu() {
        Values in = judge.normal("relu", dHidden.shape());
        Tensor dOut = dHidden.tensor();
        Part relu = judge.part("relu", () -> answer.relu(in.matrix()))
                .expect(() -> in.tensor().relu())
                .mistake("the absolute value", () -> in.tensor().abs())
                .mistake(
                        "the smaller of 0 and x, not the larger",
                        () -> in.tensor().neg().relu().neg())
                .judge();
        judge.gradient(
                        "gradient of relu",
                        () -> answer.reluGradient(dHidden.matrix(), in.matrix()),
                        in,
                        v -> answer.relu(v.matrix()),
                        dHidden)
                .after(relu)
                .mistake("it passes everywhere, not only where x was above 0", () -> dOut)
                .mistake("it asks whether dOut is above 0, not x", dOut::relu)
                .mistake(
                        "it passes where x was below 0",
                        () -> dOut.mul(in.tensor().lt(0).to(dOut.dtype())))
                .mistake(
                        "dOut is missing: that is the derivative alone",
                        () -> in.tensor().gt(0).to(dOut.dtype()))
                .mistake(
                        "times x: that is dOut · relu(x)",
                        () -> dOut.mul(in.tensor().relu()))
                .judge();
    }

    private void sigmoid() {
        Values in = judge.normal("sigmoid", dHidden.shape());
        Tensor dOut = dHidden.tensor();
        Tensor s = in.tensor().sigmoid();
        Part sigmoid = judge.part("sigmoid", () -> answer.sigmoid(in.matrix()))
                .expect(() -> s)
                .mistake("exp(x) in place of exp(−x)", () -> in.tensor().neg().sigmoid())
                .judge();
        judge.gradient(
                        "gradient of sigmoid",
                        () -> answer.sigmoidGradient(dHidden.matrix(), in.matrix()),
                        in,
                        v -> answer.sigmoid(v.matrix()),
                        dHidden)
                .after(sigmoid)
                .mistake(
                        "x (1 − x) in place of s (1 − s), where s is the sigmoid's value",
                        () -> dOut.mul(in.tensor()).mul(in.tensor().neg().add(1)))
                .mistake("the factor 1 − s is missing", () -> dOut.mul(s))
                .mistake("the factor s is missing", () -> dOut.mul(s.neg().add(1)))
                .mistake(
                        "dOut is missing: that is the derivative alone",
                        () -> s.mul(s.neg().add(1)))
                .judge();
    }

    private void network() {
        Tensor hidden = x.tensor().matmul(w1.tensor().transpose(0, 1)).add(b1.tensor());
        Tensor out = w2.tensor().transpose(0, 1);
        Part scores = judge.part("scores of the network (N, C)", () -> scores(w1))
                .expect(() -> hidden.relu().matmul(out).add(b2.tensor()))
                .mistake("the relu is missing", () -> hidden.matmul(out).add(b2.tensor()))
                .mistake(
                        "another relu stands behind the last layer",
                        () -> hidden.relu().matmul(out).add(b2.tensor()).relu())
                .judge();
        Tensor dActive = dScores.tensor().matmul(w2.tensor());
        judge.gradient(
                        "gradient of the network's w1 (H, D)",
                        () -> answer.firstWeightGradient(
                                dScores.matrix(), x.matrix(), w1.matrix(), b1.vector(), w2.matrix(), b2.vector()),
                        w1,
                        this::scores,
                        dScores)
                .after(scores)
                .mistake(
                        "the relu is left out on the way back",
                        () -> dActive.transpose(0, 1).matmul(x.tensor()))
                .mistake(
                        "relu's gradient asks whether dOut is above 0, not what went in",
                        () -> dActive.relu().transpose(0, 1).matmul(x.tensor()))
                .judge();
    }

    private double[][] scores(Values first) {
        return answer.scores(x.matrix(), first.matrix(), b1.vector(), w2.matrix(), b2.vector());
    }
}
