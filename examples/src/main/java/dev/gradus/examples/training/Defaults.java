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
 */
public record Defaults(
        int epochs,
        int batch,
        double lr,
        OptimizerKind optimizer,
        Double momentum,
        Double beta2,
        double weightDecay,
        ScheduleKind schedule) {
    /** AdamW with a weight decay of 0.01 under a one-cycle schedule. */
    public static Defaults of(int epochs, int batch, double lr) {
        return new Defaults(epochs, batch, lr, OptimizerKind.ADAMW, null, null, 0.01, ScheduleKind.ONE_CYCLE);
    }

    /** A changed copy. */
    public Defaults beta2(double newBeta2) {
        return new Defaults(epochs, batch, lr, optimizer, momentum, newBeta2, weightDecay, schedule);
    }

    /** A changed copy. */
    public Defaults weightDecay(double newWeightDecay) {
        return new Defaults(epochs, batch, lr, optimizer, momentum, beta2, newWeightDecay, schedule);
    }

    /** A changed copy, with stochastic gradient descent. */
    public Defaults sgd(double newMomentum) {
        return new Defaults(epochs, batch, lr, OptimizerKind.SGD, newMomentum, null, weightDecay, schedule);
    }
}
