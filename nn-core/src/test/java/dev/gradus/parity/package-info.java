/**
 * Comparison with PyTorch, through {@link dev.gradus.parity.Torch}.
 *
 * <p>JavaCPP maps every op several times. These are the overloads of {@code org.bytedeco.pytorch.global.torch} that take
 * plain Java arrays and numbers; {@code TorchTest} runs each. {@code opt} is {@code Torch.optional}, and
 * {@code Torch.none()} leaves an argument out; shapes and windows are {@code long[]}, here written as {@code {3, 3}}; a
 * reduction is {@code torch.Reduction.Mean.value} ({@code None}, {@code Sum}).
 *
 * <pre>{@code
 * conv2d(x, w, opt(b), {strideH, strideW}, {padH, padW}, {dilationH, dilationW}, groups)
 * conv_transpose2d(x, w, opt(b), stride, padding, outputPadding, groups, dilation)   // outputPadding before groups
 * linear(x, w, opt(b))
 * max_pool2d(x, kernelSize, stride, padding, dilation, ceilMode)
 * avg_pool2d(x, kernelSize, stride, padding, ceilMode, countIncludePad, new LongOptional())
 * batch_norm(x, opt(weight), opt(bias), opt(runningMean), opt(runningVar), training, momentum, eps, false)
 * instance_norm(x, opt(weight), opt(bias), none(), none(), true, momentum, eps, false)
 * group_norm(x, groups, opt(weight), opt(bias), eps, false)
 * layer_norm(x, normalizedShape, opt(weight), opt(bias), eps, false)
 * upsample_bilinear2d(x, {outH, outW}, alignCorners)      // with no scale factors given, as by interpolate(size=…)
 * upsample_nearest2d(x, outH, outW)                       // varargs
 * softmax(x, dim), log_softmax(x, dim)
 * cross_entropy_loss(logits, labels, opt(weight), reduction, ignoreIndex, labelSmoothing)   // ignoreIndex -100: none
 * binary_cross_entropy_with_logits(x, target, none(), opt(posWeight), reduction)
 * multi_margin_loss(x, labels, new Scalar(p), new Scalar(margin), opt(weight), reduction)
 * mse_loss(x, target, reduction), l1_loss(x, target, reduction), smooth_l1_loss(x, target, reduction, beta)
 * leaky_relu(x, new Scalar(slope)), gelu(x, "none" | "tanh"), elu(x), silu(x)
 * pad(x, {left, right, top, bottom}, "constant" | "reflect" | "replicate" | "circular", new DoubleOptional(value))
 *                                                         // new DoubleOptional() for every mode but constant
 * x.sum({dims}, keepDim, new ScalarTypeOptional()), x.mean(…) the same
 * var(x, {dims}, unbiased, keepDim)
 * argmax(x, new LongOptional(dim), keepDim)
 * max(x, dim, keepDim).get0(), .get1()                    // values, indices
 * where(condition, x, y)
 * cat(new TensorVector(a, b), dim), stack(new TensorVector(a, b), dim)
 * gather(x, dim, index), index_select(x, dim, index), embedding(weight, index)
 * x.slice(dim, new LongOptional(start), new LongOptional(end), step)
 * x.add(y), x.sub(y), x.mul(y), x.div(y), x.pow(new Scalar(2.0)), x.matmul(y), x.transpose(0, 1), x.reshape(2, 3)
 * }</pre>
 *
 * <p>An in-place method ({@code relu_()}) returns a borrowed handle to its receiver: go on with the receiver.
 */
package dev.gradus.parity;
