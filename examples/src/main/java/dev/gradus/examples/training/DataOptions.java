package dev.gradus.examples.training;

import dev.gradus.examples.HelpSection;
import picocli.CommandLine.Option;

/** Options of the data, and of going on. */
@HelpSection("Data, and going on")
final class DataOptions {
    @Option(
            names = "--validation",
            paramLabel = "F",
            description = "Hold this part of the training data out and measure on it after each epoch; the best epoch's"
                    + " network is kept, or with --ema and --swa the last average.")
    Double validation;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "With --validation: end after N epochs without progress (never).")
    Integer patience;

    @Option(names = "--workers", paramLabel = "N", description = "Threads that prepare samples (1).")
    int workers = 1;

    @Option(names = "--train-images", paramLabel = "N", description = "Train on the first N pictures alone (all).")
    Integer trainImages;

    @Option(
            names = "--resume",
            description = "Go on from the checkpoint in the results' folder, to the same bits as without a break.")
    boolean resume;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "SECONDS",
            description = "The time between two checkpoints (30).")
    double checkpointSeconds = 30;

    @Option(names = "--minutes", paramLabel = "X", description = "End the training after this time (no limit).")
    double minutes = Double.POSITIVE_INFINITY;
}
