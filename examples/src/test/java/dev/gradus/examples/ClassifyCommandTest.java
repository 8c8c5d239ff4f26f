package dev.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClassifyCommandTest {
    @TempDir
    private Path folder;

    private static Path dataHome() {
        String home = System.getenv("GRADUS_DATA");
        Path data = home == null ? Path.of(System.getProperty("user.home"), ".gradus", "data") : Path.of(home);
        assumeThat(data.resolve("weights/squeezenet1_1.safetensors"))
                .as("SqueezeNet's weights in weights/ of the data home (GRADUS_DATA)")
                .exists();
        assumeThat(data.resolve("photos"))
                .as("the photographs in photos/ of the data home (GRADUS_DATA)")
                .exists();
        return data;
    }

    @ParameterizedTest
    @CsvSource({
        "cat.bmp, '(Egyptian|tabby)'",
        "bird.bmp, chickadee",
        "parrot.jpg, macaw",
        "pets.jpg, '(Great Dane|Staffordshire)'",
        "hot_dog.jpg, hotdog"
    })
    void namesWhatIsInThePhotos(String photo, String sensible) {
        Path data = dataHome();
        for (String network : new String[] {"1.1", "1.0"}) {
            CommandRun run =
                    CommandRun.of("classify", "--data", data, "--network", network, data.resolve("photos/" + photo));
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
            assertThat(run.out().lines()).hasSize(6);
            assertThat(run.out()).containsPattern("  +\\d+\\.\\d %  .*\\b" + sensible + "\\b");
        }
    }

    @Test
    void drawsThePhotosAndSkipsADamagedOne() throws Exception {
        Path data = dataHome();
        Path broken = Files.writeString(folder.resolve("broken.jpg"), "not a photo");
        Path out = folder.resolve("out");
        CommandRun run = CommandRun.of(
                "classify", "--data", data, "--top", 2, "--out", out, broken, data.resolve("photos/hot_dog.jpg"));
        assertThat(run.code()).isEqualTo(ExitCode.SOME_SKIPPED);
        assertThat(run.errorLines())
                .containsExactly("gradus: skipped " + broken + ": expected a PNG, JPEG, TIFF or BMP picture, found a"
                        + " file that starts with the text 'not a ph'");
        assertThat(run.out().lines()).hasSize(4);
        assertThat(Image.read(out.resolve("classify.png")).channels()).isEqualTo(3);
        assertThat(CommandRun.metrics(out)).containsEntry("classified", "1").containsEntry("photos", "2");
        assertThat(CommandRun.of("classify", "--data", data, broken).code()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void saysWhatIsMissingAndWhatIsWrong() throws IOException {
        CommandRun missing = CommandRun.of("classify", "--data", folder, "photo.png");
        assertThat(missing.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(missing.errorLines())
                .containsExactly("gradus: " + folder.resolve("weights/squeezenet1_1.safetensors")
                        + ": expected SqueezeNet's weights, with the names of Caffe's layers, found no such file");
        assertThat(CommandRun.of("classify", "--top", 0, "photo.png").code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("classify", "--network", "2", "photo.png").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("classify").code()).isEqualTo(ExitCode.USAGE);
    }
}
