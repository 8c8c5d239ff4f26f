package dev.gradus.benchmarks.ops;

import dev.gradus.autograd.Precision;
import dev.gradus.benchmarks.raw.RawOneDnn;
import dev.gradus.benchmarks.raw.RawOneDnn.Pass;
import dev.gradus.examples.Arithmetic;
import dev.gradus.layers.Linear;
import dev.gradus.ops.Convolutions;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.ops.Losses;
import dev.gradus.ops.Norms;
import dev.gradus.ops.Pooling;
import dev.gradus.ops.Resampling;
import dev.gradus.ops.Shaping;
import dev.gradus.optim.Adam;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.Sgd;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The ops that {@code gradus bench ops} times, at the sizes of its U-Net (batch 2) and ResNet-18 (batch 64). */
@SuppressWarnings("try") // blocks act by being open
final class Catalogue {
    private static final double EPS = 1e-5;

    private static final List<String> CONVOLVED = List.of(
            "2x32x320x320", "2x64x160x160", "2x128x80x80", "2x256x40x40", "64x64x32x32", "64x256x8x8", "64x512x4x4");
    private static final List<String> MIXED = List.of("2x32x320x320", "2x256x40x40", "64x256x8x8");
    private static final List<String> UNET = List.of("2x32x320x320", "2x256x40x40");
    private static final List<String> RESNET = List.of("64x64x32x32", "64x512x4x4");
    private static final List<String> BOTH = List.of("2x32x320x320", "2x256x40x40", "64x64x32x32");
    private static final List<String> COARSE = List.of("2x64x160x160", "2x256x40x40");
    private static final List<String> SCORES = List.of("64x10", "4096x1000");
    private static final List<String> MASKS = List.of("2x1x320x320", "16x1x640x640");
    /** As many parameters as ResNet-18 has. */
    private static final List<String> PARAMETERS = List.of("2728x4096");

    /** Its largest sizes also say what the processor can do. */
    static final SingleOp MATMUL = new SingleOp(
            "matmul",
            List.of("256x256x256", "1024x1024x1024", "2048x2048x2048"),
            size -> Work.flop(2.0 * size.size()),
            (size, arithmetic) -> {
                Tensor a = Inputs.product(arithmetic, size.dim(0), size.dim(1));
                Tensor b = Inputs.product(arithmetic, size.dim(1), size.dim(2));
                return () -> a.matmul(b);
            },
            (size, arithmetic) -> product(arithmetic, size.dim(0), size.dim(1), size.dim(2)));

    /** Its largest size also says what the memory can do. */
    static final SingleOp COPY =
            SingleOp.moving("copy", List.of("64x64x32x32", "67108864"), size -> 2.0 * size.size(), size -> {
                Tensor x = Inputs.plain(size);
                return x::copy;
            });

    static final List<SingleOp> ALL = Stream.of(
                    convolutions(3, CONVOLVED),
                    convolutions(1, MIXED),
                    Stream.of(MATMUL),
                    linear(),
                    norm(
                            "batch norm",
                            RESNET,
                            (x, w, b) -> Norms.batchNorm(x, w, b, EPS, false).output()),
                    norm("instance norm", UNET, (x, w, b) -> Norms.instanceNorm(x, w, b, EPS, false)),
                    elementwise(),
                    image("max pool 2x2", UNET, 1.25, x -> Pooling.maxPool2d(x, 2)),
                    image(
                            "bilinear upsampling x2",
                            COARSE,
                            5,
                            x -> Resampling.upsampleBilinear(x, 2 * x.dim(2), 2 * x.dim(3), false)),
                    concat(),
                    losses(),
                    reductions(),
                    updates(),
                    Stream.of(COPY))
            .flatMap(ops -> ops)
            .toList();

    private Catalogue() {}

    /** The op of a name. */
    static SingleOp named(String name) {
        return ALL.stream()
                .filter(op -> op.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("bench ops: expected an op's name, got '" + name + "'"));
    }

    // ---- products

    /** Of stride 1; as many channels out as in, or as a fifth length says. */
    private static Stream<SingleOp> convolutions(int kernelSize, List<String> sizes) {
        String name = "conv2d " + kernelSize + "x" + kernelSize + " ";
        return Stream.of(Pass.values())
                .map(pass -> new SingleOp(
                        name + pass,
                        sizes,
                        size -> Work.flop(2.0 * imageOf(size).size() * outChannels(size) * kernelSize * kernelSize),
                        (size, arithmetic) -> convolution(pass, size, kernelSize, arithmetic),
                        (size, arithmetic) -> RawOneDnn.convolution(
                                pass,
                                imageOf(size).dims(),
                                outChannels(size),
                                kernelSize,
                                arithmetic == Arithmetic.BF16)));
    }

