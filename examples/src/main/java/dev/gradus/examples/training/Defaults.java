package dev.gradus.examples.training;

import dev.gradus.examples.Arithmetic;

/**
 * What a command trains with unless told otherwise.
 *
 * @param epochs passes over the data
 * @param batch samples a batch
 * @param lr the peak of the learning rate
 * @param optimizer the optimizer
 * @param momentum its momentum; null for its usual one
 * @param beta2 the decay of the squares' mean; null for its usual one
 * @param weightDecay its weight decay
 * @param biasLr by what the rate of norms and biases is multiplied
 * @param schedule the course of the learning rate
 * @param precision what products are computed in
 * @param validation the part of the training data that is held out
 * @param folder of the results within {@code out}; null for the command's name
 */
public record Defaults(
        int epochs,
        int batch,
        double lr,
        OptimizerKind optimizer,
        Double momentum,
        Double beta2,
        double weightDecay,
        double biasLr,
        ScheduleKind schedule,
        Arithmetic precision,
        double validation,
        String folder) {
    /** AdamW with a weight decay of 0.01 under a one-cycle schedule, in FLOAT32. */
    public static Defaults of(int epochs, int batch, double lr) {
        return new Defaults(
                epochs,
                batch,
                lr,
                OptimizerKind.ADAMW,
                null,
                null,
                0.01,
                1,
                ScheduleKind.ONE_CYCLE,
                Arithmetic.F32,
                0,
                null);
    }

    /** A changed copy. */
    public Defaults beta2(double newBeta2) {
        return new Defaults(
                epochs,
                batch,
                lr,
                optimizer,
                momentum,
                newBeta2,
                weightDecay,
                biasLr,
                schedule,
                precision,
                validation,
                folder);
    }

    /** A changed copy. */
    public Defaults weightDecay(double newWeightDecay) {
        return new Defaults(
                epochs,
                batch,
                lr,
                optimizer,
                momentum,
                beta2,
                newWeightDecay,
                biasLr,
                schedule,
                precision,
                validation,
                folder);
    }

    /** A changed copy, with Nesterov's momentum, under a triangle. */
    public Defaults nesterov(double newMomentum, double newBiasLr) {
        return new Defaults(
                epochs,
                batch,
                lr,
                OptimizerKind.NESTEROV,
                newMomentum,
                null,
                weightDecay,
                newBiasLr,
                ScheduleKind.TRIANGLE,
                precision,
                validation,
                folder);
    }

    /** A changed copy. */
    public Defaults precision(Arithmetic newPrecision) {
        return new Defaults(
                epochs,
                batch,
                lr,
                optimizer,
                momentum,
                beta2,
                weightDecay,
                biasLr,
                schedule,
                newPrecision,
                validation,
                folder);
    }

    /** A changed copy. */
    public Defaults validation(double newValidation) {
        return new Defaults(
                epochs,
                batch,
                lr,
                optimizer,
                momentum,
                beta2,
                weightDecay,
                biasLr,
                schedule,
                precision,
                newValidation,
                folder);
    }

    /** A changed copy. */
    public Defaults folder(String newFolder) {
        return new Defaults(
                epochs,
                batch,
                lr,
                optimizer,
                momentum,
                beta2,
                weightDecay,
                biasLr,
                schedule,
                precision,
                validation,
                newFolder);
    }
}
