package dev.gradus.train;

import dev.gradus.autograd.Graph;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Module;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.nio.file.Path;

/**
 * Writes a training's figures for TensorBoard: {@code batch/loss} and {@code lr} every some batches; after each epoch
 * {@code epoch/train_loss}, {@code epoch/validation_loss}, the metrics, and a histogram of each parameter and gradient.
 *
 * <pre>{@code
 * try (TensorBoardLog log = new TensorBoardLog(folder, model, 50)) {
 *     trainer.callback(log).fit(training, validation, 10);
 * }
 * // tensorboard --logdir FOLDER
 * }</pre>
 */
public final class TensorBoardLog implements Callback, AutoCloseable {
    private final EventFile events;
    private final Module model;
    private final int every;

    /**
     * Makes an event file in a folder; one of an earlier process stays beside it.
     *
     * @param folder the folder of the run, which exists
     * @param model whose parameters are shown
     * @param every after how many batches a loss is written
     */
    public TensorBoardLog(Path folder, Module model, int every) {
        Shape.require(every > 0, "tensorboard log", () -> "a loss every 1 batch or more", () -> every);
        this.events = new EventFile(folder);
        this.model = model;
        this.every = every;
    }

    /**
     * The file, to which pictures and figures of one's own can be added.
     *
     * @return the open file
     */
    public EventFile events() {
        return events;
    }

    /**
     * Writes the network's graph: its ops under the modules in which they run, with the shapes between them. Runs a
     * copy of it once, in training mode.
     *
     * @param network the network
     * @param input what it is run on
     */
    @SuppressWarnings("try") // the scope acts by being open
    public void graph(Layer network, Tensor input) {
        Layer copy = Module.deepCopy(network);
        try (TensorScope scope = TensorScope.open()) {
            copy.train();
            events.graph(GraphDef.of(Graph.of(() -> copy.apply(input.dtype().isFloating() ? input.tracked() : input))));
        } finally {
            copy.free();
        }
    }

    @Override
    public void onBatch(Progress progress) {
        // Counted over the epochs: one may be shorter than that.
        long step = (long) progress.epoch() * progress.batches() + progress.batch() + 1;
        if (step % every == 0) {
            events.scalar("batch/loss", progress.loss(), step);
            events.scalar("lr", progress.lr(), step);
        }
    }

    @Override
    public void onEpoch(EpochReport report) {
        long step = report.epoch() + 1L;
        events.scalar("epoch/train_loss", report.trainLoss(), step);
        events.scalar("epoch/seconds", report.seconds(), step);
        if (report.evaluation() != null) {
            events.scalar("epoch/validation_loss", report.evaluation().loss(), step);
            report.evaluation().metrics().forEach((name, value) -> events.scalar("epoch/" + name, value, step));
        }
        model.namedParameters().forEach((name, parameter) -> {
            events.histogram("parameters/" + name, parameter.memory().toFloatArray(), step);
            if (parameter.grad() != null) {
                events.histogram("gradients/" + name, parameter.grad().toFloatArray(), step);
            }
        });
    }

    @Override
    public void close() {
        events.close();
    }
}
