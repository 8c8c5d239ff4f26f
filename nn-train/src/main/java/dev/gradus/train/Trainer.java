package dev.gradus.train;

import dev.gradus.autograd.FiniteCheck;
import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.NonFiniteException;
import dev.gradus.autograd.Precision;
import dev.gradus.autograd.Watch;
import dev.gradus.data.Batch;
import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Parameter;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.LrSchedule;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.WeightAverage;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The loop: epochs, batches, updates, modes, scopes, callbacks and checkpoints.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model, Adam.lr(0.001)))
 *         .metric(new Accuracy())
 *         .callback(new ProgressBar());
 * trainer.fit(training, validation, 5);
 * }</pre>
 *
 * <p>A loss that is NaN or infinite ends the training with a {@link TrainingException} that says where it arose.
 */
@SuppressWarnings("try") // scopes and modes act by being open
public final class Trainer {
    private final Layer model;
    private final Loss loss;
    private final Optimizer optimizer;
    private final List<Metric> metrics = new ArrayList<>();
    private final List<Callback> callbacks = new ArrayList<>();
    private LrSchedule schedule;
    /** Null leaves the precision that the caller has chosen. */
    private Supplier<Precision> precision = () -> null;

    private Checkpoints checkpoints;
    private WeightAverage average;
    private int averageEvery = 1;
    private int accumulated = 1;
    private Runnable clipping = () -> {};
    private boolean detectingAnomalies;

    private long steps;
    private Position resumed;
    private Position position;
    private volatile boolean stopped;

    /**
     * Makes a trainer.
     *
     * @param model what is trained
     * @param loss what is minimised
     * @param optimizer made for the model
     */
    public Trainer(Layer model, Loss loss, Optimizer optimizer) {
        this.model = model;
        this.loss = loss;
        this.optimizer = optimizer;
    }

    /**
     * Sets the learning rate of each step; without a schedule the optimizer keeps its own.
     *
     * @param newSchedule the schedule
     * @return this
     */
    public Trainer schedule(LrSchedule newSchedule) {
        schedule = newSchedule;
        return this;
    }

    /**
     * Adds a figure to be computed in each evaluation.
     *
     * @param metric the metric
     * @return this
     */
    public Trainer metric(Metric metric) {
        metrics.add(metric);
        return this;
    }

    /**
     * Adds an observer.
     *
     * @param callback the observer
     * @return this
     */
    public Trainer callback(Callback callback) {
        callbacks.add(callback);
        return this;
    }

    /**
     * Trains in mixed precision, such as {@code precision(Precision::bf16)}: the forward pass and the loss run in such a
     * block; parameters, their gradients, updates and evaluation stay in FLOAT32. By default in the types given.
     *
     * @param newPrecision opens the block of a step
     * @return this
     */
    public Trainer precision(Supplier<Precision> newPrecision) {
        precision = newPrecision;
        return this;
    }

    /**
     * Makes an update of several batches, with the mean of their gradients: as large a batch as memory does not hold.
     * Schedules count updates.
     *
     * @param batches how many make an update; the last of an epoch may be made of fewer. 1 by default
     * @return this
     */
    public Trainer accumulate(int batches) {
        Shape.require(batches > 0, "trainer", () -> "at least 1 batch an update", () -> batches);
        accumulated = batches;
        return this;
    }

    /**
     * Shrinks gradients before each update; see {@link Optimizer#clipGradNorm}.
     *
     * @param limit the largest norm of all gradients together
     * @return this
     */
    public Trainer clipGradNorm(double limit) {
        clipping = () -> optimizer.clipGradNorm(limit);
        return this;
    }

    /**
     * Limits each element of the gradients before each update; see {@link Optimizer#clipGradValue}.
     *
     * @param limit the largest size
     * @return this
     */
    public Trainer clipGradValue(double limit) {
        clipping = () -> optimizer.clipGradValue(limit);
        return this;
    }

    /**
     * Checks the output and the gradient of every op, so that the first NaN or infinity is named with its op and module
     * even where it first shows in backward. Several times slower.
     *
     * @return this
     */
    public Trainer detectAnomalies() {
        detectingAnomalies = true;
        return this;
    }

