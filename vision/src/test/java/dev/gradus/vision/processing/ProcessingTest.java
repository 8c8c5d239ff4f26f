package dev.gradus.vision.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.random.Rng;
import dev.gradus.vision.augment.Light;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessingTest {
    private static Image random(int height, int width, int seed) {
        Image image = Image.black(1, height, width);
        Rng.seed(seed).fillUniform(image.data(), 0, height * width, 0, 1);
        return image;
    }

    private static Image mask(int height, int width, double probability) {
        Image image = Image.black(1, height, width);
        Rng.seed(4).fillBernoulli(image.data(), 0, height * width, probability);
        return image;
    }

    /** 1 within an ellipse whose longer axis is turned by an angle. */
    private static Image ellipse(int size, double x, double y, double a, double b, double degrees) {
        Image image = Image.black(1, size, size);
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        for (int i = 0; i < size * size; i++) {
            double dx = i % size + 0.5 - x;
            double dy = Math.floorDiv(i, size) + 0.5 - y;
            double u = (cos * dx + sin * dy) / a;
            double v = (cos * dy - sin * dx) / b;
            image.data()[i] = u * u + v * v <= 1 ? 1 : 0;
        }
        return image;
    }

    private static Image union(Image a, Image b) {
        Image result = a.copy();
        for (int i = 0; i < result.data().length; i++) {
            result.data()[i] = Math.max(a.data()[i], b.data()[i]);
        }
        return result;
    }

    @Test
    void theMedianIsTheMiddleValue() {
        Image image = random(9, 11, 1);
        Image smooth = Filters.median(image, 1);
        float[] square = new float[9];
        for (int i = 0; i < 9; i++) {
            square[i] = image.get(0, 3 + i / 3, 5 + i % 3);
        }
        Arrays.sort(square);
        assertThat(smooth.get(0, 4, 6)).isEqualTo(square[4]);
        assertThat(Filters.median(Image.black(3, 1, 1), 2).data()).containsOnly(0);
    }

    @Test
    void theGaussianKeepsMeansAndFlatImages() {
        Image flat = Image.black(3, 12, 7);
        Arrays.fill(flat.data(), 0.4f);
        assertThat(Filters.gaussian(flat, 1.5).data()).containsExactly(flat.data(), within(1e-5f));
        Image point = Image.black(1, 31, 31);
        point.data()[15 * 31 + 15] = 1;
        Image smooth = Filters.gaussian(point, 2);
        double sum = 0;
        double square = 0;
        for (int i = 0; i < 31 * 31; i++) {
            sum += smooth.data()[i];
            square += smooth.data()[i] * Math.pow(i % 31 - 15, 2);
        }
        assertThat(sum).isCloseTo(1, within(1e-4));
        assertThat(Math.sqrt(square)).isCloseTo(2, within(0.15));
        assertThat(Filters.gaussian(point, 0).data()).isEqualTo(point.data());
    }

    @Test
    void equalizedLevelsAreEquallyFrequent() {
        Image dark = random(64, 64, 2);
        for (int i = 0; i < dark.data().length; i++) {
            dark.data()[i] = 0.3f * dark.data()[i] * dark.data()[i];
        }
        for (Image even : List.of(Filters.equalize(dark), Filters.equalizeLocal(dark, 1, 256))) {
            float[] sorted = even.data().clone();
            Arrays.sort(sorted);
            assertThat(sorted[2048]).isBetween(0.42f, 0.58f);
            assertThat(sorted[1024]).isBetween(0.17f, 0.33f);
            assertThat(sorted[4090]).isGreaterThan(0.95f);
        }
    }

    @Test
    void localEqualizationIsMildWithALowLimitAndFollowsTheGround() {
        Image image = Image.black(1, 40, 80);
        Rng rng = Rng.seed(5);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (i % 80 < 40 ? 0.1f : 0.6f) + 0.1f * rng.nextFloat();
        }
        Image mild = Filters.equalizeLocal(image, 2, 1);
        for (int i = 0; i < image.data().length; i++) {
            assertThat(mild.data()[i]).isCloseTo(image.data()[i], within(0.1f));
        }
        Image strong = Filters.equalizeLocal(image, 2, 100);
        float low = 1;
        float high = 0;
        for (int y = 0; y < 40; y++) {
            low = Math.min(low, strong.get(0, y, 5));
            high = Math.max(high, strong.get(0, y, 5));
        }
        assertThat(high - low).isGreaterThan(0.7f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Filters.equalizeLocal(image, 41, 2))
                .withMessage("equalizeLocal: expected 1 to 40 tiles and a limit of at least 1, got 41 and 2.0");
        assertThat(Filters.equalizeLocal(Image.black(3, 1, 1), 1, 2).shape()).containsExactly(3, 1, 1);
    }

    @Test
    void otsuPartsTwoGroups() {
        Image image = Image.black(1, 20, 20);
        Rng rng = Rng.seed(6);
        for (int i = 0; i < 400; i++) {
            image.data()[i] = (i < 100 ? 0.7f : 0.2f) + 0.1f * rng.nextFloat();
        }
        assertThat(Thresholds.otsu(image)).isBetween(0.29, 0.7);
        Image mask = Thresholds.aboveOtsu(image);
        for (int i = 0; i < 400; i++) {
            assertThat(mask.data()[i]).isEqualTo(i < 100 ? 1f : 0f);
        }
        assertThat(Thresholds.above(image, 0.5).data()).isEqualTo(mask.data());
    }

    @Test
    void surroundingsTellDotsOnASlope() {
        Image slope = Image.black(1, 30, 60);
        for (int i = 0; i < slope.data().length; i++) {
            slope.data()[i] = i % 60 / 80f;
        }
        for (int x = 10; x < 60; x += 20) {
            slope.data()[15 * 60 + x] += 0.15f;
        }
        Image dots = Thresholds.aboveSurroundings(slope, 9, 0.08);
        assertThat(Outline.of(dots)).hasSize(3);
        assertThat(Outline.of(dots).get(0).box()).isEqualTo(new Box(10, 15, 11, 16, 0));
    }

    @Test
    void morphologyIsWhatItsDefinitionSays() {
        Image mask = mask(13, 17, 0.8);
        for (int radius = 1; radius < 3; radius++) {
            Image eroded = Morphology.erode(mask, radius);
            Image dilated = Morphology.dilate(mask, radius);
            for (int y = 0; y < 13; y++) {
                for (int x = 0; x < 17; x++) {
                    float least = 1;
                    float most = 0;
                    for (int v = Math.max(0, y - radius); v <= Math.min(12, y + radius); v++) {
                        for (int u = Math.max(0, x - radius); u <= Math.min(16, x + radius); u++) {
                            least = Math.min(least, mask.get(0, v, u));
                            most = Math.max(most, mask.get(0, v, u));
                        }
                    }
                    assertThat(eroded.get(0, y, x)).isEqualTo(least);
                    assertThat(dilated.get(0, y, x)).isEqualTo(most);
                }
            }
            Image opened = Morphology.open(mask, radius);
            assertThat(Morphology.open(opened, radius).data()).isEqualTo(opened.data());
            Image closed = Morphology.close(mask, radius);
            assertThat(Morphology.close(closed, radius).data()).isEqualTo(closed.data());
        }
    }

    @Test
    void distancesAreTheLeastOfAll() {
        for (int[] size : new int[][] {{1, 1}, {1, 12}, {9, 1}, {13, 17}}) {
            Image mask = mask(size[0], size[1], 0.85);
            mask.data()[0] = 0;
            Image distance = DistanceTransform.of(mask);
            int width = size[1];
            for (int i = 0; i < mask.data().length; i++) {
                double least = Double.MAX_VALUE;
                for (int k = 0; k < mask.data().length; k++) {
                    if (mask.data()[k] == 0) {
                        double rows = Math.floorDiv(i, width) - Math.floorDiv(k, width);
                        least = Math.min(least, Math.hypot(i % width - k % width, rows));
                    }
                }
                assertThat(distance.data()[i]).isCloseTo((float) least, within(1e-5f));
            }
        }
        Image full = Image.of(1, 1, 2, new float[] {1, 1});
        assertThat(DistanceTransform.of(full).data()).containsOnly(Float.POSITIVE_INFINITY);
    }

    @Test
    void watershedPartsDisksThatTouch() {
        Image disks = union(ellipse(60, 20, 30, 12, 12, 0), ellipse(60, 40, 30, 12, 12, 0));
        disks.data()[2 * 60 + 2] = 1; // a speck, kept whole
        Image labels = Watershed.split(disks, 8);
        assertThat(labels.get(0, 30, 14)).isNotEqualTo(labels.get(0, 30, 46));
        assertThat(labels.get(0, 30, 14)).isEqualTo(labels.get(0, 36, 18));
        assertThat(labels.get(0, 0, 50)).isZero();
        int[] areas = new int[4];
        for (float label : labels.data()) {
            areas[(int) label]++;
        }
        assertThat(areas[1]).isEqualTo(1);
        assertThat(areas[2]).isCloseTo(areas[3], within(25));
        for (int i = 0; i < 3600; i++) {
            assertThat(labels.data()[i] > 0).isEqualTo(disks.data()[i] > 0);
        }
    }

    @Test
    void outlinesHaveBoxesAndEllipses() {
        Image mask = ellipse(80, 41, 33, 24, 12, 30);
        Outline outline = Outline.of(mask).get(0);
        Outline.Ellipse fit = outline.ellipse().orElseThrow();
        assertThat(fit.x()).isCloseTo(41, within(0.3));
        assertThat(fit.y()).isCloseTo(33, within(0.3));
        assertThat(fit.major()).isCloseTo(24, within(0.8));
        assertThat(fit.minor()).isCloseTo(12, within(0.8));
        assertThat(Math.sin(Math.toRadians(fit.degrees() - 30))).isCloseTo(0, within(0.03));
        Image line = Image.black(1, 3, 9);
        Arrays.fill(line.data(), 10, 17, 1);
        assertThat(Outline.of(line).get(0).ellipse()).isEmpty();
        assertThat(Outline.of(line).get(0).box()).isEqualTo(new Box(1, 1, 8, 2, 0));
        assertThat(Outline.of(Image.black(1, 4, 4))).isEmpty();
    }

    @Test
    void circlesAreFoundByTheirEdges() {
        Image image = union(ellipse(100, 30.5, 40.5, 14, 14, 0), ellipse(100, 70.5, 65.5, 20, 20, 0));
        List<HoughCircles.Circle> circles = HoughCircles.find(image, 8, 25, 0.4);
        assertThat(circles).hasSize(2);
        for (HoughCircles.Circle circle : circles) {
            boolean small = circle.x() < 50;
            assertThat(circle.x()).isCloseTo(small ? 30.5 : 70.5, within(1.5));
            assertThat(circle.y()).isCloseTo(small ? 40.5 : 65.5, within(1.5));
            assertThat(circle.radius()).isCloseTo(small ? 14 : 20, within(1.5));
        }
        assertThat(HoughCircles.find(Image.black(1, 20, 20), 3, 5, 0.5)).isEmpty();
    }

    @Test
    void everyFilterIsATransform() {
        PhotoMask sample = new PhotoMask("r", random(8, 8, 3), List.of());
        Image changed = Light.photo(image -> Filters.median(image, 1))
                .then(Light.photo(Filters::equalize))
                .apply(sample, Rng.seed(1))
                .photo();
        assertThat(changed.data())
                .isEqualTo(Filters.equalize(Filters.median(sample.photo(), 1)).data());
    }
}
