package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.train.ModelFile;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.draw.Palette;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.Fcn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code voc classify} and {@code voc segment}, on dark and light squares on grey; some photos lack one of them. */
final class VocPhotosTest {
    private static final int SIDE = 72;
    private static final int PHOTOS = 20;
    private static final int TRAINING = 14;

    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void squares() throws IOException {
        out = folder.resolve("out");
        Random random = new Random(5);
        for (String task : new String[] {"Main", "Segmentation"}) {
            list(task + "/train", 0, TRAINING);
            list(task + "/val", TRAINING, PHOTOS);
        }
        Files.createDirectories(folder.resolve("JPEGImages"));
        Files.createDirectories(folder.resolve("SegmentationClass"));
        for (int i = 0; i < PHOTOS; i++) {
            Image photo = Image.black(3, SIDE, SIDE);
            Arrays.fill(photo.data(), 0.5f);
            Image mask = Image.black(1, SIDE, SIDE);
            StringBuilder objects = new StringBuilder();
            for (int k = 0; k < 2; k++) {
                int x = 2 + random.nextInt(4) + k * SIDE / 2;
                int y = 2 + random.nextInt(SIDE / 2);
                if (i % 3 != k) {
                    paint(photo, mask, x, y, k);
                    objects.append(object(k == 0 ? "dark" : "light", x, y));
                }
            }
            photo.writePng(folder.resolve("JPEGImages/" + i + ".png"));
            Palette.writePng(mask, folder.resolve("SegmentationClass/" + i + ".png"));
            write("Annotations/" + i + ".xml", "<annotation>" + objects + "</annotation>");
        }
    }

    private void list(String part, int from, int to) throws IOException {
        write(
                "ImageSets/" + part + ".txt",
                IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining("\n")));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** 24x24 pixels, the rim unknown. */
    private static void paint(Image photo, Image mask, int left, int top, int k) {
        for (int y = top; y < top + 24; y++) {
            for (int x = left; x < left + 24; x++) {
                for (int c = 0; c < 3; c++) {
                    photo.data()[(c * SIDE + y) * SIDE + x] = k;
                }
                boolean rim = x == left || y == top || x == left + 23 || y == top + 23;
                mask.data()[y * SIDE + x] = rim ? PhotoMask.IGNORED : k + 1;
            }
        }
    }

    private static String object(String name, int x, int y) {
        return "<object><name>" + name + "</name><difficult>0</difficult><bndbox><xmin>" + (x + 1) + "</xmin><ymin>"
                + (y + 1) + "</ymin><xmax>" + (x + 24) + "</xmax><ymax>" + (y + 24) + "</ymax></bndbox></object>";
    }

