package dev.gradus.examples.exercises.judge;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What a linear classifier is judged on: pictures x (N, D), classes y (N), weights w (C, D), biases b (C), and the loss
 * of scores (N, C) and classes, as the engine has it.
 */
final class LinearProblem {
    static final double LAMBDA = 0.3;

    final Values x;
    final Values w;
    final Values b;
    private final int[] y;
    private final BinaryOperator<Tensor> loss;

    LinearProblem(Judge judge, BinaryOperator<Tensor> loss) {
        this(
                judge.normal("x", judge.size("N", 7), judge.size("D", 5)),
                judge.normal("w", judge.size("C", 4), judge.size("D", 5)),
                judge.normal("b", judge.size("C", 4)),
                loss,
                judge.labels(judge.size("N", 7), judge.size("C", 4)));
    }

    private LinearProblem(Values x, Values w, Values b, BinaryOperator<Tensor> loss, int... y) {
        this.x = x;
        this.w = w;
        this.b = b;
        this.loss = loss;
        this.y = y;
    }

    int[] y() {
        return y.clone();
    }

    /** With every class moved; where there is none, the nearest. */
    private LinearProblem withClassesMoved(int by) {
        int last = b.size() - 1;
        int[] moved =
                Arrays.stream(y).map(c -> Math.max(0, Math.min(last, c + by))).toArray();
        return new LinearProblem(x, w, b, loss, moved);
    }

    /**
     * Without the last picture, but as if there were all N: what a loop that ends one too early gives, after its 1/N.
     */
    private LinearProblem withoutLastPicture() {
        int n = y.length - 1;
        Values rest = new Values(new int[] {n, w.shape()[1]}, Arrays.copyOf(x.vector(), n * w.shape()[1]));
        BinaryOperator<Tensor> share = (s, t) -> loss.apply(s, t).mul(n / (n + 1.0));
        return new LinearProblem(rest, w, b, share, Arrays.copyOf(y, n));
    }

    /** Adds to a part what it is if an index is off by one. */
    Part offByOne(Part part, Function<LinearProblem, Values> value) {
        return part.mistake("off by one: the classes y are taken one too high", () -> value.apply(withClassesMoved(1)))
                .mistake("off by one: the classes y are taken one too low", () -> value.apply(withClassesMoved(-1)))
                .mistake("off by one: the last picture is left out", () -> value.apply(withoutLastPicture()));
    }

    Tensor scores(Tensor weight, Tensor bias) {
        return x.tensor().matmul(weight.transpose(0, 1)).add(bias);
    }

    private Tensor loss(Tensor weight, Tensor bias) {
        long[] classes = Arrays.stream(y).asLongStream().toArray();
        return loss.apply(scores(weight, bias), Tensor.of(classes, Shape.of(classes.length)));
    }

    /** The loss without the regulariser. */
    Values dataLoss() {
        return new Values(new int[0], loss(w.tensor(), b.tensor()).item());
    }

    /** The gradient of that with respect to w, by the engine. */
    Values weightGradient() {
        Tensor weight = w.tensor().tracked();
        loss(weight, b.tensor()).backward();
        return Values.of(weight.grad());
    }

    /** The gradient with respect to b, by the engine. */
    Values biasGradient() {
        Tensor bias = b.tensor().tracked();
        loss(w.tensor(), bias).backward();
        return Values.of(bias.grad());
    }

    /** λ Σ w². */
    Values regularizer() {
        return new Values(new int[0], LAMBDA * w.dot(w));
    }

    /** Its gradient, 2 λ w. */
    Values regularizerGradient() {
        return w.times(2 * LAMBDA);
    }
}
