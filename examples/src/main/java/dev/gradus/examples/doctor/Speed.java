package dev.gradus.examples.doctor;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Precision;
import dev.gradus.backend.Processor;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Convolutions;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Short probes of what the kernels reach on this machine. */
@SuppressWarnings("try") // scopes and modes act by being open
final class Speed {
    private static final long PROBE_NANOS = 300_000_000;

    private Speed() {}

    static Finding measure() {
        List<String> facts = new ArrayList<>();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int processors = Runtime.getRuntime().availableProcessors();
        if (load > processors) {
            facts.add(String.format(
                    Locale.ROOT,
                    "low figures: other programs are busy (load %.0f on %d processors)",
                    load,
                    processors));
        }
        try (GradMode noGrad = GradMode.noGrad()) {
            facts.add("f32: " + products());
            facts.add("bf16: " + (Processor.hasBf16() ? bf16Products() : "this processor has no instructions for it"));
            facts.add(String.format(Locale.ROOT, "memory: %.0f GB/s", bandwidth()));
        }
        return new Finding("Speed", facts, List.of());
    }

    private static String bf16Products() {
        try (Precision precision = Precision.bf16()) {
            return products();
        }
    }

    private static String products() {
        return String.format(
                Locale.ROOT, "convolution %.0f GFLOP/s, matrix product %.0f GFLOP/s", convolution(), product());
    }

    /** A 3x3 convolution of 64 channels, as in the middle of an image network, counted as if computed tap by tap. */
    private static double convolution() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Precision.product(Tensor.normal(Rng.seed(1), 4, 64, 64, 64));
            Tensor weight = Precision.product(Tensor.normal(Rng.seed(2), 64, 64, 3, 3));
            double flop = 2.0 * x.size() * 64 * 9;
            return flop / best(() -> Convolutions.conv2d(x, weight, null, 1, 1));
        }
    }

    private static double product() {
        int n = 1024;
        try (TensorScope scope = TensorScope.open()) {
            Tensor a = Precision.product(Tensor.normal(Rng.seed(1), n, n));
            Tensor b = Precision.product(Tensor.normal(Rng.seed(2), n, n));
            return 2.0 * n * n * n / best(() -> a.matmul(b));
        }
    }

    /** A sum of two tensors of 64 MB: two are read, one is written. */
    private static double bandwidth() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor a = Tensor.ones(1 << 24);
            Tensor b = Tensor.ones(1 << 24);
            return 3.0 * a.size() * Float.BYTES / best(() -> a.add(b));
        }
    }

    /** The fewest nanoseconds a call took, among those that fit into the time of a probe; the first makes the kernel. */
    private static double best(Supplier<Tensor> call) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor unused = call.get();
        }
        long end = System.nanoTime() + PROBE_NANOS;
        long best = Long.MAX_VALUE;
        do {
            try (TensorScope scope = TensorScope.open()) {
                long start = System.nanoTime();
                Tensor unused = call.get();
                best = Math.min(best, System.nanoTime() - start);
            }
        } while (System.nanoTime() < end);
        return best;
    }
}
