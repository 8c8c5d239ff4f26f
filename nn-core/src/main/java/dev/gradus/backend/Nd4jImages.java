package dev.gradus.backend;

import dev.gradus.tensor.Shape;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution and pooling by ND4J's own ops, on (N, C, H, W) arrays of FLOAT or DOUBLE. */
final class Nd4jImages {
    private static final long VALID = 0;
    private static final long NCHW = 0;
    private static final long OIHW = 1;

    private final Nd4jArena arena;

    Nd4jImages(Nd4jArena arena) {
        this.arena = arena;
    }

    private static long[] convolution(Window w) {
        return new long[] {
            w.kernelH(),
            w.kernelW(),
            w.strideH(),
            w.strideW(),
            w.padH(),
            w.padW(),
            w.dilationH(),
            w.dilationW(),
            VALID,
            NCHW,
            OIHW
        };
    }

    private static long[] pooling(Window w, boolean countIncludePad) {
        return new long[] {
            w.kernelH(),
            w.kernelW(),
            w.strideH(),
            w.strideW(),
            w.padH(),
            w.padW(),
            w.dilationH(),
            w.dilationW(),
            VALID,
            countIncludePad ? 1 : 0,
            NCHW
        };
    }

    private static long[] output(INDArray x, long channels, Window window) {
        return window.output("window", Shape.of(x.shape()), channels).dims();
    }

    INDArray conv2d(INDArray x, INDArray weight, INDArray bias, Window window) {
        List<INDArray> arguments = bias == null ? List.of(x, weight) : List.of(x, weight, bias);
        return arena.op("conv2d", x.dataType(), output(x, weight.size(0), window), arguments, convolution(window));
    }

    INDArray conv2dInputGrad(INDArray g, INDArray weight, Shape input, Window window) {
        // Its gradient op takes the input for the weight's sake, and here only its shape counts.
        INDArray x = arena.fresh(g.dataType(), input.dims()).assign(0);
        return conv2dGrads(g, x, weight, window)[0];
    }

    INDArray conv2dWeightGrad(INDArray g, INDArray x, Shape weight, Window window) {
        INDArray w = arena.fresh(g.dataType(), weight.dims()).assign(0);
        return conv2dGrads(g, x, w, window)[1];
    }

    private INDArray[] conv2dGrads(INDArray g, INDArray x, INDArray weight, Window window) {
        DataType type = g.dataType();
        INDArray[] grads = {arena.fresh(type, x.shape()), arena.fresh(type, weight.shape())};
        arena.op("conv2d_bp", grads, List.of(x, weight, g), convolution(window));
        return grads;
    }

    INDArray maxPool2d(INDArray x, Window window) {
        return arena.op("maxpool2d", x.dataType(), output(x, x.size(1), window), List.of(x), pooling(window, false));
    }

    INDArray maxPool2dGrad(INDArray g, INDArray x, Window window) {
        return arena.op("maxpool2d_bp", x.dataType(), x.shape(), List.of(x, g), pooling(window, false));
    }

    INDArray avgPool2d(INDArray x, Window window, boolean countIncludePad) {
        return arena.op(
                "avgpool2d", x.dataType(), output(x, x.size(1), window), List.of(x), pooling(window, countIncludePad));
    }

    INDArray avgPool2dGrad(INDArray g, Shape input, Window window, boolean countIncludePad) {
        INDArray x = arena.fresh(g.dataType(), input.dims()).assign(0);
        return arena.op("avgpool2d_bp", g.dataType(), input.dims(), List.of(x, g), pooling(window, countIncludePad));
    }
}