    /**
     * Averages the parameters after updates, and evaluates with the mean. Afterwards the model has its last parameters;
     * {@link WeightAverage#inUse} puts the mean in their place.
     *
     * @param newAverage of this model
     * @param every after how many updates the mean takes the parameters in
     * @return this
     */
    public Trainer average(WeightAverage newAverage, int every) {
        Shape.require(every > 0, "trainer", () -> "an average every 1 update or more", () -> every);
        average = newAverage;
        averageEvery = every;
        return this;
    }

    /**
     * Keeps what is needed to go on after an interruption.
     *
     * @param newCheckpoints where and how often; by default nothing is kept
     * @return this
     */
    public Trainer checkpoints(Checkpoints newCheckpoints) {
        checkpoints = newCheckpoints;
        return this;
    }

    /**
     * Brings the training to where its checkpoint was written; the next {@link #fit} goes on from there, to the same
     * bits as if nothing had happened. To be called when everything else has been set, callbacks in the same order.
     *
     * @return whether there is a checkpoint
     * @throws IOException if it cannot be read, or is of another run
     */
    public boolean resume() throws IOException {
        if (checkpoints == null || !Files.exists(checkpoints.file())) {
            return false;
        }
        resumed = state().read(checkpoints);
        return true;
    }

    private TrainingState state() {
        return new TrainingState(model, optimizer, schedule, average, callbacks);
    }

