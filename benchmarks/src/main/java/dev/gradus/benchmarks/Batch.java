package dev.gradus.benchmarks;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One batch of synthetic data, with something to learn in it so that gradients do not cancel.
 *
 * @param input (N, C, H, W) or (N, features)
 * @param target class indices (N) in INT64 for classification, a mask (N, 1, H, W) of zeros and ones for segmentation
 */
record Batch(Tensor input, Tensor target) {
    /** How many take turns. */
    static final int COUNT = 4;

    private static final int CLASSES = 10;

    /** The batches that the steps of a workload take turns over. */
    static List<Batch> synthetic(Workload workload, Rng rng) {
        return synthetic(workload, workload.input(), rng);
    }

    /** The same in another shape. */
    static List<Batch> synthetic(Workload workload, Shape input, Rng rng) {
        return IntStream.range(0, COUNT)
                .mapToObj(i -> workload.segments() ? disks(input, rng.split(i)) : waves(input, rng.split(i)))
                .toList();
    }

    /** The batches {@code input.0}, {@code target.0} and so on. */
    static List<Batch> of(Map<String, Tensor> tensors) {
        List<Batch> batches = IntStream.range(0, COUNT)
                .mapToObj(i -> new Batch(tensors.get("input." + i), tensors.get("target." + i)))
                .toList();
        if (batches.stream().anyMatch(batch -> batch.input == null || batch.target == null)) {
            throw new IllegalArgumentException(
                    "batches: expected input.0, target.0 … target." + (COUNT - 1) + ", got " + tensors.keySet());
        }
        return batches;
    }

    /** The reverse of {@link #of}. */
    static Map<String, Tensor> named(List<Batch> batches) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < batches.size(); i++) {
            tensors.put("input." + i, batches.get(i).input);
            tensors.put("target." + i, batches.get(i).target);
        }
        return tensors;
    }

    /** Each class's own wave along the features, plus noise. */
    private static Batch waves(Shape shape, Rng rng) {
        int samples = shape.intDim(0);
        int features = Math.toIntExact(shape.size() / samples);
        long[] labels = new long[samples];
        float[] input = new float[samples * features];
        for (int n = 0; n < samples; n++) {
            labels[n] = rng.nextInt(CLASSES);
            for (int i = 0; i < features; i++) {
                double wave = Math.sin((labels[n] + 1) * 0.05 * i);
                input[n * features + i] = (float) (wave + 0.5 * rng.nextGaussian());
            }
        }
        return new Batch(Tensor.of(input, shape), Tensor.of(labels, Shape.of(samples)));
    }

    /** Bright disks on a dark ground, plus noise; the mask is 1 within a disk. */
    private static Batch disks(Shape shape, Rng rng) {
        int samples = shape.intDim(0);
        int channels = shape.intDim(1);
        int height = shape.intDim(2);
        int width = shape.intDim(3);
        int pixels = height * width;
        float[] mask = new float[samples * pixels];
        for (int disk = 0; disk < 24 * samples; disk++) {
            double y = rng.nextDouble() * height;
            double x = rng.nextDouble() * width;
            double radius = 8 + 12 * rng.nextDouble();
            for (int i = 0; i < pixels; i++) {
                int row = i / width;
                if (Math.hypot(row - y, i % width - x) < radius) {
                    mask[disk % samples * pixels + i] = 1;
                }
            }
        }
        float[] input = new float[samples * channels * pixels];
        for (int i = 0; i < input.length; i++) {
            float inside = mask[i / (channels * pixels) * pixels + i % pixels];
            input[i] = (float) (inside - 0.5 + 0.5 * rng.nextGaussian());
        }
        return new Batch(Tensor.of(input, shape), Tensor.of(mask, Shape.of(samples, 1, height, width)));
    }
}
