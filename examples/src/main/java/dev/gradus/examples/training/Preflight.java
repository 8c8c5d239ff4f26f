package dev.gradus.examples.training;

import dev.gradus.data.Batch;
import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.inspect.LayerFlow;
import dev.gradus.inspect.SanityCheck;
import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.TensorScope;
import dev.gradus.train.LrFinder;
import dev.gradus.vision.draw.Curves;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code --check} and {@code --find-lr} do in place of a training. */
final class Preflight {
    private static final int HEART_STEPS = 200;

    private final TrainingOptions options;
    private final Layer network;
    private final DataLoader data;
    private final PrintWriter console;

    Preflight(TrainingOptions options, Layer network, DataLoader data) {
        this.options = options;
        this.network = network;
        this.data = data;
        this.console = options.spec().commandLine().getOut();
    }

    /**
     * Does what was asked for.
     *
     * @param loss what is minimised
     * @param plain a loss whose least value is 0, for learning a batch by heart
     * @param classifies whether the network gives scores of classes
     * @return whether it was asked for, so that nothing is to be trained
     */
    boolean run(Loss loss, Loss plain, boolean classifies) throws DatasetException, IOException {
        FaultOptions faults = options.faults();
        if (faults.findLr) {
            findLr(loss);
        }
        if (faults.check) {
            check(loss, plain, classifies);
        }
        console.flush();
        return faults.findLr || faults.check;
    }

    private void findLr(Loss loss) throws DatasetException, IOException {
        LrFinder.Sweep sweep =
                LrFinder.sweep(network, loss, options.optimization().optimizer(network, data.batches()), data);
        double[] exponents = sweep.lrs().stream().mapToDouble(Math::log10).toArray();
        double[] losses = sweep.losses().stream().mapToDouble(x -> x).toArray();
        Path file = options.out().resolve("lr.png");
        new Curves("Learning rates", "power of ten")
                .add("loss", exponents, losses)
                .writePng(file);
        say(
                "suggestion: --lr %.2g (the loss is lowest at %.2g); the curve is in %s",
                sweep.suggestion(), sweep.lowest(), file);
    }

    @SuppressWarnings("try") // scopes act by being open
    private void check(Loss loss, Loss plain, boolean classifies) throws DatasetException {
        try (TensorScope scope = TensorScope.open();
                DataLoader.Epoch batches = data.epoch(0)) {
            Batch batch = batches.next();
            if (classifies) {
                report(SanityCheck.lossAtChance(network, plain, batch.input(), batch.target()));
            }
            LayerFlow flow = LayerFlow.of(network, loss, batch.input(), batch.target());
            say("%n%s", flow);
            flow.findings().forEach(finding -> say("LOOK  %s", finding));
            report(SanityCheck.overfitOneBatch(
                    network,
                    plain,
                    module -> options.optimization().optimizer(module, HEART_STEPS),
                    batch.input(),
                    batch.target(),
                    HEART_STEPS));
        }
    }

    private void report(SanityCheck check) {
        say("%s  %s", check.passed() ? "ok  " : "LOOK", check.message());
    }

    private void say(String format, Object... values) {
        console.println(String.format(Locale.ROOT, format, values));
    }
}
