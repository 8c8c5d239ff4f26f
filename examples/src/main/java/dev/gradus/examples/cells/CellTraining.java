package dev.gradus.examples.cells;

import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.training.TrainingOptions;
import dev.gradus.examples.training.TrainingSession;
import dev.gradus.layers.losses.BceWithLogitsLoss;
import dev.gradus.layers.losses.DiceLoss;
import dev.gradus.layers.losses.Loss;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Callback;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.EpochReport;
import dev.gradus.train.TrainingResult;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.draw.Curves;
import dev.gradus.vision.draw.Overlay;
import dev.gradus.vision.models.UNet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Trains a U-Net to find cells: cross-entropy plus Dice loss. Every few epochs the network is tried on the validation
 * photos, and in the end the state that did best on them is kept.
 */
final class CellTraining {
    private static final String IOUS = "ious";

    private final TrainingOptions options;
    private final Settings settings;
    private final UNet network;
    private final PrintWriter out;
    /** By epoch, from 0. */
    private final Map<Integer, Double> ious = new TreeMap<>();

    private int bestEpoch = -1;
    private Validation best;
    private DatasetException damaged;

    /**
     * How to train, beside the options.
     *
     * @param command the command's words
     * @param crop the side of the training windows in pixels
     * @param validations how often the validation photos are tried, evenly spread
     */
    record Settings(String command, int crop, int validations) {
        private boolean validatesAfter(int epoch, int epochs) {
            return epoch + 1 == epochs || (epoch + 1) * validations / epochs > epoch * validations / epochs;
        }
    }

    /**
     * What came of it; the network is left in its best state, in evaluation mode.
     *
     * @param best its validation; null if the training ended before any
     * @param bestEpoch from 1; 0 if there was no validation
     * @param result steps and epochs
     * @param trainSeconds from the process's start to the last update
     * @param interrupted whether the user ended it
     * @param metrics the figures that every training has
     */
    record Outcome(
            Validation best,
            int bestEpoch,
            TrainingResult result,
            double trainSeconds,
            boolean interrupted,
            RunMetrics metrics) {}

    CellTraining(TrainingOptions options, Settings settings, UNet network, PrintWriter out) {
        this.options = options;
        this.settings = settings;
        this.network = network;
        this.out = out;
    }

    /** Trains; null if the options ask for something else in its place. */
    Outcome run(Dataset<PhotoMask> training, Dataset<PhotoMask> validation, Rng rng)
            throws DatasetException, IOException {
        Loss loss = new BceWithLogitsLoss().plus(new DiceLoss(true));
        DataLoader.Options loading =
                DataLoader.batchSize(options.batch()).shuffle(true).workers(options.workers());
        try (DataLoader loader = DataLoader.of(training, new CellPreparation(settings.crop), loading, rng)) {
            if (options.preflight(network, loader, loss)) {
                return null;
            }
            options.writeRunRecord();
            try (TrainingSession session =
                    new TrainingSession(options, settings.command, network, loss, loader.batches())) {
                session.trainer().callback(validating(session, validation));
                session.onTimeUp(epoch -> validate(session, epoch, validation));
                session.keepBest(report -> ious.getOrDefault(report.epoch(), Double.NaN));
                TrainingResult result = session.fit(
                        loader,
                        null,
                        Checkpoints.in(options.out())
                                .of("command", settings.command)
                                .of("photos", training.size())
                                .of("crop", settings.crop)
                                .of("network", network.config()));
                return finish(session, result, validation);
            }
        }
    }

    private Outcome finish(TrainingSession session, TrainingResult result, Dataset<PhotoMask> validation)
            throws DatasetException {
        if (damaged != null) {
            throw damaged;
        }
        boolean interrupted = session.interrupted();
        if (session.timedOut()) {
            out.println("the time is up: stopped after " + result.steps() + " steps");
        }
        // What is used in the end is what is measured: the best state, or an average.
        int epoch = session.best() == null ? -1 : session.best().epoch();
        if (!interrupted && (session.averages() || epoch != bestEpoch || best == null)) {
            best = Validation.of(new CellSegmenter(network), validation);
            bestEpoch = epoch < 0 ? result.epochs().size() : epoch;
            ious.putIfAbsent(
                    bestEpoch, best == null ? Double.NaN : best.scores().iou());
        }
        return new Outcome(
                best,
                bestEpoch + 1,
                result,
                session.trainSeconds(),
                interrupted,
                session.metrics(settings.command, result));
    }

    private Callback validating(TrainingSession session, Dataset<PhotoMask> data) {
        return new Callback() {
            @Override
            public void onEpoch(EpochReport report) {
                if (settings.validatesAfter(report.epoch(), report.epochs()) || options.patience() != null) {
                    validate(session, report.epoch(), data);
                }
            }

            @Override
            public Map<String, Tensor> stateDict() {
                double[] flat = ious.entrySet().stream()
                        .flatMap(entry -> Stream.of((double) entry.getKey(), entry.getValue()))
                        .mapToDouble(value -> value)
                        .toArray();
                return Map.of(IOUS, Tensor.of(flat, Shape.of(ious.size(), 2)));
            }

            @Override
            public void loadStateDict(Map<String, Tensor> dict) {
                double[] flat = dict.get(IOUS).toDoubleArray();
                for (int i = 0; i < flat.length; i += 2) {
                    ious.put((int) flat[i], flat[i + 1]);
                }
            }
        };
    }

    private void validate(TrainingSession session, int epoch, Dataset<PhotoMask> data) {
        try {
            tryValidate(session, epoch, data);
        } catch (DatasetException e) {
            damaged = e;
            session.trainer().stop();
        }
    }

    private void tryValidate(TrainingSession session, int epoch, Dataset<PhotoMask> data) throws DatasetException {
        network.eval();
        Validation validation = Validation.of(new CellSegmenter(network), data);
        if (validation == null) {
            return;
        }
        double iou = validation.scores().iou();
        if (best == null || iou > best.scores().iou()) {
            best = validation;
            bestEpoch = epoch;
        }
        ious.put(epoch, iou);
        out.println(String.format(
                Locale.ROOT,
                "           validation  IoU %.4f  Dice %.4f",
                iou,
                validation.scores().dice()));
        out.flush();
        session.point("metrics/IoU", epoch + 1.0, iou);
        if (session.isShown()) {
            PhotoMask sample = data.get(0);
            session.show(
                    "validation",
                    Overlay.compare(
                            sample.photo(), new CellSegmenter(network).probability(sample.photo()), sample.mask()),
                    epoch);
        }
    }

    /** Draws the loss of each epoch and the IoU of each validation. */
    void writeCurves(TrainingResult result, Path file) throws IOException {
        double[] losses =
                result.epochs().stream().mapToDouble(EpochReport::trainLoss).toArray();
        double[] at = ious.keySet().stream().mapToDouble(epoch -> epoch + 1.0).toArray();
        new Curves("Training", "epoch")
                .add("training loss", losses)
                .add(
                        "validation IoU",
                        at,
                        ious.values().stream().mapToDouble(iou -> iou).toArray())
                .write(file);
    }
}
