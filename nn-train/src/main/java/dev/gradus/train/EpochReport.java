package dev.gradus.train;

import java.util.Map;

/**
 * What came of an epoch.
 *
 * @param epoch from 0
 * @param epochs how many there will be
 * @param trainLoss the mean loss of the samples while training
 * @param evaluation loss and metrics on the validation data; null without any
 * @param seconds how long it took, validation included
 */
public record EpochReport(int epoch, int epochs, double trainLoss, Evaluation evaluation, double seconds) {
    /**
     * Loss and metrics over a data set.
     *
     * @param loss the mean loss of the samples
     * @param metrics by name
     */
    public record Evaluation(double loss, Map<String, Double> metrics) {}
}
