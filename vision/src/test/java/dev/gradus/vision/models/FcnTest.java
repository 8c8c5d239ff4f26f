package dev.gradus.vision.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.optim.Sgd;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.ModelFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FcnTest {
    private static Fcn network() {
        SqueezeNet backbone = new SqueezeNet(new SqueezeNet.Config("1.1", 1000), Rng.seed(1));
        return new Fcn(new Fcn.Config(3), backbone, Rng.seed(2));
    }

    @Test
    void scoresPlacesAQuarterApartInPicturesOfAnySize() {
        Fcn network = network();
        network.eval();
        assertThat(network.apply(Tensor.ones(2, 3, 96, 128)).shape().toString()).isEqualTo("(2, 3, 23, 31)");
        assertThat(network.apply(Tensor.ones(1, 3, 65, 70)).shape().toString()).isEqualTo("(1, 3, 16, 17)");
        assertThatThrownBy(() -> network.apply(Tensor.ones(1, 3, 20, 30)))
                .hasMessageContaining("expected input (N, 3, H, W) with H and W of at least 21");
        SqueezeNet other = new SqueezeNet(new SqueezeNet.Config("1.1", 20), Rng.seed(1));
        assertThatThrownBy(() -> new Fcn(new Fcn.Config(3), other, Rng.seed(2)))
                .hasMessageContaining("fcn: expected a backbone of", "1000");
        assertThatThrownBy(() -> new Fcn.Config(0)).hasMessage("fcn: expected at least 1 class, got 0");
    }

    @Test
    void learnsAllButItsBackbone() {
        Fcn network = network();
        Tensor x = Tensor.normal(Rng.seed(3), 2, 3, 64, 64);
        Tensor classes = Tensor.of(new long[2 * 15 * 15], Shape.of(2, 15, 15));
        Map<String, float[]> before = values(network);
        Sgd sgd = new Sgd(network, Sgd.lr(0.1));
        new CrossEntropyLoss().forward(network.apply(x), classes).backward();
        sgd.step();
        values(network)
                .forEach((name, now) -> assertThat(Arrays.equals(now, before.get(name)))
                        .as(name)
                        .isEqualTo(name.startsWith("backbone.")));
    }

    private static Map<String, float[]> values(Fcn network) {
        Map<String, float[]> values = new TreeMap<>();
        network.namedParameters()
                .forEach((name, parameter) -> values.put(name, parameter.value().toFloatArray()));
        return values;
    }

    @Test
    void survivesItsModelFile(@TempDir Path folder) throws Exception {
        Fcn network = network();
        network.eval();
        Path file = folder.resolve("model.safetensors");
        new ModelFile<>(Fcn.ARCHITECTURE, network.config(), network, Map.of("size", "96x96"), List.of("a", "b", "c"))
                .write(file);
        ModelFile<Fcn.Config, Fcn> again = ModelFile.read(file, Fcn.ARCHITECTURE);
        Tensor x = Tensor.normal(Rng.seed(4), 1, 3, 64, 80);
        assertThat(again.model().apply(x).toFloatArray())
                .isEqualTo(network.apply(x).toFloatArray());
        assertThat(again.classes()).containsExactly("a", "b", "c");
    }
}
