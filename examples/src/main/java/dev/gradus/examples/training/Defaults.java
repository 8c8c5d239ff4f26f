package dev.gradus.examples.training;

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
 * @param schedule the course of the learning rate
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
        ScheduleKind schedule,
        double validation,
        String folder) {
    /** AdamW with a weight decay of 0.01 under a one-cycle schedule. */
    public static Defaults of(int epochs, int batch, double lr) {
        return new Defaults(epochs, batch, lr, OptimizerKind.ADAMW, null, null, 0.01, ScheduleKind.ONE_CYCLE, 0, null);
    }

    /** A changed copy. */
    public Defaults beta2(double newBeta2) {
        return new Defaults(
                epochs, batch, lr, optimizer, momentum, newBeta2, weightDecay, schedule, validation, folder);
    }

    /** A changed copy. */
    public Defaults weightDecay(double newWeightDecay) {
        return new Defaults(
                epochs, batch, lr, optimizer, momentum, beta2, newWeightDecay, schedule, validation, folder);
    }

    /** A changed copy, with stochastic gradient descent. */
    public Defaults sgd(double newMomentum) {
        return new Defaults(
                epochs, batch, lr, OptimizerKind.SGD, newMomentum, null, weightDecay, schedule, validation, folder);
    }

    /** A changed copy. */
    public Defaults validation(double newValidation) {
        return new Defaults(
                epochs, batch, lr, optimizer, momentum, beta2, weightDecay, schedule, newValidation, folder);
    }

    /** A changed copy. */
    public Defaults folder(String newFolder) {
        return new Defaults(
                epochs, batch, lr, optimizer, momentum, beta2, weightDecay, schedule, validation, newFolder);
    }
}
