package dev.gradus.benchmarks.pytorch;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;
import static org.bytedeco.pytorch.global.torch.clear_cache;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.ctc_loss;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.set_autocast_dtype;
import static org.bytedeco.pytorch.global.torch.set_autocast_enabled;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.show_config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.Reduction;
import org.bytedeco.pytorch.global.torch.ScalarType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times PyTorch on the training steps of {@code gradus bench}: forward, loss, backward and SGD update. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Times PyTorch's training step of a model.")
final class PyTorchBench implements Callable<Integer> {
    private static final int WARM_UP_ROUNDS = 3;
    private static final int BATCHES = 4;
    private static final int CHECKED_STEPS = 10;
    private static final double LEARNING_RATE = 0.01;

    /** F64 is no contestant: its first step is the truth that rounding is measured against. */
    enum Precision {
        F64,
        F32,
        BF16
    }

    enum Layout {
        PLAIN,
        CHANNELS_LAST
    }

    @Parameters(paramLabel = "MODEL", description = "${COMPLETION-CANDIDATES}")
    private Workload workload;

    @Option(names = "--precision", defaultValue = "f32", description = "${COMPLETION-CANDIDATES} (autocast where it is bf16)")
    private Precision precision;

    @Option(names = "--layout", defaultValue = "plain", description = "${COMPLETION-CANDIDATES}")
    private Layout layout;

    @Option(names = "--runs", defaultValue = "10", description = "timed rounds")
    private int runs;

    @Option(names = "--threads", description = "default: 2, or the processors available if fewer")
    private int threads = Math.min(2, Runtime.getRuntime().availableProcessors());

    @Option(names = "--seed", defaultValue = "1", description = "of the initial weights")
    private long seed;

    @Option(names = "--weights", description = "initial weights, a safetensors file with PyTorch's names")
    private Path weights;

    @Option(
            names = "--data",
            defaultValue = "1",
            description = "seed of the synthetic batches, or a safetensors file with input.0, target.0, input.1 …")
    private String data;

    @Option(
            names = "--check",
            description = "time nothing; write the losses of ten steps and the first step's gradients to this file")
    private Path check;

