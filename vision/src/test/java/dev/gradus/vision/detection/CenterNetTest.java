package dev.gradus.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradCheck;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.image.Image;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CenterNetTest {
    private static final CenterGrid GRID = new CenterGrid(2, 80, 120, 20, 30);

    /** What a network that has learned the target by heart gives. */
    private static float[] perfect(float[] target) {
        int plane = GRID.rows() * GRID.columns();
        float[] output = new float[6 * plane];
        for (int i = 0; i < output.length; i++) {
            output[i] = i < 2 * plane
                    ? target[i] == 1 ? 5 : 4 * target[i] - 9
                    : (float) Math.log(Math.max(1e-3, target[i]));
        }
        return output;
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        List<Box> boxes = List.of(
                new Box(10, 8, 50, 60, 0), // pixels
                new Box(70, 10, 78, 19, 1),
                new Box(90, 40, 120, 80, 1));
        List<FoundBox> found = GRID.decode(perfect(GRID.encode(boxes)), 0.5).stream()
                .sorted(Comparator.comparingDouble(one -> one.box().x1()))
                .toList();
        assertThat(found).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(found.get(i).box().label()).isEqualTo(boxes.get(i).label());
            assertThat(found.get(i).box().iou(boxes.get(i))).isGreaterThan(0.999);
            assertThat(found.get(i).score()).isCloseTo(1 / (1 + Math.exp(-5)), within(1e-6));
        }
        assertThat(GRID.decode(perfect(GRID.encode(boxes)), 0.9999)).isEmpty();
    }

    @Test
    void aTargetIsHillsDistancesAndWeights() {
        float[] target = GRID.encode(List.of(new Box(40, 20, 80, 60, 1)));
        int plane = 600;
        int middle = 10 * 30 + 15;
        double sigma = 0.09 * 10;
        assertThat(target).hasSize(7 * plane);
        assertThat(target[plane + middle]).isEqualTo(1);
        assertThat(target[middle]).isZero();
        assertThat(target[plane + middle + 2]).isCloseTo((float) Math.exp(-2 / (sigma * sigma)), within(1e-6f));
        // The cell's middle is at (62, 42) of the picture: half a cell right of and below the box's.
        assertThat(target[2 * plane + middle]).isEqualTo(5.5f);
        assertThat(target[3 * plane + middle]).isEqualTo(5.5f);
        assertThat(target[4 * plane + middle]).isEqualTo(4.5f);
        assertThat(target[5 * plane + middle]).isEqualTo(4.5f);
        double weights = 0;
        for (int i = 6 * plane; i < 7 * plane; i++) {
            weights += target[i];
        }
        assertThat(weights).isCloseTo(1, within(1e-6));
    }

    @Test
    void ofTwoObjectsAtAPlaceTheSmallerOneHasTheDistances() {
        Box large = new Box(0, 0, 120, 80, 0);
        Box small = new Box(56, 36, 68, 48, 0);
        for (List<Box> boxes : List.of(List.of(large, small), List.of(small, large))) {
            assertThat(GRID.encode(boxes)[2 * 600 + 10 * 30 + 15]).isEqualTo(1.5f);
        }
    }

    @Test
    void boxesAreCutAtThePicture() {
        float[] output = new float[6 * 600];
        Arrays.fill(output, 0, 1200, -9);
        Arrays.fill(output, 1200, 3600, 5);
        output[0] = 3;
        assertThat(GRID.decode(output, 0.5))
                .singleElement()
                .satisfies(one -> assertThat(one.box()).isEqualTo(new Box(0, 0, 120, 80, 0)));
    }

    @ParameterizedTest
    @CsvSource({"240, 320", "64, 65", "66, 67", "101, 98"})
    void theGridIsWhatTheNetworkGives(int height, int width) {
        CenterNet.Config config = new CenterNet.Config(3, height, width, 8);
        CenterNet network = new CenterNet(config, Rng.seed(1));
        Tensor output = network.apply(Tensor.ones(1, 3, height, width));
        CenterGrid grid = CenterGrid.of(config);
        assertThat(output.shape()).isEqualTo(Shape.of(1, 7, grid.rows(), grid.columns()));
        output.sum().backward();
        assertThat(network.backbone().namedParameters().get("features.0.weight").grad())
                .isNotNull();
    }

    @Test
    void aDetectorScalesToThePhotoAndKeepsTheSurerOfTwo() {
        CenterNet.Config config = new CenterNet.Config(1, 64, 64, 8);
        CenterNet network = new CenterNet(config, Rng.seed(1));
        network.eval();
        // Alone the head's bias speaks: everywhere a peak, with boxes of four cells to each side.
        network.namedParameters().get("head.weight").set(Tensor.zeros(5, 8, 1, 1));
        Image photo = Image.black(1, 128, 256);
        List<FoundBox> found = new Detector(network, 0.005, 0.1).find(photo);
        assertThat(found).hasSizeBetween(4, 16);
        assertThat(found)
                .allSatisfy(one -> assertThat(one.score()).isCloseTo(0.01, within(1e-6)))
                .anySatisfy(one -> assertThat(one.box().x2()).isGreaterThan(200));
        for (FoundBox one : found) {
            assertThat(found.stream().filter(other -> other.box().iou(one.box()) > 0.1))
                    .hasSize(1);
        }
        assertThat(new Detector(network, 0.02, 0.1).find(photo)).isEmpty();
    }

    @Test
    void theLossOfOneCellIsItsFormula() {
        // One class, 1x2 cells: the middle of an object in the first, a hill of 0.5 in the second.
        Tensor prediction = Tensor.of(new double[] {0.4, -0.3, 0, 0, 0, 0, Math.log(2), 0, 0, 0}, Shape.of(1, 5, 1, 2));
        Tensor target = Tensor.of(new double[] {1, 0.5, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}, Shape.of(1, 6, 1, 2));
        double p = 1 / (1 + Math.exp(-0.4));
        double q = 1 / (1 + Math.exp(0.3));
        double scores = -(1 - p) * (1 - p) * Math.log(p) - Math.pow(0.5, 4) * q * q * Math.log(1 - q);
        double iou = 2.0 * 2 / (3 * 2); // found 3x2, true 2x2
        assertThat(new CenterNetLoss(2).forward(prediction, target).item())
                .isCloseTo(scores + 2 * (1 - iou), within(1e-12));
    }

    @Test
    void theLossHasTheRightGradient() {
        Tensor target = Tensor.of(
                        GRID.encode(List.of(new Box(10, 8, 50, 60, 0), new Box(70, 10, 78, 19, 1))),
                        Shape.of(1, 7, 20, 30))
                .to(DType.FLOAT64);
        Tensor prediction = Tensor.normal(Rng.seed(3), 1, 6, 20, 30);
        assertThat(GradCheck.of("centerNetLoss", in -> new CenterNetLoss(2).forward(in.get(0), target))
                        .check(prediction))
                .isLessThan(1e-6);
    }

    @Test
    void wrongShapesAreNamed() {
        assertThatThrownBy(() -> new CenterNetLoss(1).forward(Tensor.ones(1, 6, 4, 4), Tensor.ones(1, 6, 4, 4)))
                .hasMessage(
                        "centerNetLoss: expected prediction (N, classes + 4, h, w) and target (N, classes + 5, h, w),"
                                + " got (1, 6, 4, 4) and (1, 6, 4, 4)");
        assertThatThrownBy(() -> new CenterNet.Config(0, 64, 64, 8))
                .hasMessage("centerNet: expected classes and channels of at least 1, pictures of at least 64x64, got 0"
                        + " classes, pictures of 64x64");
    }
}
