package dev.gradus.benchmarks;

import dev.gradus.io.Safetensors;
import dev.gradus.memory.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether Gradus computes what PyTorch computes: the losses of the first steps and the first step's gradients. The
 * error of a tensor is {@code max|a − b| / max(max|b|, 1e-6)}, b being PyTorch's in f32.
 *
 * @param losses the largest error of a loss
 * @param gradients the largest error of a gradient, as a share of what it may be: at most 1 is good
 * @param worst the parameter whose gradient that is
 */
record Agreement(double losses, double gradients, String worst) {
    private static final double SMALL = 1e-6;
    private static final double GRADIENT_TOLERANCE = 1e-3;
    /** How much more than PyTorch's own error may be, where that is beyond the tolerance. */
    private static final double MARGIN = 1.5;

    /**
     * Compares what three processes wrote.
     *
     * @param gradus by Gradus
     * @param reference by PyTorch in f32
     * @param own by PyTorch with the same products, in its other layout: its distance from the reference is what the
     *     precision itself allows
     */
    @SuppressWarnings("try") // the scope acts by being open
    static Agreement of(Path gradus, Path reference, Path own) throws IOException {
        try (TensorScope scope = TensorScope.open()) {
            Map<String, double[]> found = read(gradus);
            Map<String, double[]> expected = read(reference);
            Map<String, double[]> allowed = read(own);
            if (!found.keySet().equals(expected.keySet())) {
                throw new IOException(
                        "%s: expected the tensors %s, found %s".formatted(gradus, expected.keySet(), found.keySet()));
            }
            double losses = error(found.remove("losses"), expected.get("losses"));
            double worst = 0;
            String name = "";
            for (String parameter : found.keySet()) {
                double[] b = expected.get(parameter);
                double limit = Math.max(GRADIENT_TOLERANCE, MARGIN * error(allowed.get(parameter), b));
                double share = error(found.get(parameter), b) / limit;
                if (Double.isNaN(share) || share > worst) {
                    worst = share;
                    name = parameter;
                }
            }
            return new Agreement(losses, worst, name);
        }
    }

    boolean holds(Arithmetic arithmetic) {
        return losses <= (arithmetic == Arithmetic.BF16 ? 2e-2 : 1e-4) && gradients <= 1;
    }

    private static Map<String, double[]> read(Path file) throws IOException {
        Map<String, double[]> values = new LinkedHashMap<>();
        Safetensors.read(file).tensors().forEach((name, tensor) -> values.put(name, tensor.toDoubleArray()));
        return values;
    }

    static double error(double[] a, double[] b) {
        double difference = 0;
        double largest = SMALL;
        for (int i = 0; i < b.length; i++) {
            difference = Math.max(difference, Math.abs(a[i] - b[i]));
            largest = Math.max(largest, Math.abs(b[i]));
        }
        return difference / largest;
    }
}
