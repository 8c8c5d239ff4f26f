package dev.gradus.benchmarks;

import dev.gradus.autograd.Op;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.Subcommand;
import dev.gradus.layers.Layer;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.MemorySnapshot;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Sgd;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.draw.Curves;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gradus soak}: many training steps, and what memory does meanwhile. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Trains for many steps and measures whether memory stays flat.",
            "Prints the slope of resident memory over the last 80 % of the steps, and compares native bytes and"
                    + " objects at step 500 (or a tenth of the steps) with the end. Exit code 1 if they differ.",
            "The JVM's heap and compiler grow too; to hold them still:"
                    + " GRADUS_OPTS='-Xms256m -Xmx256m -XX:+AlwaysPreTouch -XX:+UseSerialGC -XX:TieredStopAtLevel=1'",
            "Example: gradus soak cnn --steps 5000"
        })
@SuppressWarnings("try") // scopes act by being open
public final class Soak implements Subcommand {
    private static final int SAMPLES = 250;

    enum Network {
        CNN,
        UNET
    }

    /** What the throwing steps throw. */
    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Parameters(paramLabel = "NETWORK", description = "cnn (batch 64 of 1x28x28) or unet (batch 2)")
    private Network network;

    @Option(names = "--steps", defaultValue = "5000", description = "training steps (default ${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--side",
            defaultValue = "128",
            description = "height and width of the U-Net's photos (default ${DEFAULT-VALUE})")
    private int side;

    @Option(names = "--throwing", description = "each step throws in the middle of its backward pass")
    private boolean throwing;

    @Option(names = "--out", defaultValue = "out/soak", description = "folder for the curve (default ${DEFAULT-VALUE})")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Rng rng = Rng.seed(7);
        Layer model = network == Network.CNN ? Models.lenet(rng) : Models.unet(rng);
        Loss loss = (network == Network.CNN ? Workload.LENET : Workload.UNET).loss();
        Sgd optimizer = new Sgd(model, Sgd.lr(1e-3).momentum(0.9));
        int every = Math.max(1, steps / SAMPLES);
        double[] at = new double[steps / every];
        double[] resident = new double[at.length];
        MemorySnapshot early = null;
        PrintWriter console = spec.commandLine().getOut();
        for (int step = 0; step < steps; step++) {
            step(model, loss, optimizer, rng);
            if (step == Math.min(500, steps / 10)) {
                early = MemorySnapshot.take();
            }
            if ((step + 1) % every == 0 && step / every < at.length) {
                at[step / every] = step + 1.0;
                resident[step / every] = ResidentMemory.kilobytes();
            }
            if ((step + 1) % Math.max(1, steps / 10) == 0) {
                console.printf(
                        Locale.ROOT,
                        "step %d of %d, resident %.0f MB%n",
                        step + 1,
                        steps,
                        (double) ResidentMemory.kilobytes() / 1e3);
                console.flush();
            }
        }
        return report(console, at, resident, early, MemorySnapshot.take());
    }

    private void step(Layer model, Loss loss, Sgd optimizer, Rng rng) {
        try (TensorScope scope = TensorScope.open()) {
            optimizer.zeroGrad();
            Tensor x =
                    network == Network.CNN ? Tensor.normal(rng, 64, 1, 28, 28) : Tensor.normal(rng, 2, 3, side, side);
            if (throwing) {
                x = throwingInBackward(x);
            }
            loss.forward(model.forward(x), target(rng)).backward();
            optimizer.step();
        } catch (Interruption expected) {
            if (!throwing) {
                throw expected;
            }
        }
    }

    private Tensor target(Rng rng) {
        if (network == Network.CNN) {
            return Tensor.of(
                    IntStream.range(0, 64).mapToLong(i -> rng.nextInt(10)).toArray(), Shape.of(64));
        }
        return Tensor.normal(rng, 2, 1, side, side).gt(0).to(DType.FLOAT32);
    }

    /** The identity, whose gradient, the last to be asked for, throws. */
    private static Tensor throwingInBackward(Tensor x) {
        Tensor leaf = x.tracked();
        return Op.of("throwing", x.alias())
                .grad(leaf, g -> {
                    throw new Interruption();
                })
                .build();
    }

    private int report(PrintWriter console, double[] at, double[] resident, MemorySnapshot early, MemorySnapshot end)
            throws IOException {
        Files.createDirectories(out);
        String name = network.name().toLowerCase(Locale.ROOT) + (throwing ? "-throwing" : "");
        Path curve = out.resolve("memory-" + name + ".png");
        double[] megabytes = Arrays.stream(resident).map(kb -> kb / 1e3).toArray();
        new Curves("Resident memory, " + name, "step").add("MB", at, megabytes).writePng(curve);
        boolean equal = early.liveBytes() == end.liveBytes()
                && early.blocks() == end.blocks()
                && early.javaCppObjects() == end.javaCppObjects();
        console.printf(
                Locale.ROOT,
                "%s: %d steps, slope of resident memory over the last 80 %%: %.3f KB a step%n",
                name,
                steps,
                slope(at, resident));
        console.println("early: " + early);
        console.println("end:   " + end);
        console.println((equal ? "equal" : "NOT equal") + "; curve in " + curve);
        return equal ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Of the least-squares line through the last 80 % of the samples. */
    private static double slope(double[] x, double[] y) {
        int from = x.length / 5;
        double meanX =
                IntStream.range(from, x.length).mapToDouble(i -> x[i]).average().orElse(0);
        double meanY =
                IntStream.range(from, x.length).mapToDouble(i -> y[i]).average().orElse(0);
        double xy = 0;
        double xx = 0;
        for (int i = from; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
        }
        return xy / xx;
    }
}
