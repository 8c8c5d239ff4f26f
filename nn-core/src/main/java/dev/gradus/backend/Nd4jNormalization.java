package dev.gradus.backend;

import dev.gradus.backend.Backend.Normalized;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels of {@link Nd4jBackend} that normalise, channels and rows, from the formulas of {@link Nd4jNorm}. */
final class Nd4jNormalization {
    private Nd4jNormalization() {}

    static Normalized forward(Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu) {
        Shape groups = perSample ? Shape.of(x.dim(0), x.dim(1)) : Shape.of(x.dim(1));
        // BFLOAT16 is too coarse for statistics.
        DType exact = x.dtype() == DType.BFLOAT16 ? DType.FLOAT32 : x.dtype();
        Tensor mean = Nd4jBackend.compute(groups, exact, arena -> new Nd4jNorm(arena, perSample).mean(arena.real(x)));
        Tensor variance = Nd4jBackend.compute(
                groups, exact, arena -> new Nd4jNorm(arena, perSample).variance(arena.real(x), arena.real(mean)));
        Tensor output = Nd4jBackend.compute(x.shape(), x.dtype(), arena -> {
            Nd4jNorm norm = new Nd4jNorm(arena, perSample);
            INDArray y = norm.normalized(arena.real(x), arena.real(mean), arena.real(variance), eps);
            y = weight == null ? y : arena.zip("multiply", y, norm.perChannel(arena.real(weight)));
            y = bias == null ? y : arena.zip("add", y, norm.perChannel(arena.real(bias)));
            return relu ? new Nd4jFunctions(arena).relu(y) : y;
        });
        return new Normalized(output, mean, variance, null);
    }

    static List<Tensor> grad(
            Tensor g, Tensor x, Normalized forward, Tensor weight, double eps, boolean perSample, boolean relu) {
        Shape channels = Shape.of(x.dim(1));
        if (x.size() == 0) {
            Tensor none = Nd4jBackend.INSTANCE.full(channels, x.dtype(), 0);
            return List.of(Nd4jBackend.INSTANCE.full(x.shape(), x.dtype(), 0), none, none.alias());
        }
        try (Nd4jArena arena = new Nd4jArena()) {
            Nd4jNorm norm = new Nd4jNorm(arena, perSample);
            INDArray normalized =
                    norm.normalized(arena.real(x), arena.real(forward.mean()), arena.real(forward.variance()), eps);
            INDArray grad = arena.real(g);
            if (relu) {
                INDArray passed = arena.hold(arena.real(forward.output()).gt(0));
                grad = arena.zip("multiply", grad, arena.cast(passed, grad.dataType()));
            }
            INDArray scale = norm.scale(arena.real(forward.variance()), eps);
            scale = weight == null ? scale : arena.zip("multiply", scale, norm.perChannel(arena.real(weight)));
            INDArray weighted = arena.zip("multiply", grad, normalized);
            INDArray inputGrad = norm.inputGrad(grad, normalized, weighted, scale);
            boolean[] perChannel = {true, false, true, true};
            return List.of(
                    arena.tensor(inputGrad, x.shape(), x.dtype()),
                    arena.tensor(arena.sum(weighted, perChannel), channels, x.dtype()),
                    arena.tensor(arena.sum(grad, perChannel), channels, x.dtype()));
        }
    }

    static Normalized rows(Tensor x, Tensor weight, Tensor bias, double eps) {
        Shape rows = Shape.of(x.dim(0));
        DType exact = x.dtype() == DType.BFLOAT16 ? DType.FLOAT32 : x.dtype();
        Tensor mean = Nd4jBackend.compute(rows, exact, arena -> {
            Nd4jNorm norm = new Nd4jNorm(arena, true);
            return norm.mean(norm.rows(arena.real(x)));
        });
        Tensor variance = Nd4jBackend.compute(rows, exact, arena -> {
            Nd4jNorm norm = new Nd4jNorm(arena, true);
            return norm.variance(norm.rows(arena.real(x)), arena.real(mean));
        });
        Tensor output = Nd4jBackend.compute(x.shape(), x.dtype(), arena -> {
            Nd4jNorm norm = new Nd4jNorm(arena, true);
            INDArray y = norm.normalized(norm.rows(arena.real(x)), arena.real(mean), arena.real(variance), eps);
            y = weight == null ? y : arena.zip("multiply", y, norm.perColumn(arena.real(weight)));
            return bias == null ? y : arena.zip("add", y, norm.perColumn(arena.real(bias)));
        });
        return new Normalized(output, mean, variance, null);
    }

    static List<Tensor> rowsGrad(Tensor g, Tensor x, Normalized forward, Tensor weight, double eps) {
        if (x.size() == 0) {
            Tensor none = Nd4jBackend.INSTANCE.full(x.shape(), x.dtype(), 0);
            return weight == null
                    ? List.of(none)
                    : List.of(
                            none,
                            Nd4jBackend.INSTANCE.full(weight.shape(), weight.dtype(), 0),
                            Nd4jBackend.INSTANCE.full(weight.shape(), weight.dtype(), 0));
        }
        try (Nd4jArena arena = new Nd4jArena()) {
            Nd4jNorm norm = new Nd4jNorm(arena, true);
            INDArray variance = arena.real(forward.variance());
            INDArray normalized = norm.normalized(norm.rows(arena.real(x)), arena.real(forward.mean()), variance, eps);
            INDArray grad = norm.rows(arena.real(g));
            INDArray scaled = weight == null ? grad : arena.zip("multiply", grad, norm.perColumn(arena.real(weight)));
            INDArray dx = norm.inputGrad(
                    scaled, normalized, arena.zip("multiply", scaled, normalized), norm.scale(variance, eps));
            Tensor inputGrad = arena.tensor(dx, x.shape(), x.dtype());
            if (weight == null) {
                return List.of(inputGrad);
            }
            boolean[] perColumn = {true, true, true, false};
            INDArray dWeight = arena.sum(arena.zip("multiply", grad, normalized), perColumn);
            return List.of(
                    inputGrad,
                    arena.tensor(dWeight, weight.shape(), weight.dtype()),
                    arena.tensor(arena.sum(grad, perColumn), weight.shape(), weight.dtype()));
        }
    }
}
