package dev.gradus.examples.training;

import dev.gradus.optim.Optimizer;
import java.util.Locale;

/** How far the weights go back every five updates, by names on the command line. */
enum LookaheadKind {
    NONE,
    /** Half of the way: Zhang et al., 2019, arXiv:1907.08610. */
    HALF,
    /**
     * To an average of ever more updates: after step t of T a share of 0.95⁵ (t / T)³ is kept of it. Jordan, 2024,
     * arXiv:2404.00498.
     */
    GROWING;

    private static final int STEPS = 5;
    private static final double KEPT = Math.pow(0.95, STEPS);

    Optimizer on(Optimizer optimizer, long updates) {
        return switch (this) {
            case NONE -> optimizer;
            case HALF -> optimizer.lookahead(STEPS, 0.5);
            case GROWING ->
                optimizer.lookahead(STEPS, step -> 1 - KEPT * Math.pow(Math.min(1, (double) step / updates), 3));
        };
    }

    /** The name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
