package dev.gradus.train;

/** Watches a training; called on the training thread. May call {@link Trainer#stop}. */
public interface Callback {
    /**
     * After each update of the parameters.
     *
     * @param progress where the training stands
     */
    default void onBatch(Progress progress) {}

    /**
     * After each epoch and its validation.
     *
     * @param report what came of it
     */
    default void onEpoch(EpochReport report) {}

    /**
     * Where a training stands.
     *
     * @param epoch from 0
     * @param epochs how many there will be
     * @param batch from 0
     * @param batches how many the epoch has
     * @param samples how many samples the epoch has seen
     * @param loss the batch's loss
     * @param meanLoss the mean loss of the epoch's samples so far
     * @param lr the learning rate of the update
     */
    record Progress(
            int epoch, int epochs, int batch, int batches, long samples, double loss, double meanLoss, double lr) {}
}
