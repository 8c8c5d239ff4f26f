package dev.gradus.catalogue;

import static java.util.Map.entry;

import java.util.Map;

/** What PyTorch calls the ops whose rows are made many at a time, by our name; {@code —} where it has none. */
final class PytorchNames {
    private static final Map<String, String> NAMES = Map.ofEntries(
            entry("abs", "torch.abs"),
            entry("add", "torch.add"),
            entry("argmax", "torch.argmax"),
            entry("attentionWeights", "— `torch.nn.MultiheadAttention` with `need_weights`"),
            entry("avgPool2d", "torch.nn.functional.avg_pool2d"),
            entry("binaryCrossEntropyWithLogits", "torch.nn.functional.binary_cross_entropy_with_logits"),
            entry("clamp", "torch.clamp"),
            entry("concat", "torch.cat"),
            entry("conv2d", "torch.nn.functional.conv2d"),
            entry("crossEntropy", "torch.nn.functional.cross_entropy"),
            entry("dice", "— `1 - (2 * (p * t).sum() / (p + t).sum()).mean()`, sums over the pixels"),
            entry("div", "torch.div"),
            entry("eq", "torch.eq"),
            entry("exp", "torch.exp"),
            entry("expand", "torch.Tensor.expand"),
            entry("flatten", "torch.flatten"),
            entry("ge", "torch.ge"),
            entry("globalAvgPool2d", "— `torch.nn.functional.adaptive_avg_pool2d(x, 1)`"),
            entry("gt", "torch.gt"),
            entry("l1Penalty", "— `sum(p.abs().sum() for p in parameters)`"),
            entry("l2Penalty", "— `sum(p.square().sum() for p in parameters)`"),
            entry("le", "torch.le"),
            entry("linear", "torch.nn.functional.linear"),
            entry("log", "torch.log"),
            entry("lt", "torch.lt"),
            entry("matmul", "torch.matmul"),
            entry("max", "torch.amax"),
            entry("maxPool2d", "torch.nn.functional.max_pool2d"),
            entry("maximum", "torch.maximum"),
            entry("mean", "torch.mean"),
            entry("min", "torch.amin"),
            entry("minimum", "torch.minimum"),
            entry("mse", "torch.nn.functional.mse_loss"),
            entry("mul", "torch.mul"),
            entry("multiClassSvm", "torch.nn.functional.multi_margin_loss"),
            entry("ne", "torch.ne"),
            entry("neg", "torch.neg"),
            entry("pad", "torch.nn.functional.pad"),
            entry("permute", "torch.permute"),
            entry("pow", "torch.pow"),
            entry("powerIteration", "— a step of `torch.nn.utils.spectral_norm`"),
            entry("reciprocal", "torch.reciprocal"),
            entry("reshape", "torch.reshape"),
            entry("slice", "torch.narrow"),
            entry("sqrt", "torch.sqrt"),
            entry("square", "torch.square"),
            entry("squeeze", "torch.squeeze"),
            entry("stack", "torch.stack"),
            entry("sub", "torch.sub"),
            entry("sum", "torch.sum"),
            entry("to", "torch.Tensor.to"),
            entry("transpose", "torch.transpose"),
            entry("unsqueeze", "torch.unsqueeze"),
            entry("upsampleBilinear", "torch.nn.functional.interpolate"),
            entry("upsampleNearest", "torch.nn.functional.interpolate"),
            entry("var", "torch.var"),
            entry("where", "torch.where"));

    /** Where we differ from what PyTorch's name promises. */
    private static final Map<String, String> REMARKS = Map.ofEntries(
            entry("expand", "also `torch.broadcast_to`"),
            entry("matmul", "also `torch.mm` and `torch.bmm`; no vectors"),
            entry("geluTanh", "`approximate=\"tanh\"`"),
            entry("max", "several dimensions at once; the gradient of equal largest values is shared among them"),
            entry("min", "several dimensions at once; the gradient of equal smallest values is shared among them"),
            entry("multiClassSvm", "the sum of the margins, C times PyTorch's mean over classes"),
            entry("pad", "amounts before and after, for each dimension in order; PyTorch begins with the last"),
            entry("slice", "from, to and step as in `x[a:b:c]`"),
            entry("to", "to a type; there are no devices"),
            entry("var", "`unbiased` is always stated"),
            entry("dice", "per sample and channel; empty against empty counts as 1"),
            entry("upsampleBilinear", "`mode=\"bilinear\"`; `alignCorners` is always stated"),
            entry("upsampleNearest", "`mode=\"nearest\"`"),
            entry("dropout", "draws from the generator that it is given"),
            entry("batchNormWith", "with `training=False`"),
            entry("batchNorm", "with `training=True`; gives mean and variance beside the output"));

    private PytorchNames() {}

    /** The name, or null. */
    static String of(String op) {
        return NAMES.get(op);
    }

    /** The remark, or an empty text. */
    static String remark(String op) {
        return REMARKS.getOrDefault(op, "");
    }
}
