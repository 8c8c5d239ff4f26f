package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.train.ModelFile;
import dev.gradus.vision.data.Box;
import dev.gradus.vision.detection.CenterNet;
import dev.gradus.vision.detection.Detector;
import dev.gradus.vision.detection.FoundBox;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The detector, on light and dark squares on grey. */
final class VocDetectCommandTest {
    private static final int SIDE = 96;

    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void squares() throws IOException {
        out = folder.resolve("out");
        Random random = new Random(5);
        list("train", 0, 24);
        list("val", 24, 32);
        for (int i = 0; i < 32; i++) {
            Image photo = Image.black(3, SIDE, SIDE);
            Arrays.fill(photo.data(), 0.5f);
            StringBuilder objects = new StringBuilder();
            for (int k = 0; k < 2; k++) {
                int size = 16 + random.nextInt(16);
                int x = random.nextInt(SIDE / 2 - size) + k * SIDE / 2;
                int y = random.nextInt(SIDE - size);
                paint(photo, new Box(x, y, x + size, y + size, k));
                objects.append(object(k == 0 ? "dark" : "light", x, y, size));
            }
            photo.writePng(folder.resolve("JPEGImages/" + i + ".png"));
            write("Annotations/" + i + ".xml", "<annotation>" + objects + "</annotation>");
        }
    }

    private void list(String part, int from, int to) throws IOException {
        write(
                "ImageSets/Main/" + part + ".txt",
                String.join(
                        "\n",
                        IntStream.range(from, to).mapToObj(Integer::toString).toList()));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void paint(Image photo, Box box) {
        for (int c = 0; c < 3; c++) {
            for (int y = (int) box.y1(); y < box.y2(); y++) {
                for (int x = (int) box.x1(); x < box.x2(); x++) {
                    photo.data()[(c * SIDE + y) * SIDE + x] = box.label();
                }
            }
        }
    }

    /** VOC counts pixels from 1, and both edges are within. */
    private static String object(String name, int x, int y, int size) {
        return "<object><name>" + name + "</name><difficult>0</difficult><bndbox><xmin>" + (x + 1) + "</xmin><ymin>"
                + (y + 1) + "</ymin><xmax>" + (x + size) + "</xmax><ymax>" + (y + size) + "</ymax></bndbox></object>";
    }

    private CommandRun detect(Object... more) {
        Object[] words = new Object[more.length + 10];
        Object[] first = {"voc", "detect", "--folder", folder, "--height", SIDE, "--width", SIDE, "--out", out};
        System.arraycopy(first, 0, words, 0, 10);
        System.arraycopy(more, 0, words, 10, more.length);
        return CommandRun.of(words);
    }

    private static void assumeWeights() {
        String home = System.getenv("GRADUS_DATA");
        Path data = home == null ? Path.of(System.getProperty("user.home"), ".gradus", "data") : Path.of(home);
        assumeThat(data.resolve("weights/squeezenet1_1.safetensors"))
                .as("SqueezeNet's weights in weights/ of the data home (GRADUS_DATA)")
                .exists();
    }

    @Test
    void findsSquaresAndKeepsThemInAModelFile() throws Exception {
        assumeWeights();
        CommandRun run = detect("--epochs", 15, "--batch", 4);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        Map<String, String> metrics = CommandRun.metrics(out);
        assertThat(Double.parseDouble(metrics.get("val_map"))).isGreaterThan(0.8);
        assertThat(metrics).containsKeys("train_seconds", "val_map_75", "val_ap_dark", "val_ap_light");
        assertThat(Image.read(out.resolve("photos.png")).width()).isGreaterThan(600);
        ModelFile<CenterNet.Config, CenterNet> file =
                ModelFile.read(out.resolve("model.safetensors"), CenterNet.ARCHITECTURE);
        file.model().eval();
        List<FoundBox> found =
                new Detector(file.model(), 0.3, 0.5).find(Image.read(folder.resolve("JPEGImages/24.png")));
        assertThat(found).extracting(one -> one.box().label()).contains(0, 1);
    }

    @Test
    void goesOnAfterABreakToTheSameNetwork() throws Exception {
        assumeWeights();
        assertThat(detect("--epochs", 2).code()).isEqualTo(ExitCode.DONE);
        Map<String, String> whole = CommandRun.metrics(out);
        out = folder.resolve("broken");
        Interruption.request();
        try {
            assertThat(detect("--epochs", 2).code()).isEqualTo(ExitCode.INTERRUPTED);
        } finally {
            Interruption.clear();
        }
        assertThat(detect("--epochs", 2, "--resume").code()).isEqualTo(ExitCode.DONE);
        assertThat(CommandRun.metrics(out)).containsEntry("val_map", whole.get("val_map"));
    }

    @Test
    void saysWhatIsMissingAndWhatIsWrong() throws IOException {
        assertThat(CommandRun.of("voc").err()).contains("Which of them: [", "detect");
        assertThat(detect("--height", 63).err()).contains("--height: expected a value above 0");
        assertThat(CommandRun.of("voc", "detect", "--data", folder).err()).contains("BCCD", "Annotations");
        assertThat(detect("--data", folder).err()).contains("squeezenet1_1.safetensors: expected SqueezeNet's weights");
        write("Annotations/3.xml", "<annotation><object>");
        CommandRun damaged = detect();
        assertThat(damaged.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(damaged.errorLines()).singleElement().asString().contains("Annotations/3.xml: expected");
    }
}
