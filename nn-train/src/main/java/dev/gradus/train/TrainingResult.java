package dev.gradus.train;

import java.util.List;

/**
 * What came of a training.
 *
 * @param epochs a report for each finished epoch
 * @param steps how many updates were made
 * @param stopped whether {@link Trainer#stop} ended it early
 */
public record TrainingResult(List<EpochReport> epochs, long steps, boolean stopped) {}
