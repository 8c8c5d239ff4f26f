package dev.gradus.examples.cells;

import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.Arithmetic;
import dev.gradus.examples.Interruption;
import dev.gradus.examples.UpdateClock;
import dev.gradus.layers.losses.BceWithLogitsLoss;
import dev.gradus.layers.losses.DiceLoss;
import dev.gradus.optim.Adam;
import dev.gradus.optim.LrSchedule;
import dev.gradus.random.Rng;
import dev.gradus.train.BestState;
import dev.gradus.train.Callback;
import dev.gradus.train.EpochReport;
import dev.gradus.train.ProgressBar;
import dev.gradus.train.Trainer;
import dev.gradus.train.TrainingResult;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.draw.Curves;
import dev.gradus.vision.models.UNet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains a U-Net to find cells: cross-entropy plus Dice loss, Adam under a one-cycle schedule. Every few epochs the
 * network is tried on the validation photos, and in the end the state that did best on them is kept.
 */
final class CellTraining {
    private final Settings settings;
    private final UNet network;
    private final PrintWriter out;
    private final Map<Integer, Validation> validations = new TreeMap<>();
    private final List<EpochReport> epochs = new ArrayList<>();
    private DatasetException damaged;

    /**
     * How to train.
     *
     * @param crop the side of the training windows in pixels
     * @param epochs passes over the photos, a window of each
     * @param batch windows a step
     * @param lr the peak of the schedule
     * @param validations how often the validation photos are tried, evenly spread
     * @param arithmetic what products are computed in
     * @param minutes from the process's start to the last update, at most
     */
    record Settings(
            int crop, int epochs, int batch, double lr, int validations, Arithmetic arithmetic, double minutes) {
        private boolean validatesAfter(int epoch) {
            return epoch + 1 == epochs || (epoch + 1) * validations / epochs > epoch * validations / epochs;
        }
    }

    /**
     * What came of it; the network is left in its best state, in evaluation mode.
     *
     * @param bestEpoch from 1; 0 if the training ended before any validation
     * @param best its validation; null if there was none
     * @param steps updates made
     * @param trainSeconds from the process's start to the last update
     * @param interrupted whether the user ended it
     */
    record Outcome(int bestEpoch, Validation best, long steps, double trainSeconds, boolean interrupted) {}

    CellTraining(UNet network, Settings settings, PrintWriter out) {
        this.network = network;
        this.settings = settings;
        this.out = out;
    }

    Outcome run(Dataset<PhotoMask> training, Dataset<PhotoMask> validation, Rng rng) throws DatasetException {
        UpdateClock clock = new UpdateClock(60 * settings.minutes);
        BestState best = new BestState(network, this::score);
        DataLoader.Options options = DataLoader.batchSize(settings.batch).shuffle(true);
        Adam adam = new Adam(network, Adam.lr(settings.lr).betas(0.9, 0.99).decoupledWeightDecay(0.01));
        TrainingResult result;
        try (DataLoader loader = DataLoader.of(training, new CellPreparation(settings.crop), options, rng)) {
            long steps = Math.max(2, (long) settings.epochs * loader.batches());
            Trainer trainer = new Trainer(network, new BceWithLogitsLoss().plus(new DiceLoss(true)), adam)
                    .schedule(LrSchedule.oneCycle(settings.lr, steps))
                    .precision(settings.arithmetic::block)
                    .callback(new ProgressBar());
            trainer.callback(clock.stopping(trainer))
                    .callback(validating(trainer, validation))
                    .callback(best);
            result = trainer.fit(loader, null, settings.epochs);
        }
        if (damaged != null) {
            throw damaged;
        }
        if (clock.timedOut()) {
            out.println("the time is up: stopped after " + result.steps() + " steps");
            validate(epochs.size(), validation);
            best.onEpoch(new EpochReport(epochs.size(), settings.epochs, Double.NaN, null, 0));
        }
        boolean interrupted = Interruption.isRequested();
        best.restore();
        network.eval();
        int epoch = best.best() == null ? -1 : best.best().epoch();
        return new Outcome(epoch + 1, validations.get(epoch), result.steps(), clock.secondsAtLastUpdate(), interrupted);
    }

    private double score(EpochReport report) {
        Validation validation = validations.get(report.epoch());
        return validation == null ? Double.NaN : validation.scores().iou();
    }

    private Callback validating(Trainer trainer, Dataset<PhotoMask> data) {
        return new Callback() {
            @Override
            public void onEpoch(EpochReport report) {
                epochs.add(report);
                if (settings.validatesAfter(report.epoch())) {
                    try {
                        validate(report.epoch(), data);
                    } catch (DatasetException e) {
                        damaged = e;
                        trainer.stop();
                    }
                }
            }
        };
    }

    private void validate(int epoch, Dataset<PhotoMask> data) throws DatasetException {
        network.eval();
        Validation validation = Validation.of(new CellSegmenter(network), data);
        if (validation == null) {
            return;
        }
        validations.put(epoch, validation);
        out.println(String.format(
                Locale.ROOT,
                "           validation  IoU %.4f  Dice %.4f",
                validation.scores().iou(),
                validation.scores().dice()));
        out.flush();
    }

    /** Draws the loss of each epoch and the IoU of each validation. */
    void writeCurves(Path file) throws IOException {
        double[] losses = epochs.stream().mapToDouble(EpochReport::trainLoss).toArray();
        double[] at =
                validations.keySet().stream().mapToDouble(epoch -> epoch + 1.0).toArray();
        double[] ious = validations.values().stream()
                .mapToDouble(validation -> validation.scores().iou())
                .toArray();
        new Curves("Training", "epoch")
                .add("training loss", losses)
                .add("validation IoU", at, ious)
                .writePng(file);
    }
}
