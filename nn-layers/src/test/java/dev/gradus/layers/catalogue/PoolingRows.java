package dev.gradus.layers.catalogue;

import static dev.gradus.layers.catalogue.LayerCatalogue.at;
import static dev.gradus.layers.catalogue.LayerCatalogue.both;
import static dev.gradus.layers.catalogue.LayerCatalogue.with;

import dev.gradus.backend.PoolWindow;
import dev.gradus.layers.AdaptiveAvgPool;
import dev.gradus.layers.AdaptiveMaxPool;
import dev.gradus.layers.AvgPool;
import dev.gradus.layers.GlobalMaxPool;
import dev.gradus.layers.LpPool;
import dev.gradus.layers.MaxPool;
import dev.gradus.layers.MaxUnpool;
import dev.gradus.layers.catalogue.LayerCase.Input;
import dev.gradus.ops.Pooling;
import java.util.List;
import org.bytedeco.pytorch.AdaptiveAvgPool1dImpl;
import org.bytedeco.pytorch.AdaptiveMaxPool1dImpl;
import org.bytedeco.pytorch.AvgPool1dImpl;
import org.bytedeco.pytorch.AvgPool2dImpl;
import org.bytedeco.pytorch.AvgPool2dOptions;
import org.bytedeco.pytorch.AvgPool3dImpl;
import org.bytedeco.pytorch.LPPool1dImpl;
import org.bytedeco.pytorch.LPPool2dImpl;
import org.bytedeco.pytorch.LPPool2dOptions;
import org.bytedeco.pytorch.LPPool3dImpl;
import org.bytedeco.pytorch.MaxPool1dImpl;
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.MaxPool2dOptions;
import org.bytedeco.pytorch.MaxPool3dImpl;
import org.bytedeco.pytorch.MaxUnpool2dImpl;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;

/** Rows of the layers that pool in one to three dimensions. */
final class PoolingRows {
    private static final long[] ROW = {2, 3, 9};
    private static final long[] IMAGE = {2, 3, 8, 6};
    private static final long[] VOLUME = {2, 3, 4, 5, 6};

    private PoolingRows() {}