    /** Ends the training after the present update; may be called from any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Trains.
     *
     * @param training the data to learn from
     * @param validation the data to evaluate on after each epoch, or null
     * @param epochs how many times the data are seen
     * @return a report for each epoch, those before an interruption included
     * @throws DatasetException if a file is damaged
     * @throws TrainingException if the loss is not finite
     */
    public TrainingResult fit(DataLoader training, DataLoader validation, int epochs) throws DatasetException {
        stopped = false;
        position = resumed == null ? Position.start(steps) : resumed;
        resumed = null;
        steps = position.steps();
        boolean kept = true;
        while (position.epoch() < epochs && !stopped) {
            long start = System.nanoTime();
            trainEpoch(training, epochs);
            kept = false;
            if (stopped) {
                break;
            }
            EpochReport.Evaluation evaluation = validation == null ? null : evaluate(validation);
            if (evaluation != null && schedule != null) {
                schedule.observe(evaluation.loss());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double loss = position.lossSum() / position.lossWeight();
            EpochReport report = new EpochReport(position.epoch(), epochs, loss, evaluation, seconds);
            position = position.after(report);
            callbacks.forEach(callback -> callback.onEpoch(report));
            kept = keep();
        }
        if (!kept) {
            keep();
        }
        return new TrainingResult(position.reports(), steps, position.epoch() < epochs);
    }

    private boolean keep() {
        if (checkpoints != null) {
            state().write(checkpoints, position);
        }
        return true;
    }

    /** Trains from the present position to the end of the epoch, or until it is stopped. */
    private void trainEpoch(DataLoader data, int epochs) throws DatasetException {
        model.train();
        Mean mean = new Mean(position.lossSum(), position.lossWeight());
        long samples = position.samples();
        int epoch = position.epoch();
        long keptAt = System.nanoTime();
        try (DataLoader.Epoch batches = data.epoch(epoch, position.batch())) {
            while (batches.hasNext() && !stopped) {
                int done = position.batch();
                int group = Math.min(accumulated, data.batches() - done);
                beginUpdate();
                for (int i = 0; i < group; i++) {
                    try (TensorScope scope = TensorScope.open()) {
                        Batch batch = next(batches);
                        double value = backward(batch, epoch, group);
                        mean.add(value, batch.size());
                        samples += batch.size();
                        done++;
                        if (i + 1 == group) {
                            update();
                        }
                        position = new Position(
                                epoch, done, samples, mean.sum(), mean.weight(), steps, position.reports());
                        Callback.Progress progress = new Callback.Progress(
                                epoch,
                                epochs,
                                batch.index(),
                                data.batches(),
                                samples,
                                value,
                                mean.value(),
                                optimizer.lr());
                        callbacks.forEach(callback -> callback.onBatch(progress));
                    }
                }
                if (checkpoints != null
                        && System.nanoTime() - keptAt >= checkpoints.every().toNanos()) {
                    keep();
                    keptAt = System.nanoTime();
                }
            }
        }
    }

    private void beginUpdate() {
        if (schedule != null) {
            optimizer.setLr(schedule.lr(steps));
        }
        optimizer.zeroGrad();
    }

    private static Batch next(DataLoader.Epoch batches) throws DatasetException {
        try (Watch.Phase phase = Watch.phase("data")) {
            return batches.next();
        }
    }

    /** Adds a batch's share to the gradients, and gives its loss. */
    private double backward(Batch batch, int epoch, int group) {
        try (FiniteCheck check = detectingAnomalies ? FiniteCheck.open() : null) {
            Tensor value = lossOf(batch);
            double number = value.item();
            if (!Double.isFinite(number)) {
                throw new TrainingException(number, epoch, batch.index(), origin(batch));
            }
            try (Watch.Phase phase = Watch.phase("backward")) {
                (group == 1 ? value : value.div(group)).backward();
            }
            return number;
        } catch (NonFiniteException e) {
            throw new TrainingException(Double.NaN, epoch, batch.index(), e.where());
        }
    }

    private void update() {
        try (Watch.Phase phase = Watch.phase("update")) {
            clipping.run();
            optimizer.step();
        }
        steps++;
        if (average != null && steps % averageEvery == 0) {
            average.update();
        }
    }

    private Tensor lossOf(Batch batch) {
        try (Precision block = precision.get();
                Watch.Phase phase = Watch.phase("forward")) {
            return loss.forward(model.forward(batch.input()), batch.target());
        }
    }

    /** Finds the first thing that is not finite: input, target, parameter, or the output of an op when run again. */
    private String origin(Batch batch) {
        if (!FiniteCheck.isFinite(batch.input())) {
            return "the input";
        }
        if (!FiniteCheck.isFinite(batch.target())) {
            return "the target";
        }
        for (Map.Entry<String, Parameter> entry : model.namedParameters().entrySet()) {
            if (!FiniteCheck.isFinite(entry.getValue().memory())) {
                return "parameter " + entry.getKey() + ", since the last update (lower the learning rate?)";
            }
        }
        try (FiniteCheck check = FiniteCheck.open()) {
            Tensor unused = lossOf(batch);
        } catch (NonFiniteException e) {
            return e.where();
        }
        return "a value that was finite when computed again, as behind dropout";
    }

    /**
     * Computes loss and metrics without training, with the average if there is one; the model's mode is restored.
     *
     * @param data the data
     * @return means over all samples
     * @throws DatasetException if a file is damaged
     */
    public EpochReport.Evaluation evaluate(DataLoader data) throws DatasetException {
        metrics.forEach(Metric::reset);
        Mean mean = new Mean();
        predict(data, (batch, prediction) -> {
            mean.add(loss.forward(prediction, batch.target()).item(), batch.size());
            metrics.forEach(metric -> metric.update(prediction, batch.target()));
        });
        Map<String, Double> figures = new LinkedHashMap<>();
        metrics.forEach(metric -> figures.put(metric.name(), metric.value()));
        return new EpochReport.Evaluation(mean.value(), figures);
    }

    /**
     * Gives the model's outputs, in evaluation mode, with the average if there is one; the model's mode is restored.
     *
     * @param data the data
     * @param use what is done with a batch and its output, which are freed afterwards
     * @throws DatasetException if a file is damaged
     */
    public void predict(DataLoader data, BiConsumer<Batch, Tensor> use) throws DatasetException {
        boolean wasTraining = model.isTraining();
        model.eval();
        try (GradMode mode = GradMode.noGrad();
                WeightAverage.Block mean = average == null ? null : average.inUse();
                DataLoader.Epoch batches = data.epoch(0)) {
            while (batches.hasNext()) {
                try (TensorScope scope = TensorScope.open()) {
                    Batch batch = batches.next();
                    use.accept(batch, model.forward(batch.input()));
                }
            }
        } finally {
            if (wasTraining) {
                model.train();
            }
        }
    }
}
