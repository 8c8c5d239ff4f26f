package dev.gradus.examples.exercises;

import dev.gradus.examples.exercises.tasks.BatchNormTask;

/**
 * Exercise 9: batch normalisation, of rows of D values.
 *
 * <p>Each column d is taken by itself. With the mean {@code µ = (1/N) Σ_i x[i][d]} and the variance
 * {@code σ² = (1/N) Σ_i (x[i][d] − µ)²} of the batch, {@code x̂ = (x − µ) / √(σ² + ε)} has the mean 0 and the variance
 * 1 (almost, for ε). γ and β are learned, and give the column another scale and mean.
 *
 * <p>Source: Ioffe and Szegedy, 2015, arXiv:1502.03167. Ask the judge: {@code ./gradus exercise 9}.
 */
public final class BatchNorm implements BatchNormTask {
    /**
     * {@code out[i][d] = γ[d] · x̂[i][d] + β[d]}.
     *
     * @param x (N, D); leave it as it is
     * @param gamma γ, (D)
     * @param beta β, (D)
     * @param eps ε
     * @return (N, D)
     */
    @Override
    public double[][] train(double[][] x, double[] gamma, double[] beta, double eps) {
        throw new UnsupportedOperationException("exercise 9: train");
    }

    /**
     * For later use, without a batch: {@code (1 − m) · running + m · µ}.
     *
     * @param running (D), before; leave it as it is
     * @param x (N, D)
     * @param momentum m, the weight of the new batch
     * @return (D), after
     */
    @Override
    public double[] runningMean(double[] running, double[][] x, double momentum) {
        throw new UnsupportedOperationException("exercise 9: runningMean");
    }

    /**
     * {@code (1 − m) · running + m · v}, where {@code v = (1/(N − 1)) Σ_i (x[i][d] − µ)²}: the variance of all data is
     * estimated without bias by N − 1, while the normalisation itself takes N.
     *
     * @param running (D), before; leave it as it is
     * @param x (N, D)
     * @param momentum m, the weight of the new batch
     * @return (D), after
     */
    @Override
    public double[] runningVariance(double[] running, double[][] x, double momentum) {
        throw new UnsupportedOperationException("exercise 9: runningVariance");
    }

    /**
     * {@code out[i][d] = γ[d] · (x[i][d] − mean[d]) / √(variance[d] + ε) + β[d]}: a row's result no longer depends on
     * the rows beside it.
     *
     * @param x (N, D)
     * @param mean (D), the running one
     * @param variance (D), the running one
     * @param gamma γ, (D)
     * @param beta β, (D)
     * @param eps ε
     * @return (N, D)
     */
    @Override
    public double[][] evaluate(
            double[][] x, double[] mean, double[] variance, double[] gamma, double[] beta, double eps) {
        throw new UnsupportedOperationException("exercise 9: evaluate");
    }

    /**
     * {@code ∂L/∂β}.
     *
     * @param dOut (N, D)
     * @return (D)
     */
    @Override
    public double[] betaGradient(double[][] dOut) {
        throw new UnsupportedOperationException("exercise 9: betaGradient");
    }

    /**
     * {@code ∂L/∂γ}.
     *
     * @param dOut (N, D)
     * @param x (N, D)
     * @param eps ε
     * @return (D)
     */
    @Override
    public double[] gammaGradient(double[][] dOut, double[][] x, double eps) {
        throw new UnsupportedOperationException("exercise 9: gammaGradient");
    }

    /**
     * {@code ∂L/∂x}, in training. x[i][d] is in x̂[i][d] itself, and through µ and σ² in every x̂[k][d] of its column.
     * Draw the graph: x → µ, (x, µ) → σ², (x, µ, σ²) → x̂, and go back along each arrow.
     *
     * @param dOut (N, D)
     * @param x (N, D)
     * @param gamma γ, (D)
     * @param eps ε
     * @return (N, D)
     */
    @Override
    public double[][] inputGradient(double[][] dOut, double[][] x, double[] gamma, double eps) {
        throw new UnsupportedOperationException("exercise 9: inputGradient");
    }
}
