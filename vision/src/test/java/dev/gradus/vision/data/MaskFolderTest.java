package dev.gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void twoPhotos() throws IOException {
        photo("b", 4, 6);
        mask("b", "1", 4, 6, 0, 1);
        mask("b", "2", 4, 6, 1, 2, 23);
        photo("a", 3, 3);
        mask("a", "1", 3, 3, 4);
        Files.createDirectories(folder.resolve(".hidden"));
        Files.writeString(folder.resolve("notes.txt"), "not a photo");
    }

    private void photo(String id, int height, int width) throws IOException {
        Image.black(3, height, width).writePng(folder.resolve(id + "/images/" + id + ".png"));
    }

    private void mask(String id, String name, int height, int width, int... inside) throws IOException {
        Image mask = Image.black(1, height, width);
        for (int i : inside) {
            mask.data()[i] = 1;
        }
        mask.writePng(folder.resolve(id + "/masks/" + name + ".png"));
    }

    private void refused(Path file, String words) {
        assertThatThrownBy(() -> {
                    MaskFolder opened = MaskFolder.open(folder);
                    for (int i = 0; i < opened.size(); i++) {
                        opened.get(i);
                    }
                })
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + ": expected " + words);
    }

    @Test
    void theTargetIsTheUnionOfTheMasks() throws Exception {
        MaskFolder photos = MaskFolder.open(folder);
        assertThat(photos.ids()).containsExactly("a", "b");
        PhotoMask b = photos.get(1);
        assertThat(b.id()).isEqualTo("b");
        assertThat(b.photo().shape()).containsExactly(3, 4, 6);
        float[] expected = new float[24];
        expected[0] = expected[1] = expected[2] = expected[23] = 1;
        assertThat(b.mask().data()).containsExactly(expected);
        assertThat(b.toSample().targetShape()).containsExactly(1, 4, 6);
    }

    @Test
    void aMaskOfAnotherSizeIsNamed() throws Exception {
        mask("b", "3", 6, 4, 0);
        refused(folder.resolve("b/masks/3.png"), "a mask of its photo's size, 6x4, found 4x6");
    }

    @Test
    void aMissingMaskFolderIsNamed() throws Exception {
        photo("c", 2, 2);
        refused(folder.resolve("c/masks"), "the photo's masks, one file an object, found no such folder");
    }

    @Test
    void anEmptyMaskFolderIsNamed() throws Exception {
        photo("c", 2, 2);
        Files.createDirectories(folder.resolve("c/masks"));
        refused(folder.resolve("c/masks"), "the photo's masks, one file an object, found no picture");
    }

    @Test
    void missingAndSecondPhotosAreNamed() throws Exception {
        mask("c", "1", 2, 2, 0);
        refused(folder.resolve("c/images"), "the photo, found no such folder");
        photo("c", 2, 2);
        Image.black(1, 2, 2).writePng(folder.resolve("c/images/other.png"));
        refused(folder.resolve("c/images"), "one photo, found 2 pictures");
    }

    @Test
    void aDamagedMaskIsNamed() throws Exception {
        Path file = folder.resolve("a/masks/1.png");
        Files.write(file, new byte[0]);
        refused(file, "a PNG, JPEG, TIFF or BMP picture, found an empty file");
    }

    @Test
    void anEmptyFolderIsTold(@TempDir Path empty) {
        assertThatThrownBy(() -> MaskFolder.open(empty))
                .isInstanceOf(DatasetException.class)
                .hasMessage(empty + ": expected folders named by photo, each with images/ and masks/, found none");
        Path absent = empty.resolve("absent");
        assertThatThrownBy(() -> MaskFolder.open(absent))
                .isInstanceOf(DatasetException.class)
                .hasMessage(absent + ": expected a folder of ID/images and ID/masks, found no such folder");
    }

    @Test
    void theCacheDecodesOnceAndGivesFreshEqualArrays() throws Exception {
        MaskFolder photos = MaskFolder.open(folder);
        AtomicInteger decoded = new AtomicInteger();
        Dataset<PhotoMask> cached = CachedPhotos.of(new Dataset<>() {
            @Override
            public int size() {
                return photos.size();
            }

            @Override
            public PhotoMask get(int index) throws DatasetException {
                decoded.incrementAndGet();
                return photos.get(index);
            }
        });
        PhotoMask first = cached.get(1);
        first.mask().data()[5] = 1;
        PhotoMask second = cached.get(1);
        assertThat(decoded).hasValue(1);
        assertThat(second.id()).isEqualTo("b");
        assertThat(second.photo().data()).containsExactly(photos.get(1).photo().data());
        assertThat(second.mask().data()).containsExactly(photos.get(1).mask().data());
    }

    @Test
    void aPhotoMaskChecksItsSizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PhotoMask("x", Image.black(3, 4, 5), Image.black(1, 5, 4)))
                .withMessage("photoMask: expected a mask (1, 4, 5) for image 3x4x5 'x', got image 1x5x4");
    }

    @Test
    void theRealNucleiAreRead() throws Exception {
        String home = System.getenv("GRADUS_DATA");
        assumeThat(home).as("set GRADUS_DATA to a data home with nuclei/").isNotNull();
        Path nuclei = Path.of(home, "nuclei");
        assumeThat(nuclei).as("set GRADUS_DATA to a data home with nuclei/").isDirectory();
        MaskFolder photos = MaskFolder.open(nuclei);
        assertThat(photos.size()).isGreaterThan(100);
        for (int i = 0; i < photos.size(); i += 50) {
            PhotoMask sample = photos.get(i);
            double inside = 0;
            for (float value : sample.mask().data()) {
                inside += value;
            }
            assertThat(inside / sample.mask().data().length).as(sample.id()).isBetween(0.001, 0.9);
        }
    }
}