    static List<LayerCase> rows() {
        PoolWindow rounded = PoolWindow.of(3).stride(2).ceilMode(true);
        PoolWindow padded = PoolWindow.of(3).stride(2).padding(1).countIncludePad(false);
        return List.of(
                LayerCase.of(rng -> new MaxPool(2), ROW)
                        .gives(2, 3, 4)
                        .prints("MaxPool(kernelSize 2)")
                        .pytorch("torch.nn.MaxPool1d", () -> new MaxPool1dImpl(at(2)), MaxPool1dImpl::forward),
                LayerCase.of(rng -> new MaxPool(rounded), IMAGE)
                        .gives(2, 3, 4, 3)
                        .prints("MaxPool(kernelSize 3, stride 2, ceilMode)")
                        .pytorch(
                                "torch.nn.MaxPool2d",
                                () -> new MaxPool2dImpl(with(new MaxPool2dOptions(at(3, 3)), o -> {
                                    o.stride().put(both(2));
                                    o.ceil_mode().put(true);
                                })),
                                MaxPool2dImpl::forward),
                LayerCase.of(rng -> new MaxPool(2), VOLUME)
                        .gives(2, 3, 2, 2, 3)
                        .prints("MaxPool(kernelSize 2)")
                        .pytorch("torch.nn.MaxPool3d", () -> new MaxPool3dImpl(at(2, 2, 2)), MaxPool3dImpl::forward),
                LayerCase.of(rng -> new AvgPool(2), ROW)
                        .prints("AvgPool(kernelSize 2)")
                        .pytorch("torch.nn.AvgPool1d", () -> new AvgPool1dImpl(at(2)), AvgPool1dImpl::forward),
                LayerCase.of(rng -> new AvgPool(padded), IMAGE)
                        .prints("AvgPool(kernelSize 3, stride 2, padding 1, padding not counted)")
                        .pytorch(
                                "torch.nn.AvgPool2d",
                                () -> new AvgPool2dImpl(with(new AvgPool2dOptions(at(3, 3)), o -> {
                                    o.stride().put(both(2));
                                    o.padding().put(both(1));
                                    o.count_include_pad().put(false);
                                })),
                                AvgPool2dImpl::forward),
                LayerCase.of(rng -> new AvgPool(PoolWindow.of(2, 1, 3)), VOLUME)
                        .gives(2, 3, 2, 5, 2)
                        .prints("AvgPool(kernelSize (2, 1, 3))")
                        .pytorch("torch.nn.AvgPool3d", () -> new AvgPool3dImpl(at(2, 1, 3)), AvgPool3dImpl::forward),
                LayerCase.of(rng -> new LpPool(2, PoolWindow.of(2)), ROW)
                        .prints("LpPool(p 2.0, kernelSize 2)")
                        .pytorch("torch.nn.LPPool1d", () -> new LPPool1dImpl(2, at(2)), LPPool1dImpl::forward),
                LayerCase.of(rng -> new LpPool(2, rounded), IMAGE)
                        .prints("LpPool(p 2.0, kernelSize 3, stride 2, ceilMode)")
                        .pytorch(
                                "torch.nn.LPPool2d",
                                () -> new LPPool2dImpl(with(new LPPool2dOptions(2, at(3, 3)), o -> {
                                    o.stride().put(both(2));
                                    o.ceil_mode().put(true);
                                })),
                                LPPool2dImpl::forward),
                LayerCase.of(rng -> new LpPool(2, PoolWindow.of(2)), VOLUME)
                        .prints("LpPool(p 2.0, kernelSize 2)")
                        .pytorch("torch.nn.LPPool3d", () -> new LPPool3dImpl(2, at(2, 2, 2)), LPPool3dImpl::forward),
                LayerCase.of(rng -> new AdaptiveAvgPool(4), ROW)
                        .gives(2, 3, 4)
                        .prints("AdaptiveAvgPool((4,))")
                        .pytorch(
                                "torch.nn.AdaptiveAvgPool1d",
                                () -> new AdaptiveAvgPool1dImpl(at(4)),
                                AdaptiveAvgPool1dImpl::forward),
                LayerCase.of(rng -> new AdaptiveAvgPool(7, 4), IMAGE)
                        .gives(2, 3, 7, 4)
                        .prints("AdaptiveAvgPool((7, 4))")
                        .pytorch("torch.nn.AdaptiveAvgPool2d"),
                LayerCase.of(rng -> new AdaptiveAvgPool(3, 1, 4), VOLUME)
                        .gives(2, 3, 3, 1, 4)
                        .prints("AdaptiveAvgPool((3, 1, 4))")
                        .pytorch("torch.nn.AdaptiveAvgPool3d"),
                LayerCase.of(rng -> new AdaptiveMaxPool(4), ROW)
                        .gives(2, 3, 4)
                        .prints("AdaptiveMaxPool((4,))")
                        .pytorch(
                                "torch.nn.AdaptiveMaxPool1d",
                                () -> new AdaptiveMaxPool1dImpl(at(4)),
                                AdaptiveMaxPool1dImpl::forward),
                LayerCase.of(rng -> new AdaptiveMaxPool(5, 3), IMAGE)
                        .gives(2, 3, 5, 3)
                        .prints("AdaptiveMaxPool((5, 3))")
                        .pytorch("torch.nn.AdaptiveMaxPool2d"),
                LayerCase.of(rng -> new AdaptiveMaxPool(3, 1, 4), VOLUME)
                        .gives(2, 3, 3, 1, 4)
                        .prints("AdaptiveMaxPool((3, 1, 4))")
                        .pytorch("torch.nn.AdaptiveMaxPool3d"),
                LayerCase.of(rng -> new GlobalMaxPool(), ROW)
                        .gives(2, 3, 1)
                        .prints("GlobalMaxPool")
                        .notInPytorch("torch.nn.AdaptiveMaxPool1d(1)"),
                LayerCase.of(rng -> new GlobalMaxPool(), IMAGE)
                        .gives(2, 3, 1, 1)
                        .prints("GlobalMaxPool")
                        .notInPytorch("torch.nn.AdaptiveMaxPool2d(1)"),
                LayerCase.of(rng -> new GlobalMaxPool(), VOLUME)
                        .gives(2, 3, 1, 1, 1)
                        .prints("GlobalMaxPool")
                        .notInPytorch("torch.nn.AdaptiveMaxPool3d(1)"),
                unpooled(ROW).pytorch("torch.nn.MaxUnpool1d").gives(2, 3, 8),
                unpooled(IMAGE)
                        .gives(IMAGE)
                        .pytorchAll("torch.nn.MaxUnpool2d", () -> new MaxUnpool2dImpl(at(2, 2)), (unpool, x) -> {
                            T_TensorTensor_T maxima =
                                    torch.max_pool2d_with_indices(x[0], both(2), both(2), both(0), both(1), false);
                            return unpool.forward(maxima.get0(), maxima.get1());
                        }),
                unpooled(2, 3, 4, 4, 6).pytorch("torch.nn.MaxUnpool3d").gives(2, 3, 4, 4, 6));
    }

    private static LayerCase unpooled(long... input) {
        return LayerCase.module(
                        rng -> new MaxUnpool(2),
                        (unpool, x) -> {
                            Pooling.Maxima maxima = new MaxPool(2).forwardWithIndices(x[0]);
                            return unpool.forward(maxima.values(), maxima.indices());
                        },
                        Input.of(input))
                .prints("MaxUnpool(kernelSize 2)");
    }
}
