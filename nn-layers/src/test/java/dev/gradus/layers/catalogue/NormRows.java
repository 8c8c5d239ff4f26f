package dev.gradus.layers.catalogue;

import static dev.gradus.layers.catalogue.LayerCatalogue.with;

import dev.gradus.layers.BatchNorm1d;
import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.BatchNorm3d;
import dev.gradus.layers.FrozenBatchNorm2d;
import dev.gradus.layers.GroupNorm;
import dev.gradus.layers.InstanceNorm1d;
import dev.gradus.layers.InstanceNorm2d;
import dev.gradus.layers.InstanceNorm3d;
import dev.gradus.layers.LayerNorm;
import dev.gradus.layers.LocalResponseNorm;
import dev.gradus.layers.RmsNorm;
import java.util.List;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNorm3dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.GroupNormImpl;
import org.bytedeco.pytorch.InstanceNorm1dImpl;
import org.bytedeco.pytorch.InstanceNorm2dImpl;
import org.bytedeco.pytorch.InstanceNorm3dImpl;
import org.bytedeco.pytorch.InstanceNormOptions;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LocalResponseNormImpl;
import org.bytedeco.pytorch.LongVector;

/** Rows of the norms. */
final class NormRows {
    private static final long[] VECTORS = {5, 4};
    private static final long[] SIGNALS = {2, 4, 5};
    private static final long[] IMAGES = {2, 4, 3, 2};
    private static final long[] VOLUMES = {2, 4, 2, 3, 2};

    private NormRows() {}

    static List<LayerCase> rows() {
        return List.of(
                LayerCase.of(rng -> new BatchNorm1d(4), VECTORS)
                        .pytorch(
                                "torch.nn.BatchNorm1d",
                                () -> new BatchNorm1dImpl(new BatchNormOptions(4)),
                                BatchNorm1dImpl::forward),
                LayerCase.of(rng -> new BatchNorm1d(4), SIGNALS)
                        .pytorch(
                                "torch.nn.BatchNorm1d",
                                () -> new BatchNorm1dImpl(new BatchNormOptions(4)),
                                BatchNorm1dImpl::forward),
                LayerCase.of(rng -> new BatchNorm2d(4), IMAGES)
                        .prints("BatchNorm2d(4, eps 1.0E-5, momentum 0.1): 8 parameters")
                        .pytorch(
                                "torch.nn.BatchNorm2d",
                                () -> new BatchNorm2dImpl(new BatchNormOptions(4)),
                                BatchNorm2dImpl::forward),
                LayerCase.of(rng -> BatchNorm2d.of(4).affine(false).build(), IMAGES)
                        .pytorch(
                                "torch.nn.BatchNorm2d",
                                () -> new BatchNorm2dImpl(with(
                                        new BatchNormOptions(4), o -> o.affine().put(false))),
                                BatchNorm2dImpl::forward),
                LayerCase.of(rng -> new BatchNorm3d(4), VOLUMES)
                        .pytorch(
                                "torch.nn.BatchNorm3d",
                                () -> new BatchNorm3dImpl(new BatchNormOptions(4)),
                                BatchNorm3dImpl::forward),
                LayerCase.of(rng -> new FrozenBatchNorm2d(4), IMAGES)
                        .gives(IMAGES)
                        .pytorch("torchvision.ops.FrozenBatchNorm2d"),
                LayerCase.of(rng -> new InstanceNorm1d(4), SIGNALS)
                        .pytorch(
                                "torch.nn.InstanceNorm1d",
                                () -> new InstanceNorm1dImpl(new InstanceNormOptions(4)),
                                InstanceNorm1dImpl::forward),
                LayerCase.of(rng -> new InstanceNorm2d(4), IMAGES)
                        .prints("InstanceNorm2d(4, eps 1.0E-5)")
                        .pytorch(
                                "torch.nn.InstanceNorm2d",
                                () -> new InstanceNorm2dImpl(new InstanceNormOptions(4)),
                                InstanceNorm2dImpl::forward),
                LayerCase.of(rng -> InstanceNorm2d.of(4).affine(true).build(), IMAGES)
                        .prints("InstanceNorm2d(4, eps 1.0E-5, affine): 8 parameters")
                        .pytorch(
                                "torch.nn.InstanceNorm2d",
                                () -> new InstanceNorm2dImpl(with(
                                        new InstanceNormOptions(4),
                                        o -> o.affine().put(true))),
                                InstanceNorm2dImpl::forward),
                LayerCase.of(rng -> new InstanceNorm3d(4), VOLUMES)
                        .pytorch(
                                "torch.nn.InstanceNorm3d",
                                () -> new InstanceNorm3dImpl(new InstanceNormOptions(4)),
                                InstanceNorm3dImpl::forward),
                LayerCase.of(rng -> new LayerNorm(4, 5), SIGNALS)
                        .pytorch(
                                "torch.nn.LayerNorm",
                                () -> new LayerNormImpl(new LongVector(4L, 5L)),
                                LayerNormImpl::forward),
                LayerCase.of(rng -> new RmsNorm(5), SIGNALS).gives(SIGNALS).pytorch("torch.nn.RMSNorm"),
                LayerCase.of(rng -> new GroupNorm(2, 4), IMAGES)
                        .pytorch("torch.nn.GroupNorm", () -> new GroupNormImpl(2, 4), GroupNormImpl::forward),
                LayerCase.of(rng -> new LocalResponseNorm(3), IMAGES)
                        .pytorch(
                                "torch.nn.LocalResponseNorm",
                                () -> new LocalResponseNormImpl(3),
                                LocalResponseNormImpl::forward));
    }
}
