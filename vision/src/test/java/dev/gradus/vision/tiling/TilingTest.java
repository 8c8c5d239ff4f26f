package dev.gradus.vision.tiling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gradus.random.Rng;
import dev.gradus.vision.image.Image;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {
    private static Image noise(int channels, int height, int width) {
        Image image = Image.black(channels, height, width);
        Rng.seed(height * 31L + width).fillUniform(image.data(), 0, image.data().length, 0, 1);
        return image;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 64, 16",
        "1, 300, 64, 16",
        "17, 64, 64, 32",
        "63, 65, 64, 0",
        "64, 64, 64, 32",
        "65, 129, 64, 31",
        "200, 333, 64, 20",
        "256, 256, 128, 64",
        "97, 1000, 96, 48"
    })
    void whatEveryTileRepeatsComesBackExactly(int height, int width, int tile, int overlap) {
        Image photo = noise(2, height, width);
        Tiling tiling = Tiling.of(height, width, tile, overlap);
        Blend blend = tiling.blend(2);
        for (int i = tiling.count() - 1; i >= 0; i--) {
            Image cut = tiling.tile(photo, i);
            assertThat(cut.height()).isEqualTo(tiling.tileHeight()).isLessThanOrEqualTo(tile);
            assertThat(cut.height() % 16).isZero();
            blend.add(i, cut.data());
        }
        assertThat(blend.result().shape()).isEqualTo(photo.shape());
        double worst = 0;
        for (int i = 0; i < photo.data().length; i++) {
            worst = Math.max(worst, Math.abs(blend.result().data()[i] - photo.data()[i]));
        }
        assertThat(worst).isLessThan(1e-6);
    }

    @Test
    void neighboursThatDisagreeMeetWithoutASeam() {
        Tiling tiling = Tiling.of(64, 400, 64, 32);
        Blend blend = tiling.blend(1);
        for (int i = 0; i < tiling.count(); i++) {
            float[] constant = new float[64 * 64];
            Arrays.fill(constant, i % 2);
            blend.add(i, constant);
        }
        float[] row = blend.result().data();
        float steepest = 0;
        for (int x = 1; x < 400; x++) {
            steepest = Math.max(steepest, Math.abs(row[x] - row[x - 1]));
        }
        assertThat(steepest).isBetween(0.01f, 0.06f);
    }

    @Test
    void theBorderIsSeenWithContext() {
        Image photo = noise(1, 200, 200);
        Image corner = Tiling.of(200, 200, 64, 32).tile(photo, 0);
        assertThat(corner.get(0, 16, 16)).isEqualTo(photo.get(0, 0, 0));
        assertThat(corner.get(0, 16, 15)).isEqualTo(photo.get(0, 0, 1));
        assertThat(corner.get(0, 0, 63)).isEqualTo(photo.get(0, 16, 47));
    }

    @Test
    void aSmallPhotoTakesOneSmallTile() {
        Tiling tiling = Tiling.of(40, 500, 256, 32);
        assertThat(tiling.tileHeight()).isEqualTo(48);
        assertThat(tiling.tileWidth()).isEqualTo(256);
        assertThat(tiling.count()).isEqualTo(3);
    }

    @Test
    void mistakesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tiling.of(10, 10, 100, 16))
                .withMessage("tiling: expected a tile of a multiple of 16 pixels, got 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tiling.of(10, 10, 64, 33))
                .withMessage("tiling: expected an overlap of 0 to 32 pixels, got 33");
        assertThatIllegalArgumentException().isThrownBy(() -> Tiling.of(0, 10, 64, 32));
        Tiling tiling = Tiling.of(100, 100, 64, 32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tiling.tile(noise(1, 99, 100), 0))
                .withMessage("tiling: expected a photo of 100x100, got image 1x99x100");
        Blend blend = tiling.blend(1);
        assertThatIllegalArgumentException().isThrownBy(() -> blend.add(0, new float[5]));
        blend.add(0, new float[64 * 64]);
        assertThatIllegalStateException().isThrownBy(() -> blend.add(0, new float[64 * 64]));
        assertThatIllegalStateException()
                .isThrownBy(blend::result)
                .withMessageMatching("blend: tile 1 of \\d+ is missing");
    }
}
