package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/** Being written. */
public final class Nd4jBackend implements Backend {
    static final Nd4jBackend INSTANCE = new Nd4jBackend();

    Nd4jBackend() {}

    @Override
    public String name() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Storage allocate(DType dtype, long length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor full(Shape shape, DType dtype, double value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copyInto(Tensor target, Tensor source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addInPlace(Tensor target, Tensor source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor plain(Tensor x) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor cast(Tensor x, DType dtype) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor permute(Tensor x, int[] order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor slice(Tensor x, long[] start, long[] step, Shape shape) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor embed(Tensor x, long[] start, long[] step, Shape shape, double value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor concat(List<Tensor> parts, int dim) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor expand(Tensor x, Shape shape) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor gather(Tensor x, int dim, Tensor index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor scatterAdd(Tensor g, int dim, Tensor index, Shape shape) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor map(Unary f, Tensor x, double a, double b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor mapGrad(Unary f, Tensor g, Tensor v, double a, double b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor zip(Binary f, Tensor x, Tensor y) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor where(Tensor condition, Tensor x, Tensor y) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor reduce(Reduction f, Tensor x, boolean[] dims) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor argmax(Tensor x, int dim) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor bias) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor softmax(Tensor x, int dim, boolean log) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor softmaxGrad(Tensor g, Tensor y, int dim, boolean log) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor conv2dInputGrad(Tensor g, Tensor weight, Shape input, Window window) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Tensor> conv2dWeightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window window) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Pooled maxPool2d(Tensor x, Window window, boolean forGrad) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor maxPool2dGrad(Tensor g, Tensor saved, Shape input, Window window) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor avgPool2d(Tensor x, Window window, boolean countIncludePad) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor avgPool2dGrad(Tensor g, Shape input, Window window, boolean countIncludePad) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Normalized normalize(Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Tensor> normalizeGrad(
            Tensor g, Tensor x, Normalized forward, Tensor weight, double eps, boolean perSample, boolean relu) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor resample(Tensor x, long outH, long outW, Interpolation mode, boolean alignCorners) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor resampleGrad(Tensor g, Shape input, Interpolation mode, boolean alignCorners) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sgdStep(
            Tensor p, Tensor g, Tensor v, double lr, double momentum, double weightDecay, boolean nesterov) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void adamStep(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            long step,
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            boolean decoupled) {
        throw new UnsupportedOperationException();
    }
}
