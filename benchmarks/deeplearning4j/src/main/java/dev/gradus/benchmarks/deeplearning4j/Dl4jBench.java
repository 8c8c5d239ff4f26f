package dev.gradus.benchmarks.deeplearning4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times deeplearning4j on the training steps of {@code gradus bench}: forward, loss, backward and SGD update. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Times deeplearning4j's training step of a model, in f32.")
final class Dl4jBench implements Callable<Integer> {
    private static final int CHECKED_STEPS = 10;

    @Parameters(paramLabel = "MODEL", description = "${COMPLETION-CANDIDATES}")
    private Workload workload;

    @Option(names = "--runs", defaultValue = "10", description = "timed rounds")
    private int runs;

    @Option(names = "--warm-up", defaultValue = "3", description = "rounds before them")
    private int warmUp;

    @Option(names = "--weights", required = true, description = "initial weights: safetensors with PyTorch's names")
    private Path weights;

    @Option(names = "--data", required = true, description = "batches: safetensors with input.0, target.0, input.1 …")
    private Path data;

    @Option(
            names = "--check",
            description = "time nothing; write the losses of ten steps and the first step's gradients to this file")
    private Path check;

    @Option(
            names = "--as-it-comes",
            description =
                    "leave deeplearning4j's layers their own kernels, as 1.0.0-M2.1 does by default, not oneDNN's")
    private boolean asItComes;

    @Option(names = "--config", description = "also print which native libraries it runs on")
    private boolean config;

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Dl4jBench()).setCaseInsensitiveEnumValuesAllowed(true);
        Locale.setDefault(Locale.ROOT);
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, Boolean.toString(asItComes));
        ComputationGraph network = Network.of(workload);
        Network.load(network, Safetensors.read(weights));
        List<Batch> batches = Batch.of(Safetensors.read(data));
        if (check != null) {
            Safetensors.write(check, firstSteps(network, batches));
        } else {
            report(measure(network, batches), loss(network, batches));
        }
        if (config) {
            nativeLibraries().forEach(System.out::println);
        }
        return 0;
    }

    private static void train(ComputationGraph network, Batch batch) {
        network.fit(new INDArray[] {batch.input()}, new INDArray[] {batch.target()});
    }

    /** The last step's; the first batch's where nothing is trained. */
    private double loss(ComputationGraph network, List<Batch> batches) {
        return workload.trains()
                ? network.score()
                : network.score(
                        new MultiDataSet(batches.get(0).input(), batches.get(0).target()));
    }

    /** The losses of the first steps, in double, as {@code losses}, and the first step's gradients by parameter. */
    private static Map<String, INDArray> firstSteps(ComputationGraph network, List<Batch> batches) {
        Map<String, INDArray> found = new LinkedHashMap<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                if (found.isEmpty()) {
                    found.putAll(Network.gradients(network, model.gradient()));
                }
            }
        });
        double[] losses = new double[CHECKED_STEPS];
        for (int step = 0; step < CHECKED_STEPS; step++) {
            train(network, batches.get(step % batches.size()));
            losses[step] = network.score();
        }
        found.put("losses", Nd4j.createFromArray(losses));
        return found;
    }

    /** Milliseconds a step, a round each, after the warm-up. */
    private double[] measure(ComputationGraph network, List<Batch> batches) {
        double[] milliseconds = new double[runs];
        int steps = 0;
        for (int round = -warmUp; round < runs; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < workload.stepsPerRound; i++) {
                Batch batch = batches.get(steps++ % batches.size());
                if (workload.trains()) {
                    train(network, batch);
                } else {
                    network.outputSingle(false, batch.input());
                }
            }
            if (round >= 0) {
                milliseconds[round] = (System.nanoTime() - start) / 1e6 / workload.stepsPerRound;
            }
        }
        return milliseconds;
    }

    private void report(double[] milliseconds, double loss) throws IOException {
        double[] sorted = milliseconds.clone();
        Arrays.sort(sorted);
        double median = (sorted[(runs - 1) / 2] + sorted[runs / 2]) / 2;
        String line = "deeplearning4j %s f32 median # ms (min # max #) loss %.4f peak %d MB"
                .replace("#", workload.stepsPerRound > 1 ? "%.3f" : "%.1f")
                .formatted(
                        workload.name().toLowerCase(Locale.ROOT),
                        median,
                        sorted[0],
                        sorted[runs - 1],
                        loss,
                        peakMegabytes());
        System.out.println(line);
    }

    /** The most memory this process has had resident, from {@code VmHWM}. */
    private static long peakMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1_000_000;
            }
        }
        throw new IOException("/proc/self/status: expected a line VmHWM, found none");
    }

    private static List<String> nativeLibraries() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .map(line -> line.replaceFirst("^[^/]*", ""))
                .filter(path -> path.matches(".*/lib(nd4j|openblas|gomp|dnnl).*"))
                .distinct()
                .toList();
    }
}
