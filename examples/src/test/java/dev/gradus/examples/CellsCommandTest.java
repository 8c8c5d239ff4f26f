package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.io.Safetensors;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.UNet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On photos of bright discs on dark ground. */
class CellsCommandTest {
    @TempDir
    Path folder;

    private Path images;
    private Path photos;
    private Path out;

    @BeforeEach
    void discs() throws IOException {
        images = folder.resolve("images");
        photos = Files.createDirectories(folder.resolve("photos"));
        out = folder.resolve("out");
        for (int i = 0; i < 6; i++) {
            Path one = images.resolve("photo" + i);
            disc(3, 48, 60 + i, 15 + 3 * i).writePng(one.resolve("images/photo.png"));
            disc(1, 48, 60 + i, 15 + 3 * i).writePng(one.resolve("masks/1.png"));
        }
    }

    /** A disc of radius 11 at (22, x). */
    private static Image disc(int channels, int height, int width, int x) {
        Image image = Image.black(channels, height, width);
        for (int i = 0; i < image.data().length; i++) {
            int row = i / width % height;
            int column = i % width;
            boolean inside = Math.hypot(row - 22, column - x) < 11;
            image.data()[i] = channels == 1 ? (inside ? 1 : 0) : (inside ? 0.75f : 0.2f + 0.1f * (i % 7) / 7);
        }
        return image;
    }

    private CommandRun train(Object... more) {
        return CommandRun.of(trainArguments(more));
    }

    private Object[] trainArguments(Object... more) {
        return Stream.concat(
                        Stream.of(
                                "cells",
                                "train",
                                "--images",
                                images,
                                "--out",
                                out,
                                "--epochs",
                                8,
                                "--batch",
                                2,
                                "--crop",
                                32,
                                "--width",
                                4),
                        Stream.of(more))
                .toArray();
    }

    private CommandRun segment(Path model) {
        return CommandRun.of("cells", "segment", "--model", model, "--in", photos, "--out", out.resolve("masks"));
    }

    /** A network of the right kind, untrained. */
    private Path model() throws IOException {
        return write(new UNet(new UNet.Config(3, 1, 4, 3), Rng.seed(1)));
    }

