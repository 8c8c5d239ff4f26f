package dev.gradus.train;

import dev.gradus.tensor.Tensor;
import java.util.Map;

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
     * What it must remember to go on after an interruption; a checkpoint keeps it.
     *
     * @return tensors by name, owned by the current scope; none by default
     */
    default Map<String, Tensor> stateDict() {
        return Map.of();
    }

    /**
     * Goes on from a state.
     *
     * @param dict what {@link #stateDict} gave
     */
    default void loadStateDict(Map<String, Tensor> dict) {}

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