    private CommandRun run(String command, Object... more) {
        Object[] first = {
            "voc", command, "--folder", folder, "--classes", "dark,light", "--side", 96, "--batch", 4, "--out", out
        };
        Object[] words = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, words, first.length, more.length);
        return CommandRun.of(words);
    }

    private static void assumeWeights() {
        String home = System.getenv("GRADUS_DATA");
        Path data = home == null ? Path.of(System.getProperty("user.home"), ".gradus", "data") : Path.of(home);
        assumeThat(data.resolve("weights/squeezenet1_1.safetensors"))
                .as("SqueezeNet's weights in weights/ of the data home (GRADUS_DATA)")
                .exists();
    }

    private double figure(String name) throws IOException {
        return Double.parseDouble(CommandRun.metrics(out).get(name));
    }

    @Test
    void tellsWhichSquaresAreThere() throws Exception {
        assumeWeights();
        CommandRun run = run("classify", "--epochs", 12);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        // Of the six photos two lack dark ones, and two light ones.
        assertThat(figure("val_map_of_constant_scores")).isEqualTo(4 / 6.0);
        assertThat(figure("val_map")).isGreaterThan(0.9);
        assertThat(figure("train_seconds")).isPositive();
        assertThat(run.out()).contains("val_map ", "val_map_of_constant_scores ", "val_ap_dark", "val_ap_light");
        assertThat(Image.read(out.resolve("photos.png")).channels()).isEqualTo(3);
        assertThat(out.resolve("model.safetensors")).isNotEmptyFile();
    }

    @Test
    void tellsWhatEachPixelShows() throws Exception {
        assumeWeights();
        CommandRun run = run("segment", "--epochs", 25, "--lr", 0.01);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        // All pixels of a photo but the rims: a square of 22x22 is in four of six photos.
        double share = (4 * 22 * 22) / (6.0 * SIDE * SIDE - 8 * (24 * 24 - 22 * 22));
        assertThat(figure("val_miou_of_background")).isBetween((1 - 2 * share) / 3 - 1e-9, (1 - 2 * share) / 3 + 1e-9);
        assertThat(figure("val_miou")).isGreaterThan(0.6);
        assertThat(run.out()).contains("val_iou_background", "val_iou_dark", "val_iou_light");
        assertThat(Image.read(out.resolve("photos.png")).width()).isGreaterThan(600);
        assertThat(Image.read(out.resolve("confusion.png")).channels()).isEqualTo(3);
        ModelFile<Fcn.Config, Fcn> file = ModelFile.read(out.resolve("model.safetensors"), Fcn.ARCHITECTURE);
        assertThat(file.classes()).containsExactly("background", "dark", "light");
        assertThat(file.preprocessing()).containsEntry("size", "96x96");
    }

    @ParameterizedTest
    @CsvSource({"classify, val_map", "segment, val_miou"})
    void goesOnAfterABreakToTheSameNetwork(String command, String figure) throws Exception {
        assumeWeights();
        assertThat(run(command, "--epochs", 2, "--validation", 0.3).code()).isEqualTo(ExitCode.DONE);
        Map<String, String> whole = CommandRun.metrics(out);
        out = folder.resolve("broken");
        Interruption.request();
        try {
            assertThat(run(command, "--epochs", 2, "--validation", 0.3).code()).isEqualTo(ExitCode.INTERRUPTED);
        } finally {
            Interruption.clear();
        }
        assertThat(run(command, "--epochs", 2, "--validation", 0.3, "--resume").code())
                .isEqualTo(ExitCode.DONE);
        assertThat(CommandRun.metrics(out)).containsEntry(figure, whole.get(figure));
    }

    private void assertBad(CommandRun run, String... words) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.errorLines()).singleElement().asString().contains(words);
    }

    @ParameterizedTest
    @CsvSource({"classify", "segment"})
    void saysWhatIsMissingAndWhatIsWrong(String command) throws Exception {
        assertThat(run(command, "--side", 63).err()).contains("--side: expected a value above 0");
        assertBad(CommandRun.of("voc", command, "--data", folder), "VOCdevkit/VOC2012: expected Pascal VOC; unpack");
        assertBad(run(command, "--data", folder), "squeezenet1_1.safetensors: expected SqueezeNet's weights");
        assumeWeights();
        Path xml = folder.resolve("Annotations/2.xml");
        String known = Files.readString(xml);
        Files.writeString(xml, known.replace("light", "horse"));
        assertBad(run(command), "2.xml: expected objects of the classes [dark, light], found 'horse'");
        Files.writeString(xml, known);
        Path photo = folder.resolve("JPEGImages/3.png");
        byte[] whole = Files.readAllBytes(photo);
        Files.write(photo, Arrays.copyOf(whole, whole.length / 2));
        assertBad(run(command), "JPEGImages/3.png: expected");
        Files.write(photo, whole);
        Path mask = folder.resolve("SegmentationClass/5.png");
        Palette.writePng(Image.black(1, SIDE, SIDE - 1), mask);
        assertBad(run(command), "5.png: expected a mask of its photo's size, 72x72, found 71x72");
        Image unknown = Image.black(1, SIDE, SIDE);
        unknown.data()[0] = 3;
        Palette.writePng(unknown, mask);
        assertBad(run(command), "5.png: expected classes 0 to 2 and 255, found class 3");
    }
}
