package dev.gradus.layers.catalogue;

import dev.gradus.layers.AlphaDropout;
import dev.gradus.layers.DropPath;
import dev.gradus.layers.Dropout;
import dev.gradus.layers.Dropout1d;
import dev.gradus.layers.Dropout2d;
import dev.gradus.layers.Dropout3d;
import java.util.List;
import org.bytedeco.pytorch.AlphaDropoutImpl;
import org.bytedeco.pytorch.Dropout2dImpl;
import org.bytedeco.pytorch.Dropout3dImpl;
import org.bytedeco.pytorch.DropoutImpl;
import org.bytedeco.pytorch.global.torch;

/** Rows of the layers that draw random numbers. */
final class NoiseRows {
    private static final String OWN_STREAM = "draws from the generator that it is given";

    private NoiseRows() {}

    static List<LayerCase> rows() {
        return List.of(
                LayerCase.of(rng -> new Dropout(0.3, rng), 2, 3, 4)
                        .prints("Dropout(p 0.3)")
                        .remark(OWN_STREAM)
                        .random()
                        .pytorch(
                                "torch.nn.Dropout",
                                () -> new DropoutImpl(0.3),
                                (module, x) -> module.forward(x).add(torch.zeros_like(x))),
                LayerCase.of(rng -> new Dropout1d(0.3, rng), 2, 3, 4)
                        .gives(2, 3, 4)
                        .random()
                        .pytorch("torch.nn.Dropout1d"),
                LayerCase.of(rng -> new Dropout2d(0.3, rng), 2, 3, 4, 2)
                        .random()
                        .pytorch(
                                "torch.nn.Dropout2d",
                                () -> new Dropout2dImpl(0.3),
                                (module, x) -> module.forward(x).add(torch.zeros_like(x))),
                LayerCase.of(rng -> new Dropout3d(0.3, rng), 2, 3, 4, 2, 2)
                        .random()
                        .pytorch(
                                "torch.nn.Dropout3d",
                                () -> new Dropout3dImpl(0.3),
                                (module, x) -> module.forward(x).add(torch.zeros_like(x))),
                LayerCase.of(rng -> new AlphaDropout(0.3, rng), 2, 3, 4)
                        .random()
                        .pytorch(
                                "torch.nn.AlphaDropout",
                                () -> new AlphaDropoutImpl(0.3),
                                (module, x) -> module.forward(x).add(torch.zeros_like(x))),
                LayerCase.of(rng -> new DropPath(0.3, rng), 4, 3)
                        .gives(4, 3)
                        .random()
                        .pytorch("torchvision.ops.StochasticDepth"));
    }
}
