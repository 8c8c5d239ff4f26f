package dev.gradus.train;

import dev.gradus.autograd.FiniteCheck;
import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.NonFiniteException;
import dev.gradus.autograd.Precision;
import dev.gradus.data.Batch;
import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Parameter;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.LrSchedule;
import dev.gradus.optim.Optimizer;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The loop: epochs, batches, modes, scopes and callbacks, and nothing else.
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

    private long steps;
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

    /** Ends the training after the present batch; may be called from any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Trains.
     *
     * @param training the data to learn from
     * @param validation the data to evaluate on after each epoch, or null
     * @param epochs how many times the data are seen
     * @return a report for each epoch
     * @throws DatasetException if a file is damaged
     * @throws TrainingException if the loss is not finite
     */
    public TrainingResult fit(DataLoader training, DataLoader validation, int epochs) throws DatasetException {
        stopped = false;
        List<EpochReport> reports = new ArrayList<>();
        for (int epoch = 0; epoch < epochs && !stopped; epoch++) {
            long start = System.nanoTime();
            double trainLoss = trainEpoch(training, epoch, epochs);
            if (stopped) {
                break;
            }
            EpochReport.Evaluation evaluation = validation == null ? null : evaluate(validation);
            double seconds = (System.nanoTime() - start) / 1e9;
            EpochReport report = new EpochReport(epoch, epochs, trainLoss, evaluation, seconds);
            reports.add(report);
            callbacks.forEach(callback -> callback.onEpoch(report));
        }
        return new TrainingResult(List.copyOf(reports), steps, stopped);
    }

    private double trainEpoch(DataLoader data, int epoch, int epochs) throws DatasetException {
        model.train();
        Mean mean = new Mean();
        long samples = 0;
        try (DataLoader.Epoch batches = data.epoch(epoch)) {
            while (batches.hasNext() && !stopped) {
                try (TensorScope scope = TensorScope.open()) {
                    Batch batch = batches.next();
                    double value = trainBatch(batch, epoch);
                    mean.add(value, batch.size());
                    samples += batch.size();
                    Callback.Progress progress = new Callback.Progress(
                            epoch, epochs, batch.index(), data.batches(), samples, value, mean.value(), optimizer.lr());
                    callbacks.forEach(callback -> callback.onBatch(progress));
                }
            }
        }
        return mean.value();
    }

    private double trainBatch(Batch batch, int epoch) {
        if (schedule != null) {
            optimizer.setLr(schedule.lr(steps));
        }
        optimizer.zeroGrad();
        Tensor value = lossOf(batch);
        double number = value.item();
        if (!Double.isFinite(number)) {
            throw new TrainingException(number, epoch, batch.index(), origin(batch));
        }
        value.backward();
        optimizer.step();
        steps++;
        return number;
    }

    private Tensor lossOf(Batch batch) {
        try (Precision block = precision.get()) {
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
     * Computes loss and metrics without training; the model's mode is restored.
     *
     * @param data the data
     * @return means over all samples
     * @throws DatasetException if a file is damaged
     */
    public EpochReport.Evaluation evaluate(DataLoader data) throws DatasetException {
        boolean wasTraining = model.isTraining();
        model.eval();
        metrics.forEach(Metric::reset);
        Mean mean = new Mean();
        try (GradMode mode = GradMode.noGrad();
                DataLoader.Epoch batches = data.epoch(0)) {
            while (batches.hasNext()) {
                try (TensorScope scope = TensorScope.open()) {
                    Batch batch = batches.next();
                    Tensor prediction = model.forward(batch.input());
                    mean.add(loss.forward(prediction, batch.target()).item(), batch.size());
                    metrics.forEach(metric -> metric.update(prediction, batch.target()));
                }
            }
        } finally {
            if (wasTraining) {
                model.train();
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        metrics.forEach(metric -> figures.put(metric.name(), metric.value()));
        return new EpochReport.Evaluation(mean.value(), figures);
    }
}