    private static Supplier<Tensor> convolution(Pass pass, Shape size, int kernelSize, Arithmetic arithmetic) {
        Tensor x = Inputs.image(imageOf(size), arithmetic);
        Tensor weight = Inputs.plain(Shape.of(outChannels(size), size.dim(1), kernelSize, kernelSize));
        if (pass == Pass.FORWARD) {
            return within(arithmetic, () -> Convolutions.conv2d(x, weight, null, 1, kernelSize / 2));
        }
        boolean ofInput = pass == Pass.INPUT_GRADIENT;
        Tensor input = ofInput ? x.tracked() : x;
        Tensor kernel = ofInput ? weight : weight.tracked();
        Tensor y = within(arithmetic, () -> Convolutions.conv2d(input, kernel, null, 1, kernelSize / 2))
                .get();
        return Inputs.gradient(y, ofInput ? input : kernel);
    }

    private static Shape imageOf(Shape size) {
        return Shape.of(LongStream.of(size.dims()).limit(4).toArray());
    }

    private static long outChannels(Shape size) {
        return size.dim(size.rank() == 5 ? 4 : 1);
    }

    /** Of sizes N x in x out. */
    private static Stream<SingleOp> linear() {
        List<String> sizes = List.of("64x784x256", "1024x1024x1024");
        Function<Shape, Work> work = size -> Work.flop(2.0 * size.size());
        return Stream.of(Pass.values())
                .map(pass -> new SingleOp(
                        "linear " + pass,
                        sizes,
                        work,
                        (size, arithmetic) -> linear(pass, size, arithmetic),
                        (size, arithmetic) -> switch (pass) {
                            case FORWARD -> product(arithmetic, size.dim(0), size.dim(1), size.dim(2));
                            case INPUT_GRADIENT -> product(arithmetic, size.dim(0), size.dim(2), size.dim(1));
                            case WEIGHT_GRADIENT -> product(arithmetic, size.dim(2), size.dim(0), size.dim(1));
                        }));
    }

    private static Supplier<Tensor> linear(Pass pass, Shape size, Arithmetic arithmetic) {
        Tensor x = Inputs.product(arithmetic, size.dim(0), size.dim(1));
        Tensor weight = Inputs.plain(Shape.of(size.dim(2), size.dim(1)));
        if (pass == Pass.FORWARD) {
            return within(arithmetic, () -> LinearAlgebra.linear(x, weight, null));
        }
        boolean ofInput = pass == Pass.INPUT_GRADIENT;
        Tensor input = ofInput ? x.tracked() : x;
        Tensor kernel = ofInput ? weight : weight.tracked();
        Tensor y = within(arithmetic, () -> LinearAlgebra.linear(input, kernel, null))
                .get();
        return Inputs.gradient(y, ofInput ? input : kernel);
    }

    private static RawOneDnn product(Arithmetic arithmetic, long m, long k, long n) {
        return RawOneDnn.product(m, k, n, arithmetic == Arithmetic.BF16);
    }

    private static Supplier<Tensor> within(Arithmetic arithmetic, Supplier<Tensor> call) {
        return () -> {
            try (Precision precision = arithmetic.block()) {
                return call.get();
            }
        };
    }

    // ---- what moves memory

    /** A norm of an image with weight and bias. */
    private interface Norm {
        Tensor forward(Tensor x, Tensor weight, Tensor bias);
    }

