package dev.gradus.examples.linear;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A linear classifier's loss and gradients, written out on ND4J's arrays. X holds a picture a row, (N, D), W a template a
 * row, (C, D), and b a number a class, (1, C); the scores are {@code S = X Wᵀ + b}. Whatever the loss, its gradient with
 * respect to the scores, dS, gives {@code dW = dSᵀ X} and {@code db =} the sums of dS's columns.
 *
 * @param loss the mean over the pictures
 * @param weight the gradient of W, (C, D)
 * @param bias the gradient of b, (1, C)
 */
record ByHand(double loss, INDArray weight, INDArray bias) {
    /** {@code L = mean(−ln pᵧ)} with {@code p = exp(s) / Σ exp(s)}, so {@code dS = (p − onehot(y)) / N}. */
    static ByHand softmax(INDArray x, INDArray w, INDArray b, int[] y) {
        int n = y.length;
        INDArray scores = x.mmul(w.transpose()).addRowVector(b);
        INDArray shifted = scores.subColumnVector(scores.max(true, 1)); // the same probabilities, and no overflow
        INDArray exponentials = Transforms.exp(shifted);
        INDArray probabilities = exponentials.divColumnVector(exponentials.sum(true, 1));
        double loss = 0;
        INDArray dScores = probabilities.dup();
        for (int i = 0; i < n; i++) {
            loss -= Math.log(probabilities.getDouble(i, y[i])) / n;
            dScores.putScalar(i, y[i], dScores.getDouble(i, y[i]) - 1);
        }
        return of(loss, x, dScores.div(n));
    }

    /**
     * {@code L = mean(Σ max(0, sⱼ − sᵧ + 1))} over the wrong classes j: dS is 1/N for each wrong class that comes closer
     * than the margin, and for the true one minus as many.
     */
    static ByHand svm(INDArray x, INDArray w, INDArray b, int[] y) {
        int n = y.length;
        INDArray scores = x.mmul(w.transpose()).addRowVector(b);
        double loss = 0;
        INDArray dScores = Nd4j.zeros(scores.dataType(), scores.shape());
        for (int i = 0; i < n; i++) {
            int close = 0;
            for (int j = 0; j < scores.columns(); j++) {
                double margin = scores.getDouble(i, j) - scores.getDouble(i, y[i]) + 1;
                if (j != y[i] && margin > 0) {
                    loss += margin / n;
                    dScores.putScalar(i, j, 1.0 / n);
                    close++;
                }
            }
            dScores.putScalar(i, y[i], -(double) close / n);
        }
        return of(loss, x, dScores);
    }

    private static ByHand of(double loss, INDArray x, INDArray dScores) {
        return new ByHand(loss, dScores.transpose().mmul(x), dScores.sum(true, 0));
    }
}
