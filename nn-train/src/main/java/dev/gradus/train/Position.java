package dev.gradus.train;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training has come.
 *
 * @param epoch the epoch, from 0
 * @param batch the epoch's next batch
 * @param samples how many samples the epoch has seen
 * @param lossSum the sum of their losses
 * @param lossWeight what the sum is to be divided by
 * @param steps all updates made
 * @param reports the epochs that are over
 */
record Position(
        int epoch, int batch, long samples, double lossSum, double lossWeight, long steps, List<EpochReport> reports) {
    /** Copies the list. */
    Position {
        reports = List.copyOf(reports);
    }

    /** At the beginning, after so many updates of earlier trainings. */
    static Position start(long steps) {
        return new Position(0, 0, 0, 0, 0, steps, List.of());
    }

    /** At the beginning of the next epoch. */
    Position after(EpochReport report) {
        List<EpochReport> all = new ArrayList<>(reports);
        all.add(report);
        return new Position(epoch + 1, 0, 0, 0, 0, steps, all);
    }
}