    /** Forward the image is read and the output written; backward both are read and a third is written. */
    private static Stream<SingleOp> norm(String name, List<String> sizes, Norm norm) {
        return Stream.of(
                SingleOp.moving(name + " forward", sizes, size -> 2.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size);
                    Tensor weight = Inputs.plain(Shape.of(size.dim(1)));
                    Tensor bias = Inputs.plain(Shape.of(size.dim(1)));
                    return () -> norm.forward(x, weight, bias);
                }),
                SingleOp.moving(name + " backward", sizes, size -> 3.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size).tracked();
                    Tensor weight = Inputs.plain(Shape.of(size.dim(1))).tracked();
                    Tensor bias = Inputs.plain(Shape.of(size.dim(1))).tracked();
                    return Inputs.gradient(norm.forward(x, weight, bias), x, weight, bias);
                }));
    }

    private static Stream<SingleOp> elementwise() {
        return Stream.of(
                SingleOp.moving("relu forward", BOTH, size -> 2.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size);
                    return x::relu;
                }),
                SingleOp.moving("relu backward", BOTH, size -> 3.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size).tracked();
                    return Inputs.gradient(x.relu(), x);
                }),
                SingleOp.moving("add", BOTH, size -> 3.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size);
                    Tensor y = Inputs.image(size);
                    return () -> x.add(y);
                }));
    }

    /** An op of one image, which moves {@code factor} times the image's size, forward and backward. */
    private static Stream<SingleOp> image(
            String name, List<String> sizes, double factor, Function<Tensor, Tensor> forward) {
        return Stream.of(
                SingleOp.moving(name + " forward", sizes, size -> factor * size.size(), size -> {
                    Tensor x = Inputs.image(size);
                    return () -> forward.apply(x);
                }),
                SingleOp.moving(name + " backward", sizes, size -> factor * size.size(), size -> {
                    Tensor x = Inputs.image(size).tracked();
                    return Inputs.gradient(forward.apply(x), x);
                }));
    }

    /** Two images of the size given, along their channels. */
    private static Stream<SingleOp> concat() {
        return Stream.of(
                SingleOp.moving("concat forward", UNET, size -> 4.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size);
                    Tensor y = Inputs.image(size);
                    return () -> Shaping.concat(List.of(x, y), 1);
                }),
                SingleOp.moving("concat backward", UNET, size -> 4.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size).tracked();
                    Tensor y = Inputs.image(size).tracked();
                    return Inputs.gradient(Shaping.concat(List.of(x, y), 1), x, y);
                }));
    }

    private static Stream<SingleOp> losses() {
        return Stream.of(
                SingleOp.moving("softmax", SCORES, size -> 2.0 * size.size(), size -> {
                    Tensor x = Inputs.plain(size);
                    return () -> x.softmax(1);
                }),
                SingleOp.moving("cross-entropy forward", SCORES, size -> 1.0 * size.size(), size -> {
                    Tensor x = Inputs.plain(size);
                    Tensor classes = classes(size);
                    return () -> Losses.crossEntropy(x, classes);
                }),
                SingleOp.moving("cross-entropy backward", SCORES, size -> 2.0 * size.size(), size -> {
                    Tensor x = Inputs.plain(size).tracked();
                    return Inputs.gradient(Losses.crossEntropy(x, classes(size)), x);
                }),
                SingleOp.moving("bce with logits forward", MASKS, size -> 2.0 * size.size(), size -> {
                    Tensor x = Inputs.plain(size);
                    Tensor mask = mask(size);
                    return () -> Losses.binaryCrossEntropyWithLogits(x, mask, null);
                }),
                SingleOp.moving("bce with logits backward", MASKS, size -> 3.0 * size.size(), size -> {
                    Tensor x = Inputs.plain(size).tracked();
                    return Inputs.gradient(Losses.binaryCrossEntropyWithLogits(x, mask(size), null), x);
                }));
    }

    private static Tensor classes(Shape scores) {
        return Tensor.of(
                LongStream.range(0, scores.dim(0))
                        .map(i -> i * 7 % scores.dim(1))
                        .toArray(),
                Shape.of(scores.dim(0)));
    }

    private static Tensor mask(Shape scores) {
        return Inputs.plain(scores).gt(0).to(DType.FLOAT32);
    }

    private static Stream<SingleOp> reductions() {
        return Stream.of(
                SingleOp.moving("sum", BOTH, size -> 1.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size);
                    return () -> x.sum();
                }),
                SingleOp.moving("sum per channel", BOTH, size -> 1.0 * size.size(), size -> {
                    Tensor x = Inputs.image(size);
                    return () -> x.sum(0, 2, 3);
                }));
    }

    /** Reads parameters, gradients and moments; writes parameters and moments. */
    private static Stream<SingleOp> updates() {
        return Stream.of(
                SingleOp.moving(
                        "sgd update with momentum",
                        PARAMETERS,
                        size -> 5.0 * size.size(),
                        size -> update(
                                size, layer -> new Sgd(layer, Sgd.lr(1e-6).momentum(0.9)))),
                SingleOp.moving(
                        "adam update",
                        PARAMETERS,
                        size -> 7.0 * size.size(),
                        size -> update(size, layer -> new Adam(layer, Adam.lr(1e-6)))));
    }

    private static Supplier<Tensor> update(Shape size, Function<Linear, Optimizer> optimizer) {
        Linear layer = Linear.of(size.dim(1), size.dim(0)).bias(false).build(Rng.seed(1));
        Optimizer made = optimizer.apply(layer);
        layer.forward(Inputs.plain(Shape.of(1, size.dim(1)))).sum().backward();
        return () -> {
            made.step();
            return layer.parameters().get(0).value();
        };
    }
}
