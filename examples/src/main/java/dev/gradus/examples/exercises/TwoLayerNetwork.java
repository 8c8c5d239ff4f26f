package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.TwoLayerTask;

/**
 * Exercise 5: layers that know their own gradient, and a network of two of them.
 *
 * <p>Backward, a layer is given {@code dOut}, the gradient of the loss with respect to its output, and gives back the
 * gradient with respect to its inputs, which is the {@code dOut} of the layer before. Each gradient has the shape of
 * that which it is the gradient of: that alone settles most questions of order. No layer divides by N, since the loss
 * has done so.
 *
 * <p>Ask the judge: {@code ./gradus exercise 5}.
 */
public final class TwoLayerNetwork implements TwoLayerTask {
    /**
     * {@code out[i][m] = Σ_d x[i][d] · w[m][d] + b[m]}.
     *
     * @param x (N, D)
     * @param w (M, D)
     * @param b (M)
     * @return (N, M)
     */
    @Override
    public double[][] affine(double[][] x, double[][] w, double[] b) {
        throw new UnsupportedOperationException("exercise 5: affine");
    }

    /**
     * {@code ∂L/∂x}: x[i][d] is in out[i][m] for every m, so it gets a part from each.
     *
     * @param dOut (N, M)
     * @param x (N, D)
     * @param w (M, D)
     * @return (N, D)
     */
    @Override
    public double[][] affineInputGradient(double[][] dOut, double[][] x, double[][] w) {
        throw new UnsupportedOperationException("exercise 5: affineInputGradient");
    }

    /**
     * {@code ∂L/∂w}: w[m][d] is in out[i][m] for every i.
     *
     * @param dOut (N, M)
     * @param x (N, D)
     * @param w (M, D)
     * @return (M, D)
     */
    @Override
    public double[][] affineWeightGradient(double[][] dOut, double[][] x, double[][] w) {
        throw new UnsupportedOperationException("exercise 5: affineWeightGradient");
    }

    /**
     * {@code ∂L/∂b}.
     *
     * @param dOut (N, M)
     * @return (M)
     */
    @Override
    public double[] affineBiasGradient(double[][] dOut) {
        throw new UnsupportedOperationException("exercise 5: affineBiasGradient");
    }

    /**
     * {@code out = max(0, x)}.
     *
     * @param x (N, M); leave it as it is
     * @return (N, M)
     */
    @Override
    public double[][] relu(double[][] x) {
        throw new UnsupportedOperationException("exercise 5: relu");
    }

    /**
     * {@code ∂L/∂x}: where x was above 0 the gradient passes, elsewhere it stops.
     *
     * @param dOut (N, M)
     * @param x (N, M), what went in
     * @return (N, M)
     */
    @Override
    public double[][] reluGradient(double[][] dOut, double[][] x) {
        throw new UnsupportedOperationException("exercise 5: reluGradient");
    }

    /**
     * {@code out = 1 / (1 + exp(−x))}.
     *
     * @param x (N, M); leave it as it is
     * @return (N, M)
     */
    @Override
    public double[][] sigmoid(double[][] x) {
        throw new UnsupportedOperationException("exercise 5: sigmoid");
    }

    /**
     * {@code ∂L/∂x}. The derivative of the sigmoid can be said by its own value alone; at most it is ¼.
     *
     * @param dOut (N, M)
     * @param x (N, M), what went in
     * @return (N, M)
     */
    @Override
    public double[][] sigmoidGradient(double[][] dOut, double[][] x) {
        throw new UnsupportedOperationException("exercise 5: sigmoidGradient");
    }

    /**
     * {@code affine(relu(affine(x, w1, b1)), w2, b2)}.
     *
     * @param x (N, D)
     * @param w1 (H, D)
     * @param b1 (H)
     * @param w2 (C, H)
     * @param b2 (C)
     * @return (N, C)
     */
    @Override
    public double[][] scores(double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2) {
        throw new UnsupportedOperationException("exercise 5: scores");
    }

    /**
     * {@code ∂L/∂w1}: backward through the three layers, the last one first.
     *
     * @param dScores (N, C), the gradient of the scores
     * @param x (N, D)
     * @param w1 (H, D)
     * @param b1 (H)
     * @param w2 (C, H)
     * @param b2 (C)
     * @return (H, D)
     */
    @Override
    public double[][] firstWeightGradient(
            double[][] dScores, double[][] x, double[][] w1, double[] b1, double[][] w2, double[] b2) {
        throw new UnsupportedOperationException("exercise 5: firstWeightGradient");
    }
}
