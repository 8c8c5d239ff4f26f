package dev.gradus.examples.training;

import dev.gradus.examples.HelpSection;
import picocli.CommandLine.Option;

/** Options of what finds faults. */
@HelpSection("Finding faults")
final class FaultOptions {
    @Option(
            names = "--check",
            description = "Train nothing; look at the loss before training, at activations and gradients of each layer,"
                    + " and whether one batch can be learned by heart.")
    boolean check;

    @Option(
            names = "--find-lr",
            description = "Train nothing; sweep over learning rates, draw lr.png and suggest one for --lr.")
    boolean findLr;

    @Option(
            names = "--detect-anomaly",
            description = "Check every op's output and gradient, and name the first that is not finite (slow).")
    boolean detectAnomaly;
}
