package dev.gradus.backend;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Convolution in groups on a backend whose kernels know none: group by group, then joined. */
final class GroupedConv2d {
    private final Backend backend;
    private final Shape input;
    private final Shape weight;
    private final Window window;
    private final int groups;

    GroupedConv2d(Backend backend, Shape input, Shape weight, Window window) {
        this.backend = backend;
        this.input = input;
        this.weight = weight;
        this.window = window;
        this.groups = Math.toIntExact(input.dim(1) / weight.dim(1));
    }

    Tensor forward(Tensor x, Tensor kernel, Tensor bias) {
        return joined(1, group -> {
            Tensor part = part(x, 1, group);
            Tensor own = part(kernel, 0, group);
            Tensor offset = bias == null ? null : part(bias, 0, group);
            Tensor y = backend.conv2d(part, own, offset, window);
            part.free();
            own.free();
            if (offset != null) {
                offset.free();
            }
            return y;
        });
    }

    Tensor inputGrad(Tensor g, Tensor kernel) {
        Shape own = input.with(1, weight.dim(1));
        return joined(1, group -> {
            Tensor part = part(g, 1, group);
            Tensor weights = part(kernel, 0, group);
            Tensor grad = backend.conv2dInputGrad(part, weights, own, window);
            part.free();
            weights.free();
            return grad;
        });
    }

    List<Tensor> weightGrad(Tensor g, Tensor x, boolean withBias) {
        Shape own = weight.with(0, weight.dim(0) / groups);
        List<Tensor> biasGrads = new ArrayList<>();
        Tensor weightGrad = joined(0, group -> {
            Tensor part = part(g, 1, group);
            Tensor seen = part(x, 1, group);
            List<Tensor> grads = backend.conv2dWeightGrad(part, seen, own, withBias, window);
            part.free();
            seen.free();
            if (withBias) {
                biasGrads.add(grads.get(1));
            }
            return grads.get(0);
        });
        return withBias ? List.of(weightGrad, joined(0, biasGrads::get)) : List.of(weightGrad);
    }

    /** A group's share of a dimension. */
    private Tensor part(Tensor x, int dim, int group) {
        long extent = x.dim(dim) / groups;
        long[] start = new long[x.rank()];
        start[dim] = group * extent;
        long[] step = new long[x.rank()];
        Arrays.fill(step, 1);
        return backend.slice(x, start, step, x.shape().with(dim, extent));
    }

    private Tensor joined(int dim, IntFunction<Tensor> part) {
        List<Tensor> parts = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            parts.add(part.apply(group));
        }
        Tensor all = backend.concat(parts, dim);
        parts.forEach(Tensor::free);
        return all;
    }
}
