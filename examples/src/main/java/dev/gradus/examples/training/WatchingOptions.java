package dev.gradus.examples.training;

import dev.gradus.examples.HelpSection;
import picocli.CommandLine.Option;

/** Options of what shows a training. */
@HelpSection("Watching")
final class WatchingOptions {
    @Option(
            names = "--dashboard",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "7070",
            description = "Show the training on a page of this machine, on port 7070 if none is named.")
    Integer dashboard;

    @Option(names = "--tensorboard", description = "Write event files for tensorboard --logdir DIR.")
    boolean tensorboard;

    @Option(
            names = "--log-every",
            paramLabel = "N",
            description = "Batches between two lines of metrics.jsonl, or points of TensorBoard (50).")
    int logEvery = 50;

    @Option(
            names = "--profile",
            paramLabel = "N",
            description = "Measure N batches; write profile.txt and, for ui.perfetto.dev, trace.json.")
    int profile;
}
