package dev.gradus.examples.linear;

import dev.gradus.autograd.GradMode;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import dev.gradus.examples.Interruption;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Sorting;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * The k nearest neighbours: a picture is of the class of most of the k training pictures that differ from it by the least
 * sum of squares. Nothing is learned, and all pictures must be kept. With {@code |a − b|² = |a|² − 2 a·b + |b|²} the
 * differences of many pictures from all others are one product of matrices.
 */
final class Neighbours implements AutoCloseable {
    private static final int BATCH = 250;

    private final TensorScope scope = TensorScope.open();
    private final Tensor pictures;
    private final Tensor squares;
    private final int[] labels;
    private final int classes;

    Neighbours(Dataset<Sample> training, int classes) throws DatasetException {
        this.classes = classes;
        labels = new int[training.size()];
        pictures = rows(training, 0, training.size(), labels);
        squares = pictures.square().sum(1);
    }

    /** The pictures from one index to another as rows. */
    private static Tensor rows(Dataset<Sample> data, int from, int to, int[] labels) throws DatasetException {
        float[] values = null;
        int size = 0;
        for (int i = from; i < to; i++) {
            Sample sample = data.get(i);
            if (values == null) {
                size = sample.input().length;
                values = new float[Math.multiplyExact(to - from, size)];
            }
            System.arraycopy(sample.input(), 0, values, (i - from) * size, size);
            labels[i - from] = sample.label();
        }
        return Tensor.of(values, Shape.of(to - from, size));
    }

    /** The share of test pictures whose neighbours are right; NaN if the user ends the run meanwhile. */
    @SuppressWarnings("try") // scopes and modes act by being open
    double accuracy(Dataset<Sample> test, int k) throws DatasetException {
        int right = 0;
        for (int from = 0; from < test.size(); from += BATCH) {
            if (Interruption.isRequested()) {
                return Double.NaN;
            }
            int to = Math.min(test.size(), from + BATCH);
            int[] truths = new int[to - from];
            try (TensorScope inner = TensorScope.open();
                    GradMode mode = GradMode.noGrad()) {
                Tensor queries = rows(test, from, to, truths);
                // Without |a|², which is the same for all neighbours of a picture.
                Tensor distances =
                        squares.sub(queries.matmul(pictures.transpose(0, 1)).mul(2));
                long[] nearest = Sorting.topK(distances, k, 1, false).indices().toLongArray();
                for (int i = 0; i < truths.length; i++) {
                    right += vote(nearest, i * k, k) == truths[i] ? 1 : 0;
                }
            }
        }
        return (double) right / test.size();
    }

    /** The class with the most votes; of two with as many, the one whose neighbour is nearest. */
    private int vote(long[] nearest, int from, int k) {
        int[] votes = new int[classes];
        int best = labels[(int) nearest[from]];
        for (int i = 0; i < k; i++) {
            votes[labels[(int) nearest[from + i]]]++;
        }
        for (int i = 0; i < k; i++) {
            int label = labels[(int) nearest[from + i]];
            best = votes[label] > votes[best] ? label : best;
        }
        return best;
    }

    @Override
    public void close() {
        scope.close();
    }
}
