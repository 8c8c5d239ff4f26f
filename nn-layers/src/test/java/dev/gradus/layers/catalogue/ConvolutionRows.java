package dev.gradus.layers.catalogue;

import static dev.gradus.layers.catalogue.LayerCatalogue.at;
import static dev.gradus.layers.catalogue.LayerCatalogue.both;
import static dev.gradus.layers.catalogue.LayerCatalogue.with;

import dev.gradus.backend.Window;
import dev.gradus.layers.Conv1d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Conv3d;
import dev.gradus.layers.ConvTranspose1d;
import dev.gradus.layers.ConvTranspose2d;
import dev.gradus.layers.ConvTranspose3d;
import dev.gradus.layers.DepthwiseSeparableConv2d;
import dev.gradus.layers.Fold;
import dev.gradus.layers.Unfold;
import java.util.List;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.Conv1dOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Conv3dImpl;
import org.bytedeco.pytorch.Conv3dOptions;
import org.bytedeco.pytorch.ConvTranspose1dImpl;
import org.bytedeco.pytorch.ConvTranspose1dOptions;
import org.bytedeco.pytorch.ConvTranspose2dImpl;
import org.bytedeco.pytorch.ConvTranspose2dOptions;
import org.bytedeco.pytorch.ConvTranspose3dImpl;
import org.bytedeco.pytorch.FoldImpl;
import org.bytedeco.pytorch.FoldOptions;
import org.bytedeco.pytorch.UnfoldImpl;
import org.bytedeco.pytorch.UnfoldOptions;

/** Rows of the convolutions, beside the plain ones in {@link ImageRows}. */
final class ConvolutionRows {
    private ConvolutionRows() {}

    static List<LayerCase> rows() {
        return List.of(
                LayerCase.of(
                                rng -> Conv1d.of(4, 6, 3)
                                        .stride(2)
                                        .padding(1)
                                        .groups(2)
                                        .build(rng),
                                2,
                                4,
                                7)
                        .pytorch(
                                "torch.nn.Conv1d",
                                () -> new Conv1dImpl(with(new Conv1dOptions(4, 6, at(3)), o -> {
                                    o.stride().put(2);
                                    o.padding().put(at(1));
                                    o.groups().put(2);
                                })),
                                Conv1dImpl::forward),
                LayerCase.of(rng -> Conv2d.of(3, 6, 3).groups(3).build(rng), 2, 3, 5, 4)
                        .pytorch(
                                "torch.nn.Conv2d",
                                () -> new Conv2dImpl(with(
                                        new Conv2dOptions(3, 6, at(3, 3)),
                                        o -> o.groups().put(3))),
                                Conv2dImpl::forward),
                LayerCase.of(rng -> new Conv3d(2, 3, 2, rng), 2, 2, 3, 4, 3)
                        .pytorch(
                                "torch.nn.Conv3d",
                                () -> new Conv3dImpl(new Conv3dOptions(2, 3, at(2, 2, 2))),
                                Conv3dImpl::forward),
                LayerCase.of(rng -> ConvTranspose1d.of(3, 4, 3).stride(2).build(rng), 2, 3, 4)
                        .pytorch(
                                "torch.nn.ConvTranspose1d",
                                () -> new ConvTranspose1dImpl(with(
                                        new ConvTranspose1dOptions(3, 4, at(3)),
                                        o -> o.stride().put(2))),
                                ConvTranspose1dImpl::forward),
                LayerCase.of(
                                rng -> ConvTranspose2d.of(3, 4, 3)
                                        .stride(2)
                                        .padding(1)
                                        .outputPadding(1)
                                        .build(rng),
                                2,
                                3,
                                3,
                                4)
                        .pytorch(
                                "torch.nn.ConvTranspose2d",
                                () -> new ConvTranspose2dImpl(with(new ConvTranspose2dOptions(3, 4, at(3, 3)), o -> {
                                    o.stride().put(both(2));
                                    o.padding().put(both(1));
                                    o.output_padding().put(both(1));
                                })),
                                ConvTranspose2dImpl::forward),
                LayerCase.of(rng -> new ConvTranspose3d(2, 3, 2, rng), 2, 2, 2, 3, 2)
                        .pytorch(
                                "torch.nn.ConvTranspose3d",
                                () -> new ConvTranspose3dImpl(2, 3, at(2, 2, 2)),
                                ConvTranspose3dImpl::forward),
                LayerCase.of(rng -> new DepthwiseSeparableConv2d(3, 4, 3, 1, 1, rng), 2, 3, 5, 4)
                        .gives(2, 4, 5, 4)
                        .notInPytorch("`Sequential(Conv2d(c, c, k, groups=c), Conv2d(c, d, 1))`"),
                LayerCase.of(rng -> new Unfold(Window.square(2, 2, 1, 1)), 2, 3, 4, 6)
                        .pytorch(
                                "torch.nn.Unfold",
                                () -> new UnfoldImpl(with(new UnfoldOptions(at(2, 2)), o -> {
                                    o.stride().put(both(2));
                                    o.padding().put(both(1));
                                })),
                                UnfoldImpl::forward),
                LayerCase.of(rng -> new Fold(4, 6, Window.square(2, 2, 0, 1)), 2, 12, 6)
                        .pytorch(
                                "torch.nn.Fold",
                                () -> new FoldImpl(with(
                                        new FoldOptions(at(4, 6), at(2, 2)),
                                        o -> o.stride().put(both(2)))),
                                FoldImpl::forward));
    }
}
