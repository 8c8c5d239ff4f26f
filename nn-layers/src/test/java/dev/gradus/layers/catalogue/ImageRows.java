package dev.gradus.layers.catalogue;

import static dev.gradus.layers.catalogue.LayerCatalogue.at;
import static dev.gradus.layers.catalogue.LayerCatalogue.both;
import static dev.gradus.layers.catalogue.LayerCatalogue.with;

import dev.gradus.layers.AvgPool2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.GlobalAvgPool2d;
import dev.gradus.layers.Identity;
import dev.gradus.layers.Linear;
import dev.gradus.layers.MaxPool2d;
import dev.gradus.layers.Upsample;
import java.util.List;
import org.bytedeco.pytorch.AvgPool2dImpl;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.FlattenImpl;
import org.bytedeco.pytorch.IdentityImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.LongVectorOptional;
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.MaxPool2dOptions;
import org.bytedeco.pytorch.UpsampleImpl;
import org.bytedeco.pytorch.UpsampleMode;
import org.bytedeco.pytorch.UpsampleOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBilinear;

/** Rows of the layers of vision. */
final class ImageRows {
    private static final long[] IMAGE = {2, 3, 8, 6};

    private ImageRows() {}

    static List<LayerCase> rows() {
        return List.of(
                LayerCase.of(rng -> new Linear(6, 4, rng), IMAGE)
                        .prints("Linear(6, 4): 28 parameters")
                        .pytorch("torch.nn.Linear", () -> new LinearImpl(6, 4), LinearImpl::forward),
                LayerCase.of(rng -> Linear.of(6, 4).bias(false).build(rng), IMAGE)
                        .prints("Linear(6, 4, no bias): 24 parameters")
                        .pytorch(
                                "torch.nn.Linear",
                                () -> new LinearImpl(with(
                                        new LinearOptions(6, 4), o -> o.bias().put(false))),
                                LinearImpl::forward),
                LayerCase.of(
                                rng -> Conv2d.of(3, 5, 3)
                                        .stride(2)
                                        .padding(2)
                                        .dilation(2)
                                        .build(rng),
                                IMAGE)
                        .gives(2, 5, 4, 3)
                        .prints("Conv2d(3, 5, kernelSize 3, stride 2, padding 2, dilation 2): 140 parameters")
                        .pytorch(
                                "torch.nn.Conv2d",
                                () -> new Conv2dImpl(with(new Conv2dOptions(3, 5, at(3, 3)), o -> {
                                    o.stride().put(both(2));
                                    o.padding().put(at(2, 2));
                                    o.dilation().put(both(2));
                                })),
                                Conv2dImpl::forward),
                LayerCase.of(rng -> Conv2d.of(3, 5, 1).bias(false).build(rng), IMAGE)
                        .prints("Conv2d(3, 5, kernelSize 1, no bias): 15 parameters")
                        .pytorch(
                                "torch.nn.Conv2d",
                                () -> new Conv2dImpl(with(
                                        new Conv2dOptions(3, 5, at(1, 1)),
                                        o -> o.bias().put(false))),
                                Conv2dImpl::forward),
                LayerCase.of(rng -> new MaxPool2d(2), IMAGE)
                        .prints("MaxPool2d(kernelSize 2)")
                        .pytorch("torch.nn.MaxPool2d", () -> new MaxPool2dImpl(at(2, 2)), MaxPool2dImpl::forward),
                LayerCase.of(rng -> MaxPool2d.of(3).stride(2).padding(1).build(), IMAGE)
                        .prints("MaxPool2d(kernelSize 3, stride 2, padding 1)")
                        .pytorch(
                                "torch.nn.MaxPool2d",
                                () -> new MaxPool2dImpl(with(new MaxPool2dOptions(at(3, 3)), o -> {
                                    o.stride().put(both(2));
                                    o.padding().put(both(1));
                                })),
                                MaxPool2dImpl::forward),
                LayerCase.of(rng -> new AvgPool2d(2), IMAGE)
                        .prints("AvgPool2d(kernelSize 2)")
                        .pytorch("torch.nn.AvgPool2d", () -> new AvgPool2dImpl(at(2, 2)), AvgPool2dImpl::forward),
                LayerCase.of(rng -> new GlobalAvgPool2d(), IMAGE)
                        .gives(2, 3, 1, 1)
                        .prints("GlobalAvgPool2d")
                        .notInPytorch("torch.nn.AdaptiveAvgPool2d(1)"),
                LayerCase.of(rng -> Upsample.nearest(2), IMAGE)
                        .gives(2, 3, 16, 12)
                        .prints("Upsample(x2, nearest)")
                        .pytorch(
                                "torch.nn.Upsample",
                                () -> new UpsampleImpl(with(
                                        new UpsampleOptions(),
                                        o -> o.size().put(new LongVectorOptional(new LongVector(16L, 12L))))),
                                UpsampleImpl::forward),
                LayerCase.of(rng -> Upsample.bilinearTo(5, 9).alignCorners(), IMAGE)
                        .gives(2, 3, 5, 9)
                        .prints("Upsample(to 5 x 9, bilinear, alignCorners)")
                        .pytorch(
                                "torch.nn.Upsample",
                                () -> new UpsampleImpl(with(new UpsampleOptions(), o -> {
                                    o.size().put(new LongVectorOptional(new LongVector(5L, 9L)));
                                    o.mode().put(new UpsampleMode(new kBilinear()));
                                    o.align_corners().put(new BoolOptional(true));
                                })),
                                UpsampleImpl::forward)
                        .remark("`bilinear` is the name of a factory here, as is `nearest`"),
                LayerCase.of(rng -> new Flatten(), IMAGE)
                        .prints("Flatten")
                        .pytorch("torch.nn.Flatten", FlattenImpl::new, FlattenImpl::forward),
                LayerCase.of(rng -> new Identity(), IMAGE)
                        .gives(IMAGE)
                        .prints("Identity")
                        .pytorch("torch.nn.Identity", IdentityImpl::new, (module, x) -> torch.clone(x)));
    }
}
