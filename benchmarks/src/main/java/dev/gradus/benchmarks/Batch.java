package dev.gradus.benchmarks;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One batch of synthetic data, with something to learn in it so that gradients do not cancel.
 *
 * @param input (N, C, H, W), (N, features) or (T, N, features)
 * @param target class indices (N) in INT64 for classification, a mask (N, 1, H, W) of zeros and ones for segmentation,
 *     values (T, N, 2 · features) for regression, labels (N, 8) in INT64 for sequences
 */
record Batch(Tensor input, Tensor target) {
    /** How many take turns. */
    static final int COUNT = 4;

    /** Of sequences, the blank 0 among them. */
    static final int LABELS = 37;

    private static final int CLASSES = 10;
    private static final int TARGET = 8;

    /** The batches that the steps of a workload take turns over. */
    static List<Batch> synthetic(Workload workload, Rng rng) {
        return synthetic(workload, workload.input(), rng);
    }

    /** The same in another shape. */
    static List<Batch> synthetic(Workload workload, Shape input, Rng rng) {
        return IntStream.range(0, COUNT)
                .mapToObj(i -> synthetic(workload, input, rng, i))
                .toList();
    }

    private static Batch synthetic(Workload workload, Shape input, Rng rng, int i) {
        if (workload.regresses()) {
            return sequences(input, rng.split(i));
        }
        if (workload.labels()) {
            return labels(input, rng.split(i));
        }
        return workload.segments() ? disks(input, rng.split(i)) : waves(input, rng.split(i));
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

    /** Noise, to be told from two directions: each feature's running mean, halved from step to step. */
    private static Batch sequences(Shape shape, Rng rng) {
        int features = shape.intDim(2);
        int step = shape.intDim(1) * features;
        int size = Math.toIntExact(shape.size());
        float[] input = new float[size];
        rng.fillNormal(input, 0, size, 0, 1);
        float[] target = new float[2 * size];
        for (int i = 0; i < size; i++) {
            int at = i / features * 2 * features + i % features;
            target[at] = 0.5f * (i < step ? input[i] : input[i] + target[at - 2 * step]);
        }
        for (int i = size - 1; i >= 0; i--) {
            int at = i / features * 2 * features + features + i % features;
            target[at] = 0.5f * (i >= size - step ? input[i] : input[i] + target[at + 2 * step]);
        }
        return new Batch(Tensor.of(input, shape), Tensor.of(target, shape.with(2, 2L * features)));
    }

    /** Labels, each shown for an eighth of the steps, in noise. */
    private static Batch labels(Shape shape, Rng rng) {
        int steps = shape.intDim(0);
        int samples = shape.intDim(1);
        float[] input = new float[Math.toIntExact(shape.size())];
        rng.fillNormal(input, 0, input.length, 0, 0.5f);
        long[] labels = new long[samples * TARGET];
        Arrays.setAll(labels, i -> rng.nextInt(1, LABELS));
        for (int t = 0; t < steps; t++) {
            for (int n = 0; n < samples; n++) {
                long label = labels[n * TARGET + t * TARGET / steps];
                input[(t * samples + n) * LABELS + (int) label] += 1;
            }
        }
        return new Batch(Tensor.of(input, shape), Tensor.of(labels, Shape.of(samples, TARGET)));
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
