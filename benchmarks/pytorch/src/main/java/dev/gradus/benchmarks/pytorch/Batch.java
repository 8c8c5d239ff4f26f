package dev.gradus.benchmarks.pytorch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One batch of input and target: class indices (N) in int64 for classification, a mask (N, 1, H, W) of zeros and ones
 * for segmentation, values (T, N, 2 · features) for regression, labels (N, 8) in int64 for sequences.
 */
record Batch(Tensor input, Tensor target) {
    private static final int CLASSES = 10;
    private static final int TARGET = 8;

    /** The batches {@code input.0} and {@code target.0} and so on. */
    static List<Batch> of(Map<String, Tensor> tensors) {
        List<Batch> batches = new ArrayList<>();
        while (tensors.containsKey("input." + batches.size())) {
            int i = batches.size();
            batches.add(new Batch(tensors.get("input." + i), tensors.get("target." + i)));
        }
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("batches: expected input.0 and target.0, got " + tensors.keySet());
        }
        return batches;
    }

    /** Noise with something to learn in it, so that the losses of a training run fall: the same for equal seeds. */
    static Batch synthetic(Workload workload, long seed) {
        if (workload.regresses()) {
            return sequences(workload.inputShape(), new Random(seed));
        }
        if (workload.labels()) {
            return labels(workload.inputShape(), new Random(seed));
        }
        return workload.segments()
                ? disks(workload.inputShape(), new Random(seed))
                : templates(workload.inputShape(), new Random(seed));
    }

    /** Noise, to be told from two directions: each step as it is, and negated. */
    private static Batch sequences(long[] shape, Random random) {
        float[] input = new float[(int) elements(shape)];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) random.nextGaussian();
        }
        Tensor x = AbstractTensor.create(input, shape);
        return new Batch(x, torch.cat(new TensorVector(x, x.neg()), 2).mul(new Scalar(0.5)));
    }

    /** Labels, each shown for an eighth of the steps, in noise. */
    private static Batch labels(long[] shape, Random random) {
        int steps = (int) shape[0];
        int samples = (int) shape[1];
        int count = (int) shape[2];
        long[] labels = random.longs((long) samples * TARGET, 1, count).toArray();
        float[] input = new float[(int) elements(shape)];
        for (int i = 0; i < input.length; i++) {
            int sample = i / count % samples;
            long label = labels[sample * TARGET + i / (count * samples) * TARGET / steps];
            input[i] = (float) ((i % count == label ? 1 : 0) + 0.5 * random.nextGaussian());
        }
        return new Batch(AbstractTensor.create(input, shape), AbstractTensor.create(labels, samples, TARGET));
    }

    /** Each class's own wave along the features, plus noise. */
    private static Batch templates(long[] shape, Random random) {
        int samples = (int) shape[0];
        int features = (int) (elements(shape) / samples);
        float[] input = new float[samples * features];
        long[] labels = random.longs(samples, 0, CLASSES).toArray();
        for (int i = 0; i < input.length; i++) {
            double wave = Math.sin((labels[i / features] + 1) * 0.05 * (i % features));
            input[i] = (float) (wave + 0.5 * random.nextGaussian());
        }
        return new Batch(AbstractTensor.create(input, shape), AbstractTensor.create(labels, samples));
    }

    /** Bright disks on a dark ground, plus noise; the mask is 1 within a disk. */
    private static Batch disks(long[] shape, Random random) {
        int samples = (int) shape[0];
        int channels = (int) shape[1];
        int height = (int) shape[2];
        int width = (int) shape[3];
        float[] mask = new float[samples * height * width];
        for (int disk = 0; disk < 24 * samples; disk++) {
            int sample = disk % samples;
            double y = random.nextDouble() * height;
            double x = random.nextDouble() * width;
            double radius = 8 + 12 * random.nextDouble();
            for (int i = 0; i < height * width; i++) {
                if (Math.hypot(i / width - y, i % width - x) < radius) {
                    mask[sample * height * width + i] = 1;
                }
            }
        }
        float[] input = new float[samples * channels * height * width];
        for (int i = 0; i < input.length; i++) {
            int sample = i / (channels * height * width);
            float inside = mask[sample * height * width + i % (height * width)];
            input[i] = (float) (inside - 0.5 + 0.5 * random.nextGaussian());
        }
        return new Batch(AbstractTensor.create(input, shape), AbstractTensor.create(mask, samples, 1, height, width));
    }

    Batch channelsLast() {
        return input.dim() == 4 ? new Batch(input.contiguous(MemoryFormat.ChannelsLast), target) : this;
    }

    /** The same values in float64; class indices stay integers. */
    Batch doubles() {
        boolean indices = target.scalar_type().intern() == ScalarType.Long;
        return new Batch(input.to(ScalarType.Double), indices ? target : target.to(ScalarType.Double));
    }

    private static long elements(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }
}
