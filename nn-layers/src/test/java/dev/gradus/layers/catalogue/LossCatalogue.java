package dev.gradus.layers.catalogue;

import dev.gradus.layers.catalogue.LayerCase.Input;
import dev.gradus.layers.losses.BceWithLogitsLoss;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.DiceLoss;
import dev.gradus.layers.losses.MseLoss;
import dev.gradus.layers.losses.MultiClassSvmLoss;
import dev.gradus.parity.Torch;
import java.util.List;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** All losses: every public one has a row, see {@link LayerCompletenessTest}. */
final class LossCatalogue {
    private static final long MEAN = torch.Reduction.Mean.value;
    private static final int NOTHING_IGNORED = -100;
    private static final int CLASSES = 3;

    private LossCatalogue() {}

    private static Tensor dice(Tensor score, Tensor target) {
        long[] pixels = {2, 3};
        Tensor both = score.mul(target).sum(pixels, false, new ScalarTypeOptional());
        Tensor each = score.add(target).sum(pixels, false, new ScalarTypeOptional());
        return both.mul(new Scalar(-2.0)).div(each).add(new Scalar(1.0)).mean();
    }

    static List<LossCase> rows() {
        Input scores = Input.of(5, CLASSES);
        Input labels = Input.classes(CLASSES, 5);
        return List.of(
                new LossCase(
                        new CrossEntropyLoss(),
                        scores,
                        labels,
                        "torch.nn.CrossEntropyLoss",
                        (x, y) -> torch.cross_entropy_loss(x, y, Torch.none(), MEAN, NOTHING_IGNORED, 0)),
                new LossCase(
                        new MultiClassSvmLoss(1),
                        scores,
                        labels,
                        "torch.nn.MultiMarginLoss",
                        (x, y) -> torch.multi_margin_loss(x, y, new Scalar(1L), new Scalar(1.0), Torch.none(), MEAN)
                                .mul(new Scalar((double) CLASSES))),
                new LossCase(
                        new BceWithLogitsLoss(3),
                        Input.of(4, 3),
                        Input.zeroOne(4, 3),
                        "torch.nn.BCEWithLogitsLoss",
                        (x, y) -> torch.binary_cross_entropy_with_logits(
                                x, y, Torch.none(), Torch.optional(AbstractTensor.create(new double[] {3}, 1)), MEAN)),
                new LossCase(
                        new DiceLoss(true),
                        Input.of(2, 2, 3, 2),
                        Input.zeroOne(2, 2, 3, 2),
                        "—",
                        (x, y) -> dice(torch.sigmoid(x), y)),
                new LossCase(
                        new MseLoss(),
                        Input.of(4, 3),
                        Input.zeroOne(4, 3),
                        "torch.nn.MSELoss",
                        (x, y) -> torch.mse_loss(x, y, MEAN)));
    }
}
