package dev.gradus.benchmarks;

import dev.gradus.examples.Arithmetic;
import dev.gradus.io.Safetensors;
import dev.gradus.memory.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether Gradus computes what PyTorch computes: the losses of the first steps and the first step's gradients, each
 * error as a share of what it may be, so that at most 1 is good.
 *
 * <p>The error of a gradient is {@code rms(a − b) / max(rms(b), largest / 1000)}, b being PyTorch's in f64 and
 * {@code largest} the greatest {@code rms(b)} of the network. Where {@code b} is zero but for rounding, as for the bias
 * of a convolution before a norm, every library computes other noise, with single channels ten times above the rest:
 * there it is {@code rms(a − b) / (largest / 100)}. An error may be as large as the tolerance, or one and a half times
 * the largest that PyTorch itself has in the same precision, with one set of its kernels or another, anywhere in the
 * network: a relu that rounding pushes over its kink changes one gradient and not another. A loss may differ by three
 * times as much as PyTorch's own kernels make it differ: ten steps blow a rounding up, in ResNet-18 to 5e-3, so that the
 * two distances known are draws of a wide spread.
 *
 * @param firstLoss the error of the first loss, on which no rounding has acted twice, as a share of the tolerance
 * @param losses the largest error of a loss
 * @param gradients the largest error of a gradient
 * @param worst the parameter whose gradient that is
 */
record Agreement(double firstLoss, double losses, double gradients, String worst) {
    private static final double GRADIENT_TOLERANCE = 1e-3;
    private static final double GRADIENT_MARGIN = 1.5;
    private static final double LOSS_MARGIN = 3;
    private static final double SMALLEST = 1e-3;
    private static final double CANCELLED = 1e-2;
    private static final double ZERO = 1e-12;

    /**
     * Compares what four processes wrote.
     *
     * @param arithmetic what products were computed in by Gradus and in {@code own}
     * @param gradus by Gradus
     * @param exact one step by PyTorch in f64, whose steps are too slow for ten
     * @param reference by PyTorch in f32
     * @param own by PyTorch in the same arithmetic, each with other kernels, which round in another order: the largest
     *     distance from the first two is what rounding itself allows
     */
    @SuppressWarnings("try") // the scope acts by being open
    static Agreement of(Arithmetic arithmetic, Path gradus, Path exact, Path reference, List<Path> own)
            throws IOException {
        try (TensorScope scope = TensorScope.open()) {
            Map<String, double[]> found = read(gradus);
            Map<String, double[]> expected = read(exact);
            if (!found.keySet().equals(expected.keySet())) {
                throw new IOException(
                        "%s: expected the tensors %s, found %s".formatted(gradus, expected.keySet(), found.keySet()));
            }
            double tolerance = arithmetic == Arithmetic.BF16 ? 2e-2 : 1e-4;
            double[] trueLosses = read(reference).get("losses");
            double[] losses = relative(found.remove("losses"), trueLosses);
            expected.remove("losses");
            Map<String, Double> errors = errors(found, expected);
            double ownLoss = 0;
            double ownError = 0;
            for (Path variant : own) {
                Map<String, double[]> allowed = read(variant);
                ownLoss = Math.max(ownLoss, max(relative(allowed.remove("losses"), trueLosses)));
                ownError = Math.max(
                        ownError, Collections.max(errors(allowed, expected).values()));
            }
            String worst = errors.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElseThrow();
            return new Agreement(
                    losses[0] / tolerance,
                    max(losses) / Math.max(tolerance, LOSS_MARGIN * ownLoss),
                    errors.get(worst) / Math.max(GRADIENT_TOLERANCE, GRADIENT_MARGIN * ownError),
                    worst);
        }
    }

    /** False also where any of them is NaN. */
    boolean holds() {
        return firstLoss <= 1 && losses <= 1 && gradients <= 1;
    }

    /** In words. */
    String found() {
        return String.format(
                Locale.ROOT,
                "of what they may, the first loss differs by %.2f, the losses of ten steps by %.2f, the gradients by"
                        + " %.2f (%s)",
                firstLoss,
                losses,
                gradients,
                worst);
    }

    private static Map<String, double[]> read(Path file) throws IOException {
        Map<String, double[]> values = new LinkedHashMap<>();
        Safetensors.read(file).tensors().forEach((name, tensor) -> values.put(name, tensor.toDoubleArray()));
        return values;
    }

    private static Map<String, Double> errors(Map<String, double[]> found, Map<String, double[]> expected) {
        double largest =
                expected.values().stream().mapToDouble(Agreement::rms).max().orElseThrow();
        Map<String, Double> errors = new LinkedHashMap<>();
        expected.forEach((name, b) -> {
            double[] difference = found.get(name).clone();
            Arrays.setAll(difference, i -> difference[i] - b[i]);
            double scale = rms(b) < ZERO * largest ? CANCELLED * largest : Math.max(rms(b), SMALLEST * largest);
            errors.put(name, rms(difference) / scale);
        });
        return errors;
    }

    private static double rms(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(x -> x * x).average().orElse(0));
    }

    private static double[] relative(double[] a, double[] b) {
        double[] errors = new double[b.length];
        Arrays.setAll(errors, i -> Math.abs(a[i] - b[i]) / Math.abs(b[i]));
        return errors;
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
