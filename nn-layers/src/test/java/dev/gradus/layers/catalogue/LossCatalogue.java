package dev.gradus.layers.catalogue;

import dev.gradus.layers.catalogue.LayerCase.Input;
import dev.gradus.layers.losses.BceLoss;
import dev.gradus.layers.losses.BceWithLogitsLoss;
import dev.gradus.layers.losses.BoxIouLoss;
import dev.gradus.layers.losses.CompleteBoxIouLoss;
import dev.gradus.layers.losses.CrammerSingerLoss;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.CtcLoss;
import dev.gradus.layers.losses.DiceLoss;
import dev.gradus.layers.losses.DistanceBoxIouLoss;
import dev.gradus.layers.losses.FocalLoss;
import dev.gradus.layers.losses.GeneralisedBoxIouLoss;
import dev.gradus.layers.losses.GeneralisedDiceLoss;
import dev.gradus.layers.losses.HuberLoss;
import dev.gradus.layers.losses.JaccardLoss;
import dev.gradus.layers.losses.KlDivLoss;
import dev.gradus.layers.losses.L1Loss;
import dev.gradus.layers.losses.MseLoss;
import dev.gradus.layers.losses.MultiClassSvmLoss;
import dev.gradus.layers.losses.NllLoss;
import dev.gradus.layers.losses.RegionLoss;
import dev.gradus.layers.losses.SigmoidFocalLoss;
import dev.gradus.layers.losses.SmoothL1Loss;
import dev.gradus.layers.losses.SquaredHingeLoss;
import dev.gradus.layers.losses.TverskyLoss;
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

    /**
     * Five targets of two labels, blank 2. PyTorch's gradient is that with respect to what goes into a log-softmax: for
     * log probabilities as they are, the gradient of the sum of all probabilities is to be taken from it.
     */
    private static Tensor ctc(Tensor x, Tensor target) {
        Tensor loss = torch.ctc_loss(x, target, new long[] {6, 6, 6, 6, 6}, new long[] {2, 2, 2, 2, 2}, 2, MEAN, true);
        Tensor probabilities = x.exp().sum().div(new Scalar(5.0 * 2));
        return loss.sub(probabilities).add(probabilities.detach());
    }

    private static Tensor dice(Tensor score, Tensor target) {
        long[] pixels = {2, 3};
        Tensor both = score.mul(target).sum(pixels, false, new ScalarTypeOptional());
        Tensor each = score.add(target).sum(pixels, false, new ScalarTypeOptional());
        return both.mul(new Scalar(-2.0)).div(each).add(new Scalar(1.0)).mean();
    }

    private static Tensor crossEntropy(Tensor x, Tensor y) {
        return torch.cross_entropy_loss(x, y, Torch.none(), MEAN, NOTHING_IGNORED, 0);
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
                        LossCatalogue::crossEntropy),
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
                        (x, y) -> torch.mse_loss(x, y, MEAN)),
                new LossCase(
                        new CrossEntropyLoss().weights(0.5, 1, 2).ignoreIndex(1).labelSmoothing(0.1),
                        scores,
                        labels,
                        "torch.nn.CrossEntropyLoss",
                        (x, y) -> torch.cross_entropy_loss(
                                x, y, Torch.optional(AbstractTensor.create(0.5, 1, 2)), MEAN, 1, 0.1)),
                new LossCase(
                        new NllLoss(),
                        scores,
                        labels,
                        "torch.nn.NLLLoss",
                        (x, y) -> torch.nll_loss_nd(x, y, Torch.none(), MEAN, NOTHING_IGNORED)),
                new LossCase(
                        new CtcLoss(2, true),
                        Input.of(6, 5, CLASSES),
                        Input.classes(2, 5, 2),
                        "torch.nn.CTCLoss",
                        LossCatalogue::ctc),
                new LossCase(
                        new BceLoss(),
                        Input.unit(4, 3),
                        Input.zeroOne(4, 3),
                        "torch.nn.BCELoss",
                        (x, y) -> torch.binary_cross_entropy(x, y, Torch.none(), MEAN)),
                new LossCase(new FocalLoss(0), scores, labels, "—", LossCatalogue::crossEntropy),
                new LossCase(
                        new SigmoidFocalLoss(-1, 0),
                        Input.of(4, 3),
                        Input.zeroOne(4, 3),
                        "torchvision.ops.sigmoid_focal_loss",
                        (x, y) -> torch.binary_cross_entropy_with_logits(x, y, Torch.none(), Torch.none(), MEAN)),
                new LossCase(
                        new L1Loss(),
                        Input.of(4, 3),
                        Input.of(4, 3),
                        "torch.nn.L1Loss",
                        (x, y) -> torch.l1_loss(x, y, MEAN)),
                new LossCase(
                        new SmoothL1Loss(),
                        Input.of(4, 3),
                        Input.of(4, 3),
                        "torch.nn.SmoothL1Loss",
                        (x, y) -> torch.smooth_l1_loss(x, y, MEAN, 1)),
                new LossCase(
                        new HuberLoss(),
                        Input.of(4, 3),
                        Input.of(4, 3),
                        "torch.nn.HuberLoss",
                        (x, y) -> torch.huber_loss(x, y, MEAN, 1)),
                new LossCase(
                        new KlDivLoss(true),
                        Input.of(4, 3),
                        Input.of(4, 3),
                        "torch.nn.KLDivLoss",
                        (x, y) -> torch.kl_div(x, y, torch.Reduction.Sum.value, true)
                                .div(new Scalar(4.0))),
                new LossCase(
                        new SquaredHingeLoss(),
                        scores,
                        labels,
                        "torch.nn.MultiMarginLoss",
                        (x, y) -> torch.multi_margin_loss(x, y, new Scalar(2L), new Scalar(1.0), Torch.none(), MEAN)
                                .mul(new Scalar((double) CLASSES))),
                new LossCase(new CrammerSingerLoss(1, false), scores, labels, "—", null),
                new LossCase(new RegionLoss(true), Input.of(2, 2, 3, 2), Input.zeroOne(2, 2, 3, 2), "—", null),
                new LossCase(new GeneralisedDiceLoss(true), Input.of(2, 2, 3, 2), Input.zeroOne(2, 2, 3, 2), "—", null),
                new LossCase(new JaccardLoss(true), Input.of(2, 2, 3, 2), Input.zeroOne(2, 2, 3, 2), "—", null),
                new LossCase(
                        new TverskyLoss(true, 0.5, 0.5),
                        Input.of(2, 2, 3, 2),
                        Input.zeroOne(2, 2, 3, 2),
                        "—",
                        (x, y) -> dice(torch.sigmoid(x), y)),
                new LossCase(new BoxIouLoss(), Input.boxes(3, 0), Input.boxes(3, 1), "—", null),
                new LossCase(
                        new GeneralisedBoxIouLoss(),
                        Input.boxes(3, 0),
                        Input.boxes(3, 1),
                        "torchvision.ops.generalized_box_iou_loss",
                        null),
                new LossCase(
                        new DistanceBoxIouLoss(),
                        Input.boxes(3, 0),
                        Input.boxes(3, 1),
                        "torchvision.ops.distance_box_iou_loss",
                        null),
                new LossCase(
                        new CompleteBoxIouLoss(),
                        Input.boxes(3, 0),
                        Input.boxes(3, 1),
                        "torchvision.ops.complete_box_iou_loss",
                        null));
    }
}
