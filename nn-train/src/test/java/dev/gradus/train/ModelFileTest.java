package dev.gradus.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.io.ModelFormatException;
import dev.gradus.io.Safetensors;
import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFileTest {
    record Config(int channels, boolean relu) {}

    private static final Architecture<Config, Sequential> TINY =
            new Architecture<>("tiny", Config.class, ModelFileTest::build);

    private static Sequential build(Config config) {
        Conv2d conv = new Conv2d(1, config.channels, 3, Rng.seed(0));
        BatchNorm2d norm = new BatchNorm2d(config.channels);
        return config.relu ? new Sequential(conv, norm, new Relu()) : new Sequential(conv, norm);
    }

    @TempDir
    private Path folder;

    private Path file;
    private Sequential model;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("model.safetensors");
        Config config = new Config(4, true);
        model = build(config);
        model.forward(Tensor.normal(Rng.seed(9), 2, 1, 6, 6));
        new ModelFile<>(TINY, config, model, Map.of("scale", "255"), List.of("cell", "debris")).write(file);
    }

    @Test
    void aFileAloneRebuildsItsModel() throws IOException {
        ModelFile<Config, Sequential> read = ModelFile.read(file, TINY);
        assertThat(read.config()).isEqualTo(new Config(4, true));
        assertThat(read.preprocessing()).containsExactly(Map.entry("scale", "255"));
        assertThat(read.classes()).containsExactly("cell", "debris");
        assertThat(read.model().isTraining()).isFalse();
        model.eval();
        Tensor x = Tensor.normal(Rng.seed(10), 1, 1, 5, 5);
        assertThat(read.model().forward(x).toFloatArray())
                .containsExactly(model.forward(x).toFloatArray());
    }

    /** Java's unmodifiable maps have another order in each process. */
    @Test
    void theBytesDoNotDependOnTheProcess() throws IOException {
        Map<String, String> preparation = Map.of("e", "5", "a", "1", "d", "4", "b", "2", "f", "6", "c", "3");
        new ModelFile<>(TINY, new Config(4, true), model, preparation, List.of()).write(file);
        assertThat(Safetensors.read(file).metadata().get("gradus.preprocessing"))
                .isEqualTo("{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\",\"e\":\"5\",\"f\":\"6\"}");
    }

    @Test
    void anotherArchitectureIsNamed() {
        Architecture<Config, Sequential> other = new Architecture<>("huge", Config.class, ModelFileTest::build);
        assertThatThrownBy(() -> ModelFile.read(file, other))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("expected gradus.architecture huge, found tiny");
    }

    private Path changed(String key, String value) throws IOException {
        Safetensors contents = Safetensors.read(file);
        Map<String, String> metadata = new HashMap<>(contents.metadata());
        if (value == null) {
            metadata.remove(key);
        } else {
            metadata.put(key, value);
        }
        Path other = folder.resolve("changed.safetensors");
        Safetensors.write(other, contents.tensors(), metadata);
        return other;
    }

    private void assertRefused(String key, String value, String message) throws IOException {
        Path other = changed(key, value);
        assertThatThrownBy(() -> ModelFile.read(other, TINY))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(other.toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void eachMismatchIsOneLineThatNamesTheFile() throws IOException {
        assertRefused("gradus.format", "7", "expected gradus.format 1, found 7");
        assertRefused("gradus.config", null, "expected a Gradus model with metadata gradus.config, found none");
        assertRefused("gradus.config", "{\"channels\":4}", "relu");
        assertRefused("gradus.config", "{\"channels\":4,\"relu\":true,\"depth\":3}", "depth");
        assertRefused("gradus.classes", "cell", "expected metadata of a tiny, found");
        assertRefused("gradus.config", "{\"channels\":5,\"relu\":true}", "0.weight: expected shape (5, 1, 3, 3)");
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        byte[] before = Files.readAllBytes(file);
        model.free();
        ModelFile<Config, Sequential> broken = new ModelFile<>(TINY, new Config(4, true), model, Map.of(), List.of());
        assertThatThrownBy(() -> broken.write(file)).isInstanceOf(IllegalStateException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
}
