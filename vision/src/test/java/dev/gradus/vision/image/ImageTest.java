package dev.gradus.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
    @TempDir
    Path folder;

    static Image noise(int channels, int height, int width, long seed) {
        Random random = new Random(seed);
        Image image = Image.black(channels, height, width);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = random.nextInt(256) / 255f;
        }
        return image;
    }

    @Test
    void pngKeepsEveryByte() throws Exception {
        for (int channels : new int[] {1, 3}) {
            Image image = noise(channels, 7, 13, channels);
            Path file = folder.resolve("deep/er/" + channels + ".png");
            image.writePng(file);
            Image back = Image.read(file);
            assertThat(back.shape()).containsExactly(channels, 7, 13);
            assertThat(back.data()).containsExactly(image.data());
        }
    }

    @Test
    void writingReplacesTheOldFileAndLeavesNoDraft() throws Exception {
        Path file = folder.resolve("a.png");
        noise(1, 4, 4, 1).writePng(file);
        noise(1, 9, 9, 1).writePng(file);
        assertThat(Image.read(file).width()).isEqualTo(9);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void valuesOutsideTheRangeAreClamped() throws Exception {
        Path file = folder.resolve("c.png");
        Image.of(1, 1, 3, new float[] {-2f, 0.5f, 7f}).writePng(file);
        assertThat(Image.read(file).data()).containsExactly(0f, 128 / 255f, 1f);
    }

    @Test
    void greyAndRgbConvert() {
        Image grey = noise(1, 3, 5, 2);
        Image rgb = grey.toRgb();
        assertThat(rgb.shape()).containsExactly(3, 3, 5);
        for (int c = 0; c < 3; c++) {
            assertThat(rgb.get(c, 2, 4)).isEqualTo(grey.get(0, 2, 4));
        }
        assertThat(rgb.toRgb()).isSameAs(rgb);
        assertThat(rgb.toGrey().get(0, 1, 1)).isCloseTo(grey.get(0, 1, 1), within(1e-6f));
        assertThat(Image.of(3, 1, 1, new float[] {1, 0, 0}).toGrey().data()).containsExactly(0.299f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.black(2, 1, 1).toRgb())
                .withMessage("toRgb: expected 1 or 3 channels, got 2");
    }

    @Test
    void resizeKeepsConstantsAndRamps() {
        Image flat = Image.black(3, 11, 17);
        java.util.Arrays.fill(flat.data(), 0.25f);
        for (int[] size : new int[][] {{1, 1}, {5, 40}, {30, 3}, {11, 17}, {64, 64}}) {
            Image resized = flat.resize(size[0], size[1]);
            assertThat(resized.shape()).containsExactly(3, size[0], size[1]);
            for (float value : resized.data()) {
                assertThat(value).isCloseTo(0.25f, within(1e-6f));
            }
        }
        Image ramp = Image.of(1, 1, 4, new float[] {0, 1, 2, 3});
        // half-pixel centres: -0.25 (clamped), 0.25, 0.75, 1.25 …
        assertThat(ramp.resize(1, 8).data())
                .containsExactly(new float[] {0, 0.25f, 0.75f, 1.25f, 1.75f, 2.25f, 2.75f, 3}, within(1e-6f));
    }

    @Test
    void shrinkingAveragesWhatEnlargingCannotShow() {
        Image stripes = Image.black(1, 1, 64);
        for (int x = 0; x < 64; x += 2) {
            stripes.data()[x] = 1;
        }
        // 0, 1, 0, 1 … shrunk to an eighth is grey; without antialiasing it would be black or white
        float[] small = stripes.resize(1, 8).data();
        for (int i = 1; i < 7; i++) {
            assertThat(small[i]).isCloseTo(0.5f, within(0.01f));
        }
        // the triangle of factor 2 over four pixels: weights 1/8, 3/8, 3/8, 1/8
        assertThat(Image.of(1, 1, 8, new float[] {0, 0, 0, 8, 0, 0, 0, 0})
                        .resize(1, 4)
                        .data())
                .containsExactly(new float[] {0, 3, 1, 0}, within(1e-5f));
    }

    @Test
    void cropTakesTheWindow() {
        Image image = noise(2, 6, 7, 3);
        Image window = image.crop(2, 3, 3, 4);
        for (int c = 0; c < 2; c++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 4; x++) {
                    assertThat(window.get(c, y, x)).isEqualTo(image.get(c, y + 2, x + 3));
                }
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image.crop(4, 0, 3, 7))
                .withMessage("crop: expected a window inside 6x7, got 3x7 at (4, 0)");
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.of(3, 2, 2, new float[11]))
                .withMessage("image: expected 12 values for (3, 2, 2), got 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.black(1, 0, 5))
                .withMessage("image: expected positive sizes, got (1, 0, 5)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.black(3, 30_000, 30_000))
                .withMessage("image: expected at most 2147483647 values, got (3, 30000, 30000)");
    }
}