    @Option(names = "--config", description = "also print PyTorch's build and which BLAS libraries it runs on")
    private boolean config;

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new PyTorchBench()).setCaseInsensitiveEnumValuesAllowed(true);
        Locale.setDefault(Locale.ROOT);
        System.exit(line.execute(arguments));
    }

    @Override
    @SuppressWarnings("try") // a scope or guard works by being open
    public Integer call() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            set_num_threads(threads);
            manual_seed(seed);
            Network network = workload.network.get();
            if (weights != null) {
                network.load(Safetensors.read(weights));
            }
            List<Batch> batches = batches();
            if (precision == Precision.F64) {
                network.to(ScalarType.Double, false);
                batches = batches.stream().map(Batch::doubles).toList();
            }
            if (layout == Layout.CHANNELS_LAST) {
                toChannelsLast(network.parameters());
                batches = batches.stream().map(Batch::channelsLast).toList();
            }
            if (precision == Precision.BF16
                    && !Files.readString(Path.of("/proc/cpuinfo")).contains("_bf16")) {
                System.err.println("pytorch: this processor has no bf16 instructions; bf16 is emulated, and slow");
            }
            set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
            if (check != null) {
                Safetensors.write(check, firstSteps(network, batches));
            } else {
                report(workload.trains() ? train(network, batches) : infer(network, batches));
            }
            if (config) {
                System.out.println(show_config().getString());
                blasLibraries().forEach(System.out::println);
            }
        }
        return 0;
    }

    private List<Batch> batches() throws IOException {
        if (data.matches("\\d+")) {
            long seed = Long.parseLong(data);
            return LongStream.range(seed, seed + BATCHES)
                    .mapToObj(batchSeed -> Batch.synthetic(workload, batchSeed))
                    .toList();
        }
        return Batch.of(Safetensors.read(Path.of(data)));
    }

    private Measurement train(Network network, List<Batch> batches) {
        SGD optimizer = new SGD(network.parameters(), new SGDOptions(LEARNING_RATE));
        return measure(step -> {
            Tensor loss = backward(network, optimizer, batches.get(step % batches.size()));
            optimizer.step();
            return loss;
        });
    }

    private Tensor backward(Network network, SGD optimizer, Batch batch) {
        optimizer.zero_grad();
        Tensor loss = loss(network, batch);
        loss.backward();
        return loss;
    }

    /**
     * The losses of the first steps, in double, as {@code losses}, and the first step's gradients by parameter. In f64,
     * for which PyTorch has only slow convolutions, there is one step.
     */
    private Map<String, Tensor> firstSteps(Network network, List<Batch> batches) {
        SGD optimizer = new SGD(network.parameters(), new SGDOptions(LEARNING_RATE));
        Map<String, Tensor> found = new LinkedHashMap<>();
        double[] losses = new double[precision == Precision.F64 ? 1 : CHECKED_STEPS];
        for (int step = 0; step < losses.length; step++) {
            losses[step] = backward(network, optimizer, batches.get(step % batches.size()))
                    .item_double();
            if (step == 0) {
                network.gradients().forEach((name, gradient) -> found.put(name, gradient.clone()));
            }
            optimizer.step();
        }
        found.put("losses", AbstractTensor.create(losses));
        return found;
    }

    @SuppressWarnings("try")
    private Measurement infer(Network network, List<Batch> batches) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Measurement measured = measure(step -> inPrecision(
                    () -> network.forward(batches.get(step % batches.size()).input())));
            return new Measurement(
                    measured.milliseconds(), loss(network, batches.get(0)).item_double());
        }
    }

    /** Milliseconds a step, a round each, after the warm-up; and what the last step returned, if that is a scalar. */
    @SuppressWarnings("try")
    private Measurement measure(Step step) {
        double[] milliseconds = new double[runs];
        double last = Double.NaN;
        int steps = 0;
        for (int round = -WARM_UP_ROUNDS; round < runs; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < workload.stepsPerRound; i++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor result = step.run(steps++);
                    if (round == runs - 1 && i == workload.stepsPerRound - 1) {
                        last = result.numel() == 1 ? result.item_double() : Double.NaN;
                    }
                }
            }
            if (round >= 0) {
                milliseconds[round] = (System.nanoTime() - start) / 1e6 / workload.stepsPerRound;
            }
        }
        return new Measurement(milliseconds, last);
    }

    private Tensor loss(Network network, Batch batch) {
        return inPrecision(() -> {
            Tensor logits = network.forward(batch.input());
            if (workload.regresses()) {
                return mse_loss(logits, batch.target());
            }
            if (workload.labels()) {
                return ctc(logits, batch.target());
            }
            return workload.segments()
                    ? binary_cross_entropy_with_logits(logits, batch.target())
                    : cross_entropy_loss(logits, batch.target());
        });
    }

    private static Tensor ctc(Tensor logProbabilities, Tensor target) {
        long[] inputLengths = new long[(int) target.size(0)];
        long[] targetLengths = inputLengths.clone();
        Arrays.fill(inputLengths, logProbabilities.size(0));
        Arrays.fill(targetLengths, target.size(1));
        return ctc_loss(
                logProbabilities, target, inputLengths, targetLengths, 0, Reduction.Mean.value, false);
    }

    /** Runs {@code body} under autocast in bf16; backward runs outside, as PyTorch's documentation has it. */
    private Tensor inPrecision(Supplier<Tensor> body) {
        set_autocast_enabled(DeviceType.CPU, precision == Precision.BF16);
        try {
            return body.get();
        } finally {
            set_autocast_enabled(DeviceType.CPU, false);
            clear_cache();
        }
    }

    private static void toChannelsLast(TensorVector parameters) {
        for (Tensor parameter : parameters.get()) {
            if (parameter.dim() == 4) {
                parameter.set_data(parameter.contiguous(MemoryFormat.ChannelsLast));
            }
        }
    }

    private void report(Measurement measured) throws IOException {
        double[] sorted = measured.milliseconds().clone();
        Arrays.sort(sorted);
        double median = (sorted[(runs - 1) / 2] + sorted[runs / 2]) / 2;
        String milliseconds = workload.stepsPerRound > 1 ? "%.3f" : "%.1f";
        String line = "pytorch %s %s median # ms (min # max #) loss %.4f peak %d MB layout %s"
                .replace("#", milliseconds)
                .formatted(
                        lower(workload),
                        lower(precision),
                        median,
                        sorted[0],
                        sorted[runs - 1],
                        measured.loss(),
                        peakMegabytes(),
                        lower(layout));
        System.out.println(line);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
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

    private static List<String> blasLibraries() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .map(line -> line.replaceFirst("^[^/]*", ""))
                .filter(path -> path.matches(".*/lib(mkl|openblas|gomp|iomp).*"))
                .distinct()
                .toList();
    }

    private interface Step {
        Tensor run(int index);
    }

    private record Measurement(double[] milliseconds, double loss) {}
}
