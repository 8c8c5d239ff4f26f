package dev.gradus.examples.training;

import dev.gradus.examples.HelpSection;
import dev.gradus.examples.RunOptions;
import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.optim.Group;
import dev.gradus.optim.LrSchedule;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.WeightAverage;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.Trainer;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the updates. What is null is the command's own default. */
@HelpSection("Updates (the command's own values stand above)")
final class OptimizationOptions {
    private static final int LOOKAHEAD_STEPS = 5;
    private static final double LOOKAHEAD_SHARE = 0.5;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data.")
    private Integer epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Samples a batch.")
    private Integer batch;

    @Option(names = "--lr", paramLabel = "X", description = "The peak of the learning rate; see --find-lr.")
    private Double lr;

    @Option(names = "--optimizer", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
    private OptimizerKind optimizer;

    @Option(
            names = "--momentum",
            paramLabel = "X",
            description = "Of sgd, rmsprop and muon; else the decay of the gradients' mean.")
    private Double momentum;

    @Option(names = "--beta2", paramLabel = "X", description = "The decay of the mean of the gradients' squares.")
    private Double beta2;

    @Option(names = "--weight-decay", paramLabel = "X", description = "How fast weights shrink.")
    private Double weightDecay;

    @Option(names = "--no-norm-decay", description = "Let norms and biases keep their size.")
    private boolean noNormDecay;

    @Option(
            names = "--bias-lr",
            paramLabel = "X",
            description = "By what the rate of norms and biases is multiplied; their decay stays as fast.")
    private Double biasLr;

    @Option(names = "--schedule", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
    private ScheduleKind schedule;

    @Option(names = "--warmup", paramLabel = "N", description = "Updates in which the rate rises from 0 (0).")
    private int warmup;

    @Option(
            names = "--accumulate",
            paramLabel = "N",
            description = "Batches an update, for large ones in little memory (1).")
    private int accumulate = 1;

    @Option(names = "--clip-norm", paramLabel = "X", description = "The largest norm of the gradients (no limit).")
    private Double clipNorm;

    @Option(names = "--clip-value", paramLabel = "X", description = "The largest element of the gradients (no limit).")
    private Double clipValue;

    @Option(
            names = "--ema",
            paramLabel = "D",
            description = "Use a moving average of the weights, such as 0.999, in the end (none).")
    private Double ema;

    @Option(
            names = "--swa",
            paramLabel = "N",
            description = "Use the mean of the weights after every N updates in the end (none).")
    private Integer swa;

    @Option(names = "--lookahead", description = "Go half of the way back every 5 updates.")
    private boolean lookahead;

    void resolve(Defaults defaults) {
        Defaults.Rule rule = defaults.rule();
        epochs = epochs == null ? Integer.valueOf(defaults.epochs()) : epochs;
        batch = batch == null ? Integer.valueOf(defaults.batch()) : batch;
        lr = lr == null ? Double.valueOf(defaults.lr()) : lr;
        if (optimizer == null || optimizer == rule.optimizer()) {
            momentum = momentum == null ? rule.momentum() : momentum;
            beta2 = beta2 == null ? rule.beta2() : beta2;
        }
        optimizer = optimizer == null ? rule.optimizer() : optimizer;
        weightDecay = weightDecay == null ? Double.valueOf(rule.weightDecay()) : weightDecay;
        biasLr = biasLr == null ? Double.valueOf(rule.biasLr()) : biasLr;
        schedule = schedule == null ? rule.schedule() : schedule;
    }

    void check(RunOptions run, boolean validates) {
        run.requirePositive("--epochs", epochs);
        run.requirePositive("--batch", batch);
        run.requirePositive("--lr", lr);
        run.requirePositive("--bias-lr", biasLr);
        run.requirePositive("--warmup", warmup + 1.0);
        run.requirePositive("--accumulate", accumulate);
        run.requirePositive("--clip-norm", clipNorm == null ? 1 : clipNorm);
        run.requirePositive("--clip-value", clipValue == null ? 1 : clipValue);
        run.require("--ema", "a decay between 0 and 1", ema == null || (ema > 0 && ema < 1), ema);
        run.requirePositive("--swa", swa == null ? 1 : swa);
        run.require("--swa", "no --ema beside it", ema == null || swa == null, swa);
        run.require("--schedule", "--validation with it", schedule != ScheduleKind.PLATEAU || validates, schedule);
    }

    int epochs() {
        return epochs;
    }

    int batch() {
        return batch;
    }

    double lr() {
        return lr;
    }

    Optimizer optimizer(Module network) {
        Group[] groups = noNormDecay || biasLr != 1 ? vectors(network) : new Group[0];
        Optimizer made = optimizer.of(network, new OptimizerKind.Rates(lr, weightDecay, momentum, beta2), groups);
        return lookahead ? made.lookahead(LOOKAHEAD_STEPS, LOOKAHEAD_SHARE) : made;
    }

    /** Norms' scales and shifts, and biases, are what has one dimension. */
    private Group[] vectors(Module network) {
        String[] names = network.namedParameters().entrySet().stream()
                .filter(entry -> isVector(entry.getValue()))
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        double decay = noNormDecay ? 0 : weightDecay / biasLr;
        return names.length == 0
                ? new Group[0]
                : new Group[] {Group.of(names).lrScale(biasLr).weightDecay(decay)};
    }

    private static boolean isVector(Parameter parameter) {
        return parameter.shape().rank() < 2;
    }

    LrSchedule schedule(int batches) {
        long updates = (long) epochs * ((batches + accumulate - 1) / accumulate);
        LrSchedule whole = schedule.of(lr, updates);
        return warmup == 0 ? whole : whole.warmup(warmup);
    }

    /**
     * Sets a trainer up.
     *
     * @return the average of the weights, or null
     */
    WeightAverage attach(Trainer trainer, Module network) {
        trainer.accumulate(accumulate);
        if (clipNorm != null) {
            trainer.clipGradNorm(clipNorm);
        }
        if (clipValue != null) {
            trainer.clipGradValue(clipValue);
        }
        WeightAverage average =
                ema != null ? WeightAverage.ema(network, ema) : swa != null ? WeightAverage.swa(network) : null;
        if (average != null) {
            trainer.average(average, swa == null ? 1 : swa);
        }
        return average;
    }

    Checkpoints identify(Checkpoints checkpoints) {
        return checkpoints
                .of("epochs", epochs)
                .of("batch", batch)
                .of("lr", lr)
                .of("optimizer", optimizer)
                .of("momentum", momentum)
                .of("beta2", beta2)
                .of("weight-decay", weightDecay)
                .of("no-norm-decay", noNormDecay)
                .of("bias-lr", biasLr)
                .of("schedule", schedule)
                .of("warmup", warmup)
                .of("accumulate", accumulate)
                .of("clip-norm", clipNorm)
                .of("clip-value", clipValue)
                .of("ema", ema)
                .of("swa", swa)
                .of("lookahead", lookahead);
    }
}
