package dev.gradus.vision.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.data.DatasetException;
import dev.gradus.io.Safetensors;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqueezeNetTest {
    @TempDir
    private Path folder;

    private static SqueezeNet network(String version, int classes) {
        SqueezeNet network = new SqueezeNet(new SqueezeNet.Config(version, classes), Rng.seed(1));
        network.eval();
        return network;
    }

    /** The counts are those of torchvision's models. */
    @ParameterizedTest
    @CsvSource({"1.0, 1248424, 12", "1.1, 1235496, 12"})
    void hasTheParametersOfItsPaper(String version, long parameters, int last) {
        SqueezeNet network = network(version, 1000);
        assertThat(network.parameterCount()).isEqualTo(parameters);
        assertThat(network.stateDict())
                .containsKeys("features.0.weight", "features." + last + ".expand3x3.bias", "classifier.1.weight")
                .hasSize(52);
    }

    @ParameterizedTest
    @CsvSource({"1.0, 21", "1.1, 21", "1.1, 64"})
    void scoresPicturesOfAnySize(String version, int side) {
        Tensor scores = network(version, 7).apply(Tensor.ones(2, 3, side, side + 3));
        assertThat(scores.shape().toString()).isEqualTo("(2, 7)");
        assertThatThrownBy(() -> network(version, 7).apply(Tensor.ones(1, 3, 20, 30)))
                .hasMessage("squeezeNet: expected input (N, 3, H, W) with H and W of at least 21, got (1, 3, 20, 30)");
        assertThatThrownBy(() -> network("2.0", 7))
                .hasMessage("squeezeNet: expected version 1.0 or 1.1 and at least 1 class, got version 2.0 and 7");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "300, 1, 3", "1, 40000, 3", "255, 301, 1"})
    void theViewIsTheMiddleOfAnyPhoto(int height, int width, int channels) {
        Image photo = Image.black(channels, height, width);
        Arrays.fill(photo.data(), 0.25f);
        Image view = ImageNetClassifier.view(photo);
        assertThat(view.shape()).containsExactly(3, 227, 227);
        assertThat(view.data()).containsOnly(0.25f);
        float[] input = ImageNetClassifier.input(view).toFloatArray();
        assertThat(input[0]).isEqualTo(0.25f * 255 - 104); // blue
        assertThat(input[input.length - 1]).isEqualTo(0.25f * 255 - 123); // red
    }

    @Test
    void aModelFileKeepsIt() throws Exception {
        SqueezeNet network = network("1.0", 3);
        Path file = folder.resolve("model.safetensors");
        new ModelFile<>(SqueezeNet.ARCHITECTURE, network.config(), network, Map.of(), List.of("a", "b", "c"))
                .write(file);
        SqueezeNet read = ModelFile.read(file, SqueezeNet.ARCHITECTURE).model();
        read.eval();
        assertThat(read.config()).isEqualTo(network.config());
        Tensor x = Tensor.ones(1, 3, 30, 30);
        assertThat(read.apply(x).toFloatArray()).isEqualTo(network.apply(x).toFloatArray());
    }

    @Test
    void aFileThatLacksALayerIsNamed() throws Exception {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        weights.put("conv1.weight", Tensor.ones(64, 3, 3, 3));
        weights.put("conv11.bias", Tensor.ones(64));
        Files.createDirectory(folder.resolve("weights"));
        Path file = folder.resolve("weights/squeezenet1_1.safetensors");
        Safetensors.write(file, weights, Map.of());
        assertThatThrownBy(() -> ImageNetClassifier.open(folder, "1.1"))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ": expected the weights of SqueezeNet 1.1, found weight map: expected")
                .hasMessageContaining("none for the rule 'fire2/squeeze1x1");
    }

    @Test
    void theScoresOfThePlacesHaveThePicturesAsTheirMean() {
        SqueezeNet network = network("1.1", 7);
        Tensor x = Tensor.normal(Rng.seed(2), 2, 3, 70, 90);
        Tensor places = network.places(network.pyramid(x).get(3));
        assertThat(places.shape().toString()).isEqualTo("(2, 7, 4, 5)");
        float[] means = places.mean(2, 3).toFloatArray();
        float[] scores = network.apply(x).toFloatArray();
        for (int i = 0; i < scores.length; i++) {
            assertThat(means[i]).isCloseTo(scores[i], within(1e-5f));
        }
    }
}
