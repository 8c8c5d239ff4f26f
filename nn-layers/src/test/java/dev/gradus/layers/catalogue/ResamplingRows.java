package dev.gradus.layers.catalogue;

import static dev.gradus.layers.catalogue.LayerCatalogue.with;

import dev.gradus.backend.Interpolation;
import dev.gradus.layers.PixelShuffle;
import dev.gradus.layers.PixelUnshuffle;
import dev.gradus.layers.Upsample;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleVector;
import org.bytedeco.pytorch.DoubleVectorOptional;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.LongVectorOptional;
import org.bytedeco.pytorch.PixelShuffleImpl;
import org.bytedeco.pytorch.PixelShuffleOptions;
import org.bytedeco.pytorch.PixelUnshuffleImpl;
import org.bytedeco.pytorch.PixelUnshuffleOptions;
import org.bytedeco.pytorch.UpsampleImpl;
import org.bytedeco.pytorch.UpsampleMode;
import org.bytedeco.pytorch.UpsampleOptions;
import org.bytedeco.pytorch.kBicubic;
import org.bytedeco.pytorch.kLinear;
import org.bytedeco.pytorch.kTrilinear;

/** Rows of the layers that change the resolution. */
final class ResamplingRows {
    private ResamplingRows() {}

    static List<LayerCase> rows() {
        return List.of(
                LayerCase.of(rng -> Upsample.by(Interpolation.BILINEAR, 2.5), 2, 3, 6)
                        .gives(2, 3, 15)
                        .prints("Upsample(x2.5, bilinear)")
                        .pytorch(
                                "torch.nn.Upsample",
                                () -> new UpsampleImpl(with(new UpsampleOptions(), o -> {
                                    o.scale_factor().put(new DoubleVectorOptional(new DoubleVector(2.5)));
                                    o.mode().put(new UpsampleMode(new kLinear()));
                                    o.align_corners().put(new BoolOptional(false));
                                })),
                                UpsampleImpl::forward)
                        .remark("bilinear is linear over one dimension and trilinear over three"),
                LayerCase.of(rng -> Upsample.to(Interpolation.BICUBIC, 5, 9).alignCorners(), 2, 3, 8, 6)
                        .gives(2, 3, 5, 9)
                        .prints("Upsample(to 5 x 9, bicubic, alignCorners)")
                        .pytorch(
                                "torch.nn.Upsample",
                                () -> new UpsampleImpl(with(new UpsampleOptions(), o -> {
                                    o.size().put(new LongVectorOptional(new LongVector(5L, 9L)));
                                    o.mode().put(new UpsampleMode(new kBicubic()));
                                    o.align_corners().put(new BoolOptional(true));
                                })),
                                UpsampleImpl::forward),
                LayerCase.of(rng -> Upsample.to(Interpolation.BILINEAR, 4, 3, 6), 1, 2, 2, 4, 3)
                        .gives(1, 2, 4, 3, 6)
                        .prints("Upsample(to 4 x 3 x 6, bilinear)")
                        .pytorch(
                                "torch.nn.Upsample",
                                () -> new UpsampleImpl(with(new UpsampleOptions(), o -> {
                                    o.size().put(new LongVectorOptional(new LongVector(4L, 3L, 6L)));
                                    o.mode().put(new UpsampleMode(new kTrilinear()));
                                    o.align_corners().put(new BoolOptional(false));
                                })),
                                UpsampleImpl::forward),
                LayerCase.of(rng -> new PixelShuffle(2), 2, 8, 3, 4)
                        .gives(2, 2, 6, 8)
                        .prints("PixelShuffle(2)")
                        .pytorch(
                                "torch.nn.PixelShuffle",
                                () -> new PixelShuffleImpl(new PixelShuffleOptions(2)),
                                PixelShuffleImpl::forward),
                LayerCase.of(rng -> new PixelUnshuffle(2), 2, 3, 4, 6)
                        .gives(2, 12, 2, 3)
                        .prints("PixelUnshuffle(2)")
                        .pytorch(
                                "torch.nn.PixelUnshuffle",
                                () -> new PixelUnshuffleImpl(new PixelUnshuffleOptions(2)),
                                PixelUnshuffleImpl::forward));
    }
}
