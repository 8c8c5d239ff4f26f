package dev.gradus.examples.training;

import dev.gradus.examples.Arithmetic;

/**
 * What a command trains with unless told otherwise.
 *
 * @param epochs passes over the data
 * @param batch samples a batch
 * @param lr the peak of the learning rate
 * @param rule how updates are made
 * @param precision what products are computed in
 * @param validation the part of the training data that is held out
 * @param folder of the results within {@code out}; null for the command's name
 */
public record Defaults(
        int epochs, int batch, double lr, Rule rule, Arithmetic precision, double validation, String folder) {
    /**
     * How updates are made.
     *
     * @param optimizer the optimizer
     * @param momentum its momentum; null for its usual one
     * @param beta2 the decay of the squares' mean; null for its usual one
     * @param weightDecay its weight decay
     * @param normLr by what the rate of norms is multiplied
     * @param lookahead how far the weights go back every few updates
     * @param schedule the course of the learning rate
     */
    public record Rule(
            OptimizerKind optimizer,
            Double momentum,
            Double beta2,
            double weightDecay,
            double normLr,
            LookaheadKind lookahead,
            ScheduleKind schedule) {
        /** AdamW under a one-cycle schedule. */
        public static Rule adamw(double beta2, double weightDecay) {
            return new Rule(
                    OptimizerKind.ADAMW, null, beta2, weightDecay, 1, LookaheadKind.NONE, ScheduleKind.ONE_CYCLE);
        }

        /** Muon at a rate that falls in a straight line. */
        public static Rule muon(double momentum, double weightDecay, double normLr) {
            return new Rule(
                    OptimizerKind.MUON, momentum, null, weightDecay, normLr, LookaheadKind.NONE, ScheduleKind.LINEAR);
        }
    }

    /** AdamW with β₂ = 0.999 and a weight decay of 0.01, in FLOAT32. */
    public static Defaults of(int epochs, int batch, double lr) {
        return new Defaults(epochs, batch, lr, Rule.adamw(0.999, 0.01), Arithmetic.F32, 0, null);
    }

    /** A changed copy. */
    public Defaults rule(Rule newRule) {
        return new Defaults(epochs, batch, lr, newRule, precision, validation, folder);
    }

    /** A changed copy. */
    public Defaults precision(Arithmetic newPrecision) {
        return new Defaults(epochs, batch, lr, rule, newPrecision, validation, folder);
    }

    /** A changed copy. */
    public Defaults validation(double newValidation) {
        return new Defaults(epochs, batch, lr, rule, precision, newValidation, folder);
    }

    /** A changed copy. */
    public Defaults folder(String newFolder) {
        return new Defaults(epochs, batch, lr, rule, precision, validation, newFolder);
    }
}
