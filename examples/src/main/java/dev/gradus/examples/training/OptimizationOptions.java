package dev.gradus.examples.training;

import dev.gradus.examples.HelpSection;
import dev.gradus.examples.RunOptions;
import dev.gradus.layers.BatchNorm;
import dev.gradus.layers.GroupNorm;
import dev.gradus.layers.InstanceNorm;
import dev.gradus.layers.LayerNorm;
import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.layers.RmsNorm;
import dev.gradus.optim.Group;
import dev.gradus.optim.LrSchedule;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.WeightAverage;
import dev.gradus.train.Checkpoints;
import dev.gradus.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Options of the updates. What is null is the command's own default. */
@HelpSection("Updates (the command's own values stand above)")
final class OptimizationOptions {
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
            names = "--norm-lr",
            paramLabel = "X",
            description = "By what the rate of norms is multiplied; their decay stays as fast.")
    private Double normLr;

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

    @Option(
            names = "--lookahead",
            arity = "0..1",
            paramLabel = "NAME",
            fallbackValue = "half",
            description = "Every 5 updates go back: ${COMPLETION-CANDIDATES}; growing is to an average of ever more"
                    + " updates (without a NAME: half of the way).")
    private LookaheadKind lookahead;

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
        normLr = normLr == null ? Double.valueOf(rule.normLr()) : normLr;
        lookahead = lookahead == null ? rule.lookahead() : lookahead;
        schedule = schedule == null ? rule.schedule() : schedule;
    }

    void check(RunOptions run, boolean validates) {
        run.requirePositive("--epochs", epochs);
        run.requirePositive("--batch", batch);
        run.requirePositive("--lr", lr);
        run.requirePositive("--norm-lr", normLr);
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

    Optimizer optimizer(Module network, int batches) {
        Optimizer made =
                optimizer.of(network, new OptimizerKind.Rates(lr, weightDecay, momentum, beta2), groups(network));
        return lookahead.on(made, updates(batches));
    }

    private Group[] groups(Module network) {
        List<Group> groups = new ArrayList<>();
        if (normLr != 1) {
            group(network, name -> isOfNorm(network, name))
                    .ifPresent(norms ->
                            groups.add(norms.lrScale(normLr).weightDecay(noNormDecay ? 0 : weightDecay / normLr)));
        }
        if (noNormDecay) {
            Map<String, Parameter> parameters = network.namedParameters();
            group(network, name -> parameters.get(name).shape().rank() < 2)
                    .ifPresent(vectors -> groups.add(vectors.weightDecay(0)));
        }
        return groups.toArray(Group[]::new);
    }

    private static Optional<Group> group(Module network, Predicate<String> belongs) {
        String[] names =
                network.namedParameters().keySet().stream().filter(belongs).toArray(String[]::new);
        return names.length == 0 ? Optional.empty() : Optional.of(Group.of(names));
    }

    private static boolean isOfNorm(Module network, String parameter) {
        Module owner = network.namedModules().get(parameter.substring(0, Math.max(0, parameter.lastIndexOf('.'))));
        return owner instanceof BatchNorm
                || owner instanceof InstanceNorm
                || owner instanceof GroupNorm
                || owner instanceof LayerNorm
                || owner instanceof RmsNorm;
    }

    private long updates(int batches) {
        return (long) epochs * ((batches + accumulate - 1) / accumulate);
    }

    LrSchedule schedule(int batches) {
        LrSchedule whole = schedule.of(lr, updates(batches));
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
                .of("norm-lr", normLr)
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
