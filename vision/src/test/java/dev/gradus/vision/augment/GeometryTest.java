package dev.gradus.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.random.Rng;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GeometryTest {
    private static final Map<String, PairTransform> ALL = all();

    private static Map<String, PairTransform> all() {
        Map<String, PairTransform> all = new LinkedHashMap<>();
        all.put("resize", Geometry.resize(50, 31));
        all.put("resizeShorter", Geometry.resizeShorter(64));
        all.put("crop", Geometry.crop(-3, 2, 30, 33));
        all.put("centerCrop", Geometry.centerCrop(24, 35));
        all.put("centerCrop beyond", Geometry.centerCrop(60, 61));
        all.put("randomResizedCrop", Geometry.randomResizedCrop(40, 44, 0.3));
        all.put("pad", Geometry.pad(1, 2, 3, 4));
        all.put("flips", Geometry.flipHorizontal(0.5).then(Geometry.flipVertical(0.5)));
        all.put("symmetry", new RandomSymmetry());
        all.put("randomCrop", new RandomCrop(30, 30, 0.9, 1.8));
        all.put("rotate", Geometry.rotate(30));
        all.put("affine", Geometry.affine(20, 0.1, 1.3, 15));
        all.put("perspective", Geometry.perspective(0.4));
        all.put("elastic", Geometry.elastic(12, 1.5));
        all.put("randAugment", new RandAugment(2, 0.7));
        all.put(
                "light",
                Light.colourJitter(0.4, 30)
                        .then(Light.gamma(0.3))
                        .then(Light.noise(0.02))
                        .then(Light.blur(1)));
        return all;
    }

    private static Stream<String> names() {
        return ALL.keySet().stream();
    }

    /** A white rectangle on grey, in photo, mask and box. */
    private static PhotoMask sample(int height, int width) {
        int left = width / 4;
        int top = height / 4;
        Box box = new Box(left, top, left + Math.max(1, width / 3), top + Math.max(1, height / 2), 1);
        Image mask = Image.black(1, height, width);
        for (int y = (int) box.y1(); y < box.y2(); y++) {
            for (int x = (int) box.x1(); x < box.x2(); x++) {
                mask.data()[y * width + x] = 2;
            }
        }
        Image photo = mask.toRgb();
        for (int i = 0; i < photo.data().length; i++) {
            photo.data()[i] = 0.3f + 0.3f * photo.data()[i];
        }
        return new PhotoMask("s", photo, mask, List.of(box));
    }

    private static Box around(Image mask) {
        double x1 = Double.MAX_VALUE;
        double y1 = Double.MAX_VALUE;
        double x2 = -1;
        double y2 = -1;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.get(0, y, x) > 0) {
                    x1 = Math.min(x1, x);
                    y1 = Math.min(y1, y);
                    x2 = Math.max(x2, x + 1);
                    y2 = Math.max(y2, y + 1);
                }
            }
        }
        return x2 < 0 ? null : new Box(x1, y1, x2, y2, 1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void maskAndBoxesFollowThePhoto(String name) {
        Rng rng = Rng.seed(11);
        for (int round = 0; round < 30; round++) {
            PhotoMask changed = ALL.get(name).apply(sample(40, 47), rng);
            Image mask = changed.mask();
            float[] grey = changed.photo().toGrey().data();
            double rectangle = 0;
            double rest = 0;
            int count = 0;
            for (int i = 0; i < grey.length; i++) {
                assertThat(mask.data()[i]).isIn(0f, 2f);
                count += mask.data()[i] > 0 ? 1 : 0;
                rectangle += mask.data()[i] > 0 ? grey[i] : 0;
                rest += mask.data()[i] > 0 ? 0 : grey[i];
            }
            Box around = around(mask);
            if (around == null) {
                continue;
            }
            if (!name.equals("randAugment")) { // which may invert the lights
                assertThat(rectangle / count).isGreaterThan(1.5 * rest / (grey.length - count));
            }
            assertThat(changed.boxes()).hasSize(1);
            Box box = changed.boxes().get(0);
            assertThat(box.label()).isEqualTo(1);
            double slack = 2.5; // pixels: corners may lie between the pixels of the mask
            assertThat(box.x1()).isCloseTo(around.x1(), within(slack));
            assertThat(box.y1()).isCloseTo(around.y1(), within(slack));
            assertThat(box.x2()).isCloseTo(around.x2(), within(slack));
            assertThat(box.y2()).isCloseTo(around.y2(), within(slack));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSeedAloneDecidesAndTheSampleStays(String name) {
        PhotoMask sample = sample(33, 40);
        float[] before = sample.photo().data().clone();
        PhotoMask first = ALL.get(name).apply(sample, Rng.seed(5));
        PhotoMask again = ALL.get(name).apply(sample, Rng.seed(5));
        assertThat(again.photo().data()).isEqualTo(first.photo().data());
        assertThat(again.mask().data()).isEqualTo(first.mask().data());
        assertThat(again.boxes()).isEqualTo(first.boxes());
        assertThat(sample.photo().data()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("names")
    void sizesOneOddAndLargeAreTaken(String name) {
        for (int[] size : new int[][] {{1, 1}, {1, 9}, {17, 1}, {301, 401}}) {
            PhotoMask changed = ALL.get(name).apply(sample(size[0], size[1]), Rng.seed(2));
            assertThat(changed.photo().channels()).isEqualTo(3);
            for (float value : changed.photo().data()) {
                assertThat(value).isBetween(0f, 1f);
            }
            for (Box box : changed.boxes()) {
                assertThat(box.x1()).isNotNegative();
                assertThat(box.x2()).isLessThanOrEqualTo(changed.photo().width());
            }
        }
    }

    private static void assertSame(PhotoMask actual, PhotoMask expected) {
        assertThat(actual.photo().data()).containsExactly(expected.photo().data(), within(1e-5f));
        assertThat(actual.mask().data()).isEqualTo(expected.mask().data());
        for (int i = 0; i < expected.boxes().size(); i++) {
            assertThat(actual.boxes().get(i).iou(expected.boxes().get(i))).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void inversePairsGiveThePhotoBack() {
        for (int[] size : new int[][] {{1, 1}, {7, 12}, {24, 24}, {31, 8}}) {
            PhotoMask sample = sample(size[0], size[1]);
            for (int code : new int[] {0, 1, 2, 3, 4, 7}) {
                assertSame(RandomSymmetry.turn(RandomSymmetry.turn(sample, code), code), sample);
            }
            assertSame(RandomSymmetry.turn(RandomSymmetry.turn(sample, 5), 6), sample);
            PairTransform there = Geometry.pad(3, 1, 4, 5).then(Geometry.crop(3, 1, size[0], size[1]));
            assertSame(there.apply(sample, Rng.seed(1)), sample);
            List<Warp> warps = new ArrayList<>();
            warps.add(Warp.shift(3, 4));
            warps.add(Warp.scale(3, 3));
            for (Warp warp : warps) {
                int larger = 3 * (size[0] + size[1]) + 8;
                PhotoMask back = warp.inverse().apply(warp.apply(sample, larger, larger), size[0], size[1]);
                assertSame(back, sample);
            }
            // A quarter turn moves the left edge to the top; four of them are none.
            PhotoMask turned = sample;
            for (int i = 0; i < 4; i++) {
                int height = turned.photo().height();
                int width = turned.photo().width();
                turned = Warp.rotate(90).then(Warp.shift(height, 0)).apply(turned, width, height);
            }
            assertSame(turned, sample);
        }
    }

    @Test
    void mapsGoWhereTheySay() {
        assertThat(Warp.rotate(90).apply(1, 0)).containsExactly(new double[] {0, 1}, within(1e-12));
        assertThat(Warp.shift(1, 2).then(Warp.scale(2, 3)).apply(1, 1)).containsExactly(4, 9);
        assertThat(Warp.scale(2, 2).around(1, 1).apply(2, 0)).containsExactly(3, -1);
        double[] from = {0, 0, 4, 0, 4, 2, 0, 2};
        double[] to = {1, 1, 3, 0, 4, 3, 0, 2};
        Warp warp = Warp.quadrilateral(from, to);
        for (int i = 0; i < 8; i += 2) {
            assertThat(warp.apply(from[i], from[i + 1])).containsExactly(new double[] {to[i], to[i + 1]}, within(1e-9));
            assertThat(warp.inverse().apply(to[i], to[i + 1]))
                    .containsExactly(new double[] {from[i], from[i + 1]}, within(1e-9));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Warp.scale(0, 1))
                .withMessageStartingWith("warp: expected a map that can be undone");
    }

    @Test
    void aBoxThatLeavesTheFrameIsDropped() {
        PhotoMask sample = sample(40, 40);
        assertThat(Geometry.crop(35, 35, 5, 5).apply(sample, Rng.seed(1)).boxes())
                .isEmpty();
        assertThat(Geometry.crop(0, 0, 12, 12).apply(sample, Rng.seed(1)).boxes())
                .containsExactly(new Box(10, 10, 12, 12, 1));
    }

    @Test
    void wrongRangesAreRefused() {
        List<Runnable> wrong = List.of(
                () -> Geometry.resize(0, 1),
                () -> Geometry.randomResizedCrop(1, 1, 0),
                () -> Geometry.flipVertical(2),
                () -> Geometry.affine(1, 1, 0.5, 1),
                () -> Geometry.perspective(1),
                () -> Geometry.elastic(1, 1),
                () -> Geometry.pad(0, 0, -1, 0),
                () -> Light.noise(-1),
                () -> Light.normalize(List.of(1f), List.of(0f)),
                () -> new RandAugment(1, 2));
        wrong.forEach(call ->
                assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(": expected"));
    }
}
