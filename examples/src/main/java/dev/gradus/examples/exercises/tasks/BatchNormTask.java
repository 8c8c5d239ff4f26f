package dev.gradus.examples.exercises.tasks;

/** Exercise 9: batch normalisation. */
public interface BatchNormTask {
    /** The output (N, D) in training, from x (N, D), γ (D) and β (D). */
    double[][] train(double[][] x, double[] gamma, double[] beta, double eps);

    /** The running mean (D) after a batch x (N, D). */
    double[] runningMean(double[] running, double[][] x, double momentum);

    /** The running variance (D) after a batch x (N, D). */
    double[] runningVariance(double[] running, double[][] x, double momentum);

    /** The output (N, D) in evaluation, from running mean and variance (D). */
    double[][] evaluate(double[][] x, double[] mean, double[] variance, double[] gamma, double[] beta, double eps);

    /** The gradient of β, (D), from that of the output in training, (N, D). */
    double[] betaGradient(double[][] dOut);

    /** The gradient of γ, (D). */
    double[] gammaGradient(double[][] dOut, double[][] x, double eps);

    /** The gradient of x, (N, D). */
    double[][] inputGradient(double[][] dOut, double[][] x, double[] gamma, double eps);
}
