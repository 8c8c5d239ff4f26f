package dev.gradus.examples.linear;

import dev.gradus.data.Batch;
import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.examples.training.PictureSet;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Sequential;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss and its gradients of one batch, by hand and by the engine.
 *
 * @param loss by hand
 * @param norm of the gradient of the weights, by hand
 * @param engineLoss by the engine
 * @param difference the largest between the gradients
 */
record Comparison(double loss, double norm, double engineLoss, double difference) {
    private static final int BATCH = 100;

    @SuppressWarnings("try") // the scope acts by being open
    static Comparison of(Sequential network, LinearCommand.Kind kind, PictureSet.Opened pictures, Rng rng)
            throws DatasetException {
        DataLoader.Options first =
                DataLoader.batchSize(Math.min(BATCH, pictures.training().size()));
        try (TensorScope scope = TensorScope.open();
                DataLoader loader = DataLoader.of(pictures.training(), pictures.normalization(), first, rng)) {
            Batch batch = loader.epoch(0).next();
            Linear linear = (Linear) network.children().get("linear");
            Tensor value = kind.loss().forward(network.forward(batch.input()), batch.target());
            value.backward();

            INDArray x = batch.input().reshape(batch.size(), -1).data();
            INDArray w = linear.weight().memory().data();
            INDArray b = linear.bias().memory().reshape(1, -1).data();
            int[] y = Arrays.stream(batch.target().toLongArray())
                    .mapToInt(i -> (int) i)
                    .toArray();
            ByHand byHand = kind == LinearCommand.Kind.SOFTMAX ? ByHand.softmax(x, w, b, y) : ByHand.svm(x, w, b, y);

            INDArray weights = byHand.weight().sub(linear.weight().grad().data());
            INDArray biases =
                    byHand.bias().sub(linear.bias().grad().reshape(1, -1).data());
            Comparison comparison = new Comparison(
                    byHand.loss(),
                    byHand.weight().norm2Number().doubleValue(),
                    value.item(),
                    Math.max(
                            weights.amaxNumber().doubleValue(),
                            biases.amaxNumber().doubleValue()));
            network.zeroGrad();
            return comparison;
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "by hand:          loss %.6f, gradient's norm %.6f%n"
                        + "by the engine:    loss %.6f, the gradients differ by at most %.1e",
                loss,
                norm,
                engineLoss,
                difference);
    }
}