    private Path write(UNet network) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Map<String, String> preprocessing =
                Map.of("channels", "RGB", "normalization", "each photo to mean 0 and deviation 1 over all channels");
        new ModelFile<>(UNet.ARCHITECTURE, network.config(), network, preprocessing, List.of("cell")).write(file);
        return file;
    }

    private static void refused(CommandRun run, String... words) {
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .startsWith("gradus: ")
                .contains(words);
    }

    // ---- train

    @Test
    void learnsDiscsAndSegmentsThem() throws Exception {
        CommandRun run = train("--epochs", 30, "--lr", 0.01);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        Map<String, String> metrics = CommandRun.metrics(out);
        assertThat(metrics)
                .containsKeys("val_dice", "val_pixel_accuracy", "val_miss_rate", "train_seconds", "selection")
                .containsEntry("photos_val", "1")
                .containsEntry("photos_train", "5");
        assertThat(Double.parseDouble(metrics.get("val_iou"))).isGreaterThan(0.7);
        assertThat(Image.read(out.resolve("curves.png")).width()).isEqualTo(900);
        try (Stream<Path> overlays = Files.list(out.resolve("overlays"))) {
            assertThat(overlays).hasSize(1);
        }

        disc(3, 50, 70, 40).writePng(photos.resolve("new.png"));
        assertThat(segment(out.resolve("model.safetensors")).code()).isEqualTo(ExitCode.DONE);
        Image mask = Image.read(out.resolve("masks/new.mask.png"));
        assertThat(mask.get(0, 22, 40)).isEqualTo(1);
        assertThat(mask.get(0, 22, 5)).isEqualTo(0);
    }

    @Test
    void goesOnFromAModelAndEndsInTime() throws Exception {
        CommandRun run = train("--from", model(), "--minutes", "0.000001");
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("the time is up: stopped after 1 steps").containsOnlyOnce("validation  IoU");
        assertThat(CommandRun.metrics(out)).containsKeys("val_iou").containsEntry("steps", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--detect-anomaly --clip-norm 5",
                "--profile 2 --workers 2",
                "--swa 2 --accumulate 2",
                "--optimizer lion --lr 0.0003 --schedule cosine --warmup 2 --no-norm-decay",
                "--patience 1 --validation 0.5 --train-images 3"
            })
    void takesTheOptionsOfAllTrainings(String options) throws Exception {
        CommandRun run = train((Object[]) ("--epochs 3 " + options).split(" ", -1));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(CommandRun.metrics(out)).containsKeys("val_iou", "data_wait_share", "best_epoch");
        assertThat(out.resolve("run.json")).content().contains("\"crop\"", "\"command\" : \"gradus cells train\"");
    }

    @Test
    void looksAndTrainsNothing() throws Exception {
        CommandRun checked = train("--check");
        assertThat(checked.out()).contains("gradient", "overfit one batch").doesNotContain("loss at chance");
        assertThat(train("--find-lr").out()).contains("suggestion: --lr");
        assertThat(out.resolve("model.safetensors")).doesNotExist();
    }

    /** Watched by other means than before the break. */
    @Test
    void goesOnAfterCtrlCToTheSameNetwork() throws Exception {
        assertThat(train().code()).isEqualTo(ExitCode.DONE);
        byte[] whole = Files.readAllBytes(out.resolve("model.safetensors"));
        String iou = CommandRun.metrics(out).get("val_iou");
        out = folder.resolve("broken");
        assertThat(CommandRun.interrupted(trainArguments("--tensorboard")).code())
                .isEqualTo(ExitCode.INTERRUPTED);
        CommandRun resumed = train("--resume", "--dashboard", 0);
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.out()).contains("going on from");
        assertThat(out.resolve("model.safetensors")).hasBinaryContent(whole);
        assertThat(CommandRun.metrics(out)).containsEntry("val_iou", iou);
    }

    @Test
    void anInterruptionSavesTheNetwork() throws Exception {
        CommandRun run = CommandRun.interrupted(trainArguments());
        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(CommandRun.metrics(out)).containsEntry("interrupted", "true");
        assertThat(out.resolve("model.safetensors")).isNotEmptyFile();
    }

    @Test
    void badImagesAreOneLineAndNothingIsWritten() throws Exception {
        Path mask = images.resolve("photo3/masks/1.png");
        disc(1, 10, 10, 5).writePng(mask);
        refused(train(), mask.toString(), "63x48", "10x10");
        Files.delete(mask);
        refused(train(), mask.getParent().toString(), "no picture");
        refused(CommandRun.of("cells", "train", "--images", photos, "--out", out), photos.toString(), "found none");
        refused(CommandRun.of("cells", "train", "--data", photos, "--out", out), "nuclei", "no such folder");
        assertThat(out).doesNotExist();
    }

    // ---- segment

    @Test
    void segmentsEveryKindOfPhotoAndSkipsTheDamagedOne() throws Exception {
        disc(3, 37, 53, 20).writePng(photos.resolve("odd.png"));
        disc(1, 9, 7, 3).writePng(photos.resolve("tiny.PNG"));
        disc(1, 40, 600, 30).writePng(photos.resolve("wide.png"));
        save(BufferedImage.TYPE_USHORT_GRAY, "png", "grey16.png");
        save(BufferedImage.TYPE_4BYTE_ABGR, "png", "alpha.png");
        save(BufferedImage.TYPE_3BYTE_BGR, "jpeg", "same.jpg");
        save(BufferedImage.TYPE_3BYTE_BGR, "tiff", "same.tif");
        byte[] whole = Files.readAllBytes(photos.resolve("odd.png"));
        Files.write(photos.resolve("damaged.png"), java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(photos.resolve("notes.txt"), "no photo");

        CommandRun run = segment(model());
        assertThat(run.code()).isEqualTo(ExitCode.SOME_SKIPPED);
        assertThat(run.errorLines()).singleElement().asString().contains("skipped", "damaged.png");
        assertThat(CommandRun.metrics(out.resolve("masks")))
                .containsEntry("segmented", "7")
                .containsEntry("skipped", "damaged.png");
        for (String name : List.of("odd", "tiny", "wide", "grey16", "alpha", "same.jpg", "same.tif")) {
            Image mask = Image.read(out.resolve("masks/" + name + ".mask.png"));
            assertThat(mask.channels()).isEqualTo(1);
            for (float value : mask.data()) {
                assertThat(value == 0 || value == 1).isTrue();
            }
            assertThat(Image.read(out.resolve("masks/" + name + ".overlay.png")).sameSize(mask))
                    .isTrue();
        }
        assertThat(Image.read(out.resolve("masks/odd.mask.png")).shape()).containsExactly(1, 37, 53);
        assertThat(Image.read(out.resolve("masks/tiny.mask.png")).shape()).containsExactly(1, 9, 7);
        try (Stream<Path> files = Files.list(out.resolve("masks"))) {
            assertThat(files).hasSize(15);
        }
    }

    private void save(int type, String format, String name) throws IOException {
        BufferedImage picture = new BufferedImage(45, 33, type);
        picture.getGraphics().fillRect(10, 10, 15, 12);
        assertThat(ImageIO.write(picture, format, photos.resolve(name).toFile()))
                .isTrue();
    }

    @Test
    void anInterruptionStopsBetweenPhotos() throws Exception {
        disc(1, 40, 40, 20).writePng(photos.resolve("a.png"));
        CommandRun run = CommandRun.interrupted(
                "cells", "segment", "--model", model(), "--in", photos, "--out", out.resolve("masks"));
        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(CommandRun.metrics(out.resolve("masks"))).containsEntry("segmented", "0");
    }

    @Test
    @SuppressWarnings("try") // the scope acts by being open
    void aBadModelFileIsOneLineAndNothingIsWritten() throws Exception {
        disc(1, 40, 40, 20).writePng(photos.resolve("a.png"));
        refused(segment(folder.resolve("missing.safetensors")), "missing.safetensors: no such file");

        Path file = write(new UNet(new UNet.Config(3, 2, 4, 3), Rng.seed(1)));
        refused(segment(file), file.toString(), "1 output channel");

        try (TensorScope scope = TensorScope.open()) {
            Map<String, String> metadata = Map.of("gradus.format", "1", "gradus.architecture", "digits");
            Safetensors.write(file, Map.of("weight", Tensor.zeros(3)), metadata);
            refused(segment(file), file.toString(), "unet", "digits");
            Safetensors.write(file, Map.of("weight", Tensor.zeros(3)), Map.of());
            refused(segment(file), file.toString(), "a Gradus model");
        }

        byte[] good = Files.readAllBytes(model());
        Files.write(file, java.util.Arrays.copyOf(good, good.length - 5));
        refused(segment(file), file.toString(), "expected");
        Files.write(
                file,
                ByteBuffer.allocate(64)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, 1L << 40)
                        .array());
        refused(segment(file), file.toString(), "expected");
        assertThat(out).doesNotExist();
    }

    @Test
    void aFolderWithoutPhotosIsRefused() throws Exception {
        refused(segment(model()), photos.toString(), "found none");
        assertThat(out).doesNotExist();
    }

    // ---- the demonstration

    @Test
    void theDemonstrationEndsInAPageWhosePicturesAreThere() throws Exception {
        CommandRun run = CommandRun.of(
                "cells", "--out", out, "--photos", 2, "--epochs", 1, "--width", 2, "--crop", 32, "--batch", 8);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(CommandRun.metrics(out)).containsKeys("test_iou", "test_dice", "train_seconds");
        String page = Files.readString(out.resolve("index.html"));
        Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page);
        int pictures = 0;
        while (links.find()) {
            assertThat(out.resolve(links.group(1))).isNotEmptyFile();
            pictures++;
        }
        assertThat(pictures).isGreaterThan(18);
        assertThat(run.out()).contains(out.resolve("index.html").toUri().toString());
    }
}
