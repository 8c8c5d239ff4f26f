package dev.gradus.benchmarks;

import dev.gradus.examples.Arithmetic;
import dev.gradus.examples.ExitCode;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.vision.draw.Curves;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gradus bench scaling}: whether a training step's cost grows linearly with the batch and with the pixels. */
@Command(
        name = "scaling",
        mixinStandardHelpOptions = true,
        description = "Times a U-Net's training step over batches and over picture sizes, and draws both curves.")
final class Scaling implements Callable<Integer> {
    private static final int[] BATCHES = {1, 2, 3, 4, 6, 8};
    private static final int BATCHED_SIDE = 128;
    private static final int[] SIDES = {128, 192, 256, 320, 384, 448};

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--runs",
            defaultValue = "5",
            paramLabel = "N",
            description = "Timed steps at each point. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--out",
            defaultValue = "out/bench",
            paramLabel = "DIR",
            description = "Folder for the picture. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (runs < 1) {
            throw new ParameterException(spec.commandLine(), "--runs: expected at least 1, got " + runs);
        }
        PrintWriter console = spec.commandLine().getOut();
        // Until the JVM has compiled the loops, and the pool has grown, steps take half as long again.
        measure(Shape.of(2, 3, 256, 256));
        console.println("| batch | side | ms a step | ms a megapixel |");
        console.println("|---|---|---|---|");
        double[] byBatch = time(IntStream.of(BATCHES)
                .mapToObj(n -> Shape.of(n, 3, BATCHED_SIDE, BATCHED_SIDE))
                .toArray(Shape[]::new));
        double[] bySide = time(
                IntStream.of(SIDES).mapToObj(side -> Shape.of(1, 3, side, side)).toArray(Shape[]::new));
        double[] batchPixels =
                megapixels(Arrays.stream(BATCHES).mapToLong(n -> (long) n * BATCHED_SIDE * BATCHED_SIDE));
        double[] sidePixels = megapixels(Arrays.stream(SIDES).mapToLong(side -> (long) side * side));
        Files.createDirectories(out);
        Path picture = out.resolve("scaling.png");
        new Curves("U-Net, ms a step", "megapixels in the batch")
                .add("larger batches", batchPixels, byBatch)
                .add("larger pictures", sidePixels, bySide)
                .writePng(picture);
        console.println("picture in " + picture);
        return ExitCode.DONE;
    }

    private static double[] megapixels(LongStream pixels) {
        return pixels.mapToDouble(count -> count / 1e6).toArray();
    }

    private double[] time(Shape[] inputs) {
        return Arrays.stream(inputs).mapToDouble(this::time).toArray();
    }

    private double time(Shape input) {
        double median = measure(input);
        double megapixels = input.dim(0) * input.dim(2) * input.dim(3) / 1e6;
        PrintWriter console = spec.commandLine().getOut();
        console.printf(
                Locale.ROOT, "| %d | %d | %.1f | %.0f |%n", input.dim(0), input.dim(2), median, median / megapixels);
        console.flush();
        return median;
    }

    @SuppressWarnings("try") // the scope acts by being open
    private double measure(Shape input) {
        try (TensorScope scope = TensorScope.open()) {
            List<Batch> batches = Batch.synthetic(Workload.UNET, input, Rng.seed(2));
            try (Training training = new Training(
                    Workload.UNET, Arithmetic.F32, Workload.UNET.network(Rng.seed(1)), batches, Training.Way.LAYERS)) {
                return training.measure(runs).median();
            }
        }
    }
}
