package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.BatchNormTask;
import dev.gradus.ops.Norms;
import dev.gradus.tensor.Tensor;

/** Exercise 9. */
final class BatchNormJudging {
    /** So large that it shows where it stands. */
    private static final double EPS = 0.1;

    private static final double MOMENTUM = 0.3;

    private final BatchNormTask answer;
    private final Judge judge;
    private final Values x;
    private final Values gamma;
    private final Values beta;
    private final Values dOut;
    private final Tensor mean;
    private final Tensor centred;
    private final Tensor variance;
    private final double rows;

    private BatchNormJudging(BatchNormTask answer, Judge judge) {
        this.answer = answer;
        this.judge = judge;
        int n = judge.size("N", 7);
        int d = judge.size("D", 5);
        x = judge.normal("x", n, d);
        gamma = judge.normal("gamma", d);
        beta = judge.normal("beta", d);
        dOut = judge.normal("dOut", n, d);
        mean = x.tensor().mean(0);
        centred = x.tensor().sub(mean);
        variance = centred.square().mean(0);
        rows = n;
    }

    static void judge(BatchNormTask answer, Judge judge) {
        BatchNormJudging judging = new BatchNormJudging(answer, judge);
        Part train = judging.train();
        judging.running();
        judging.evaluate();
        judging.parameterGradients(train);
        judging.inputGradient(train);
    }

    private Part train() {
        Tensor deviation = variance.add(EPS).sqrt();
        return judge.part("train (N, D)", () -> train(x, gamma, beta))
                .expect(() -> affine(centred.div(deviation)))
                .mistake(
                        "off by one: the variance is divided by N − 1, not N",
                        () -> affine(centred.div(
                                variance.mul(rows / (rows - 1)).add(EPS).sqrt())))
                .mistake(
                        "ε stands outside the root",
                        () -> affine(centred.div(variance.sqrt().add(EPS))))
                .mistake("ε is missing", () -> affine(centred.div(variance.sqrt())))
                .mistake("the root is missing", () -> affine(centred.div(variance.add(EPS))))
                .mistake("γ is missing", () -> centred.div(deviation).add(beta.tensor()))
                .mistake("β is missing", () -> centred.div(deviation).mul(gamma.tensor()))
                .mistake("γ and β are missing", () -> centred.div(deviation))
                .mistake(
                        "the rows are normalised, not the columns: that is layer normalisation",
                        () -> affine(byRows(x.tensor())))
                .judge();
    }

    private double[][] train(Values in, Values scale, Values shift) {
        return answer.train(in.matrix(), scale.vector(), shift.vector(), EPS);
    }

    private Tensor affine(Tensor normalized) {
        return normalized.mul(gamma.tensor()).add(beta.tensor());
    }

    private static Tensor byRows(Tensor in) {
        Tensor around = in.sub(in.mean(true, 1));
        return around.div(around.square().mean(true, 1).add(EPS).sqrt());
    }

    private void running() {
        Values before = judge.normal("running", gamma.size());
        Tensor old = before.tensor();
        judge.part("running mean (D)", () -> answer.runningMean(before.vector(), x.matrix(), MOMENTUM))
                .expect(() -> blend(old, mean, MOMENTUM))
                .mistake("the weights m and 1 − m are exchanged", () -> blend(mean, old, MOMENTUM))
                .mistake("the old mean is forgotten", () -> mean)
                .judge();
        Tensor unbiased = variance.mul(rows / (rows - 1));
        judge.part("running variance (D)", () -> answer.runningVariance(before.vector(), x.matrix(), MOMENTUM))
                .expect(() -> blend(old, unbiased, MOMENTUM))
                .mistake("off by one: the variance is divided by N, not N − 1", () -> blend(old, variance, MOMENTUM))
                .mistake("the weights m and 1 − m are exchanged", () -> blend(unbiased, old, MOMENTUM))
                .mistake("the old variance is forgotten", () -> unbiased)
                .mistake("a standard deviation, not a variance", () -> blend(old, unbiased.sqrt(), MOMENTUM))
                .judge();
    }

    private static Tensor blend(Tensor old, Tensor recent, double weight) {
        return old.mul(1 - weight).add(recent.mul(weight));
    }

    private void evaluate() {
        Values m = judge.normal("mean", gamma.size());
        Values v = Values.of(judge.normal("variance", gamma.size()).tensor().square());
        judge.part(
                        "evaluate (N, D)",
                        () -> answer.evaluate(x.matrix(), m.vector(), v.vector(), gamma.vector(), beta.vector(), EPS))
                .expect(() ->
                        Norms.batchNormWith(x.tensor(), m.tensor(), v.tensor(), gamma.tensor(), beta.tensor(), EPS))
                .mistake(
                        "the batch's own mean and variance are taken, not the running ones",
                        () -> affine(centred.div(variance.add(EPS).sqrt())))
                .mistake(
                        "ε stands outside the root",
                        () -> affine(
                                x.tensor().sub(m.tensor()).div(v.tensor().sqrt().add(EPS))))
                .mistake(
                        "the variance is taken for a standard deviation: the root is missing",
                        () -> affine(x.tensor().sub(m.tensor()).div(v.tensor().add(EPS))))
                .judge();
    }

    private void parameterGradients(Part train) {
        Tensor d = dOut.tensor();
        judge.gradient(
                        "gradient of β (D)",
                        () -> answer.betaGradient(dOut.matrix()),
                        beta,
                        v -> train(x, gamma, v),
                        dOut)
                .after(train)
                .judge();
        judge.gradient(
                        "gradient of γ (D)",
                        () -> answer.gammaGradient(dOut.matrix(), x.matrix(), EPS),
                        gamma,
                        v -> train(x, v, beta),
                        dOut)
                .after(train)
                .mistake("x stands where x̂ should", () -> d.mul(x.tensor()).sum(0))
                .mistake("x − µ stands where x̂ should", () -> d.mul(centred).sum(0))
                .judge();
    }

    private void inputGradient(Part train) {
        Tensor d = dOut.tensor();
        Tensor deviation = variance.add(EPS).sqrt();
        Tensor normalized = centred.div(deviation);
        Tensor g = d.mul(gamma.tensor());
        Tensor throughVariance = normalized.mul(g.mul(normalized).mean(0));
        judge.gradient(
                        "gradient of x (N, D)",
                        () -> answer.inputGradient(dOut.matrix(), x.matrix(), gamma.vector(), EPS),
                        x,
                        v -> train(v, gamma, beta),
                        dOut)
                .after(train)
                .mistake("the ways through µ and σ² are missing: both depend on x", () -> g.div(deviation))
                .mistake("the way through σ² is missing", () -> g.sub(g.mean(0)).div(deviation))
                .mistake(
                        "the way through µ is missing",
                        () -> g.sub(throughVariance).div(deviation))
                .mistake(
                        "γ is missing",
                        () -> d.sub(d.mean(0))
                                .sub(normalized.mul(d.mul(normalized).mean(0)))
                                .div(deviation))
                .mistake(
                        "the means are sums: 1/N is missing in the ways through µ and σ²",
                        () -> g.sub(g.sum(0)).sub(throughVariance.mul(rows)).div(deviation))
                .judge();
    }
}
