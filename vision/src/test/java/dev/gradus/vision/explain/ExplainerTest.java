package dev.gradus.vision.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.GlobalAvgPool2d;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.metrics.ConfusionMatrix;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.draw.ConfusionPicture;
import dev.gradus.vision.draw.ScatterPlot;
import dev.gradus.vision.draw.TensorPictures;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.ImageNetClassifier;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExplainerTest {
    private static Sequential network() {
        Rng rng = Rng.seed(3);
        return new Sequential(
                Conv2d.of(2, 4, 3).padding(1).build(rng.split("c")),
                new Relu(),
                new GlobalAvgPool2d(),
                new Flatten(),
                new Linear(4, 3, rng.split("l")));
    }

    private static Tensor input() {
        float[] values = new float[2 * 6 * 7];
        Rng.seed(9).fillNormal(values, 0, values.length, 0, 1);
        return Tensor.of(values, Shape.of(1, 2, 6, 7));
    }

    /** With a linear classifier behind global average pooling the two are the same, but for what is negative. */
    @Test
    void gradCamOfTheLastFeaturesIsCam() {
        Sequential network = network();
        Tensor weight = network.stateDict().get("4.weight");
        try (Explainer explainer = new Explainer(network)) {
            for (int label = 0; label < 3; label++) {
                Image cam = explainer.cam(input(), "1", weight, label);
                Image gradCam = explainer.gradCam(input(), "1", label);
                assertThat(gradCam.shape()).containsExactly(1, 6, 7);
                assertThat(gradCam.data()).containsExactly(cam.data(), within(1e-5f));
            }
        }
        assertThat(network.isTraining()).isTrue();
        assertThat(network.parameters()).allMatch(parameter -> parameter.grad() == null && !parameter.isFrozen());
    }

    @Test
    void saliencyIsTheGradientByDifferences() {
        Sequential network = network();
        try (Explainer explainer = new Explainer(network)) {
            float[] map = explainer.saliency(input(), 1).data();
            float[] slopes = new float[42];
            for (int i = 0; i < 84; i++) {
                float[] values = input().toFloatArray();
                values[i] += 1e-2f;
                float more =
                        network.forward(Tensor.of(values, Shape.of(1, 2, 6, 7))).toFloatArray()[1];
                values[i] -= 2e-2f;
                float less =
                        network.forward(Tensor.of(values, Shape.of(1, 2, 6, 7))).toFloatArray()[1];
                slopes[i % 42] = Math.max(slopes[i % 42], Math.abs(more - less));
            }
            float largest = 0;
            for (float slope : slopes) {
                largest = Math.max(largest, slope);
            }
            int near = 0; // a step may cross a kink of relu
            for (int i = 0; i < 42; i++) {
                near += Math.abs(map[i] - slopes[i] / largest) < 0.05 ? 1 : 0;
            }
            assertThat(near).isGreaterThan(36);
        }
    }

    @Test
    void wrongPathsClassesAndShapesAreSaid() {
        try (Explainer explainer = new Explainer(network())) {
            assertThatThrownBy(() -> explainer.gradCam(input(), "conv", 0))
                    .hasMessageStartingWith("explainer: expected the path of a layer among [, 0, 1, 2, 3, 4]");
            assertThatThrownBy(() -> explainer.gradCam(input(), "3", 0))
                    .hasMessage("gradCam: expected an output (1, channels, h, w) of '3', got (1, 4)");
            assertThatThrownBy(() -> explainer.saliency(input(), 3))
                    .hasMessage(
                            "saliency: expected scores (1, classes) and one of the classes, got (1, 3) and class 3");
            assertThatThrownBy(() -> explainer.cam(input(), "1", Tensor.ones(3, 5), 0))
                    .hasMessage("cam: expected a weight (classes, 4) and one of its classes, got (3, 5) and class 0");
        }
    }

    @Test
    void theNetworkLooksAtTheAnimal() throws Exception {
        String home = System.getenv("GRADUS_DATA");
        Path data = home == null ? Path.of(System.getProperty("user.home"), ".gradus", "data") : Path.of(home);
        assumeThat(data.resolve("weights/squeezenet1_1.safetensors"))
                .as("SqueezeNet's weights in weights/ of the data home (GRADUS_DATA)")
                .exists();
        assumeThat(data.resolve("photos/cat.bmp"))
                .as("the photographs in photos/ of the data home (GRADUS_DATA)")
                .exists();
        ImageNetClassifier classifier = ImageNetClassifier.open(data, "1.1");
        Image photo = Image.read(data.resolve("photos/cat.bmp"));
        int label = classifier.top(photo, 1).get(0).index();
        Tensor input = ImageNetClassifier.input(ImageNetClassifier.view(photo));
        try (Explainer explainer = new Explainer(classifier.network())) {
            Image cam = explainer.gradCam(input, "features.12", label);
            // The cat's head fills the upper middle of the view; floor and fur are around it.
            double on = 0;
            double off = 0;
            for (int y = 0; y < cam.height(); y++) {
                for (int x = 0; x < cam.width(); x++) {
                    boolean cat = y < cam.height() * 3 / 4 && x >= cam.width() / 5 && x < cam.width() * 7 / 8;
                    on += cat ? cam.get(0, y, x) : 0;
                    off += cat ? 0 : cam.get(0, y, x);
                }
            }
            assertThat(on).isGreaterThan(2 * off);
        }
    }

    @Test
    void heatIsDrawnOverThePhoto() {
        Image map = Image.of(1, 1, 2, new float[] {0, 1});
        assertThat(HeatMap.paint(map).get(0, 0, 1)).isEqualTo(1);
        assertThat(HeatMap.over(Image.black(3, 4, 8), map).shape()).containsExactly(3, 4, 8);
    }

    @Test
    void principalComponentsAreTheLongestAxes() {
        Rng rng = Rng.seed(4);
        double[][] vectors = new double[200][5];
        for (double[] vector : vectors) {
            double a = 3 * rng.nextGaussian();
            double b = rng.nextGaussian();
            for (int k = 0; k < 5; k++) {
                vector[k] = 7 + (k == 1 ? a : k == 3 ? b : 0) + 0.01 * rng.nextGaussian();
            }
        }
        double[][] points = Embedding.pca(vectors);
        double mean = 0;
        for (double[] vector : vectors) {
            mean += vector[1] / 200;
        }
        double sign = Math.signum(points[0][0] * (vectors[0][1] - mean));
        for (int i = 0; i < 200; i++) {
            assertThat(sign * points[i][0]).isCloseTo(vectors[i][1] - mean, within(0.2));
        }
        assertThatThrownBy(() -> Embedding.pca(new double[][] {{1, 2}}))
                .hasMessageStartingWith("pca: expected at least 2 vectors");
    }

    @Test
    void neighboursStayNeighbours() {
        Rng rng = Rng.seed(6);
        double[][] vectors = new double[150][10];
        int[] labels = new int[150];
        for (int i = 0; i < 150; i++) {
            labels[i] = i % 3;
            for (int k = 0; k < 10; k++) {
                vectors[i][k] = (k == labels[i] ? 8 : 0) + rng.nextGaussian();
            }
        }
        double[][] points = Embedding.tsne(15, Rng.seed(1), vectors);
        int right = 0;
        for (int i = 0; i < 150; i++) {
            int nearest = -1;
            for (int j = 0; j < 150; j++) {
                if (j != i && (nearest < 0 || distance(points, i, j) < distance(points, i, nearest))) {
                    nearest = j;
                }
            }
            right += labels[nearest] == labels[i] ? 1 : 0;
        }
        assertThat(right).isGreaterThan(147);
        assertThat(Embedding.tsne(15, Rng.seed(1), vectors)[7]).isEqualTo(points[7]);
        assertThat(ScatterPlot.of(points, labels, List.of("a", "b", "c")).width())
                .isEqualTo(640);
        assertThatThrownBy(() -> Embedding.tsne(60, Rng.seed(1), vectors))
                .hasMessage("tsne: expected a perplexity of 1 to a third of 150 vectors, got 60.0");
    }

    private static double distance(double[][] points, int i, int j) {
        return Math.hypot(points[i][0] - points[j][0], points[i][1] - points[j][1]);
    }

    @Test
    void tensorsAreLaidOutInGrids() {
        Tensor batch = Tensor.of(new float[] {0, 1, 0.5f, 0.25f, 1, 1}, Shape.of(3, 1, 1, 2));
        Image grid = TensorPictures.grid(batch, 2);
        assertThat(grid.shape()).containsExactly(3, 3, 5);
        assertThat(grid.get(0, 0, 1)).isEqualTo(1);
        assertThat(grid.get(1, 0, 3)).isEqualTo(0.5f);
        assertThat(grid.get(2, 1, 0)).isEqualTo(1); // the line between
        Image channels = TensorPictures.channels(Tensor.of(new float[] {3, 5, 7, 7}, Shape.of(1, 2, 1, 2)), 2);
        assertThat(channels.get(0, 0, 0)).isZero();
        assertThat(channels.get(0, 0, 1)).isEqualTo(1);
        assertThat(channels.get(0, 0, 3)).isZero();
        assertThat(TensorPictures.filters(Tensor.ones(5, 3, 2, 2), 3).shape()).containsExactly(3, 5, 8);
        assertThatThrownBy(() -> TensorPictures.filters(Tensor.ones(5, 2, 2, 2), 3))
                .hasMessage("filters: expected (N, 1 or 3, H, W), got (5, 2, 2, 2)");
    }

    @Test
    void aConfusionMatrixIsAPicture() {
        ConfusionMatrix matrix = new ConfusionMatrix(2, ConfusionMatrix.Figure.ACCURACY);
        matrix.add(0, 0);
        matrix.add(1, 0);
        Image picture = ConfusionPicture.of(matrix, List.of("cat", "a class of a very long name"));
        assertThat(picture.shape()).containsExactly(3, 217, 217);
        assertThat(picture.get(2, 125, 125)).isGreaterThan(picture.get(0, 125, 125)); // right: blue
        assertThat(picture.get(0, 175, 125)).isGreaterThan(picture.get(2, 175, 125)); // wrong: red
    }
}
