package dev.gradus.benchmarks.deeplearning4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One batch of input and target: a row of ones and zeros a sample for classification, a mask for segmentation. */
record Batch(INDArray input, INDArray target) {
    private static final int CLASSES = 10;

    /** The batches {@code input.0} and {@code target.0} and so on. */
    static List<Batch> of(Map<String, INDArray> arrays) {
        List<Batch> batches = new ArrayList<>();
        while (arrays.containsKey("input." + batches.size())) {
            INDArray target = arrays.get("target." + batches.size());
            batches.add(new Batch(
                    arrays.get("input." + batches.size()),
                    target.dataType() == DataType.INT64 ? rows(target.toLongVector()) : target));
        }
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("batches: expected input.0 and target.0, got " + arrays.keySet());
        }
        return batches;
    }

    private static INDArray rows(long[] labels) {
        float[][] rows = new float[labels.length][CLASSES];
        for (int n = 0; n < labels.length; n++) {
            rows[n][(int) labels[n]] = 1;
        }
        return Nd4j.createFromArray(rows);
    }
}
