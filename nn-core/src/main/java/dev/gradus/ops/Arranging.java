package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Backend;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Elements in another order, repeated, or cut along a diagonal. */
public final class Arranging {
    private Arranging() {}

    /**
     * The order of some dimensions turned round.
     *
     * @param x any tensor
     * @param dims which ones, each once
     * @return a tensor of x's shape
     */
    public static Tensor flip(Tensor x, int... dims) {
        boolean[] turned = x.shape().mask("flip", dims);
        long[] start = new long[x.rank()];
        long[] step = new long[x.rank()];
        for (int i = 0; i < x.rank(); i++) {
            boolean turn = dims.length > 0 && turned[i];
            start[i] = turn ? Math.max(0, x.dim(i) - 1) : 0;
            step[i] = turn ? -1 : 1;
        }
        return Op.of("flip", x.backend().slice(x, start, step, x.shape()))
                .grad(x, g -> g.backend().slice(g, start, step, x.shape()))
                .build();
    }

    /**
     * Elements moved along a dimension; those that leave at one end come in at the other.
     *
     * @param x any tensor of rank 1 or more
     * @param shift how far towards larger indices; negative for smaller ones
     * @param dim the dimension
     * @return a tensor of x's shape
     */
    public static Tensor roll(Tensor x, long shift, int dim) {
        int along = x.shape().checkDim("roll", dim);
        long extent = x.dim(along);
        long moved = extent == 0 ? 0 : Math.floorMod(shift, extent);
        if (moved == 0) {
            return Shaping.reshape(x, x.shape().dims());
        }
        Tensor end = Shaping.slice(x, along, extent - moved, extent);
        Tensor begin = Shaping.slice(x, along, 0, extent - moved);
        return Shaping.concat(List.of(end, begin), along);
    }

    /**
     * The tensor itself side by side, as PyTorch's {@code repeat} and {@code tile}.
     *
     * @param x any tensor
     * @param times at least 1 for each dimension
     * @return x's dimensions times those
     */
    public static Tensor repeat(Tensor x, int... times) {
        Shape.require(
                times.length == x.rank() && Arrays.stream(times).allMatch(t -> t >= 1),
                "repeat",
                () -> x.rank() + " numbers of at least 1",
                () -> Arrays.toString(times));
        Tensor repeated = Shaping.reshape(x, x.shape().dims());
        for (int dim = 0; dim < times.length; dim++) {
            int along = dim;
            Tensor part = repeated;
            Tensor[] parts = new Tensor[times[dim]];
            Arrays.fill(parts, part);
            repeated = parts.length == 1 ? part : Shaping.concat(List.of(parts), along);
        }
        return repeated;
    }

    /**
     * The lower triangle of matrices: elements (i, j) with j − i at most diagonal; 0 elsewhere.
     *
     * @param x (…, rows, columns), floating
     * @param diagonal 0 for the main one, above 0 for more, below 0 for less
     * @return a tensor of x's shape
     */
    public static Tensor tril(Tensor x, int diagonal) {
        return triangle("tril", x, diagonal, true);
    }

    /**
     * The upper triangle of matrices: elements (i, j) with j − i at least diagonal; 0 elsewhere.
     *
     * @param x (…, rows, columns), floating
     * @param diagonal 0 for the main one, above 0 for less, below 0 for more
     * @return a tensor of x's shape
     */
    public static Tensor triu(Tensor x, int diagonal) {
        return triangle("triu", x, diagonal, false);
    }

    private static Tensor triangle(String op, Tensor x, int diagonal, boolean lower) {
        Require.floating(op, x);
        Shape.require(x.rank() >= 2, op, () -> "matrices (…, rows, columns)", x::shape);
        int rows = x.shape().intDim(-2);
        int columns = x.shape().intDim(-1);
        boolean[] kept = new boolean[rows * columns];
        for (int i = 0; i < kept.length; i++) {
            int offset = i % columns - i / columns;
            kept[i] = lower ? offset <= diagonal : offset >= diagonal;
        }
        Tensor mask = Tensor.of(kept, Shape.of(rows, columns));
        Backend kernels = x.backend();
        return Elementwise.where(mask, x, kernels.full(Shape.of(), x.dtype(), 0));
    }

    /**
     * Channels spread over pixels: (N, C·r², H, W) → (N, C, H·r, W·r), pixel (h·r + i, w·r + j) of channel c from channel
     * {@code (c·r + i)·r + j}. Shi et al., "Real-time single image and video super-resolution", 2016, arXiv:1609.05158.
     *
     * @param x (N, C·r², H, W)
     * @param factor r, at least 1
     * @return (N, C, H·r, W·r)
     */
    public static Tensor pixelShuffle(Tensor x, int factor) {
        Require.image("pixelShuffle", x);
        long squared = (long) factor * factor;
        Shape.require(
                factor >= 1 && x.dim(1) % squared == 0,
                "pixelShuffle",
                () -> "a factor whose square divides the " + x.dim(1) + " channels",
                () -> factor);
        long channels = x.dim(1) / squared;
        return x.reshape(x.dim(0), channels, factor, factor, x.dim(2), x.dim(3))
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(x.dim(0), channels, x.dim(2) * factor, x.dim(3) * factor);
    }

    /**
     * Pixels gathered into channels, the inverse of {@link #pixelShuffle}.
     *
     * @param x (N, C, H·r, W·r)
     * @param factor r, divides both sides
     * @return (N, C·r², H, W)
     */
    public static Tensor pixelUnshuffle(Tensor x, int factor) {
        Require.image("pixelUnshuffle", x);
        Shape.require(
                factor >= 1 && x.dim(2) % factor == 0 && x.dim(3) % factor == 0,
                "pixelUnshuffle",
                () -> "a factor that divides both sides of " + x.shape(),
                () -> factor);
        long h = x.dim(2) / factor;
        long w = x.dim(3) / factor;
        return x.reshape(x.dim(0), x.dim(1), h, factor, w, factor)
                .permute(0, 1, 3, 5, 2, 4)
                .reshape(x.dim(0), x.dim(1) * factor * factor, h, w);
    }

    /**
     * log Σ eˣ along dimensions, without overflow.
     *
     * @param x any floating tensor
     * @param keepDim whether they stay, with extent 1
     * @param dims which ones, at least one
     * @return the reduced tensor
     */
    public static Tensor logSumExp(Tensor x, boolean keepDim, int... dims) {
        Require.floating("logSumExp", x);
        Shape.require(dims.length > 0, "logSumExp", () -> "at least one dim", () -> "none");
        boolean[] reduced = x.shape().mask("logSumExp", dims);
        Shape.require(x.size() > 0, "logSumExp", () -> "at least one element", x::shape);
        Tensor largest = x.detach().max(true, dims);
        Tensor log = x.sub(largest).exp().sum(true, dims).log().add(largest);
        if (keepDim) {
            return log;
        }
        long[] kept = new long[x.rank()];
        int rank = 0;
        for (int i = 0; i < reduced.length; i++) {
            if (!reduced[i]) {
                kept[rank++] = x.dim(i);
            }
        }
        return log.reshape(Arrays.copyOf(kept, rank));
    }

    /**
     * The elements whose places in two dimensions are equal.
     *
     * @param x any tensor of rank 2 or more
     * @param dim0 one dimension
     * @param dim1 another, of the same extent
     * @return x without the two, the diagonal as its last dimension
     */
    public static Tensor diagonal(Tensor x, int dim0, int dim1) {
        int a = x.shape().checkDim("diagonal", dim0);
        int b = x.shape().checkDim("diagonal", dim1);
        long n = x.dim(a);
        Shape.require(
                a != b && x.dim(b) == n,
                "diagonal",
                () -> "two dimensions of one extent",
                () -> dim0 + " and " + dim1 + " of " + x.shape());
        int[] order = IntStream.concat(IntStream.range(0, x.rank()).filter(i -> i != a && i != b), IntStream.of(a, b))
                .toArray();
        long[] dims =
                Arrays.stream(order).limit(x.rank() - 1L).mapToLong(x::dim).toArray();
        dims[dims.length - 1] = n * n;
        return Shaping.slice(Shaping.permute(x, order).reshape(dims), -1, 0, n * n, n + 1);
    }

    /**
     * The coordinates of a grid: of each axis a tensor over all of them, that varies along its own. PyTorch's
     * {@code indexing="ij"}; for {@code "xy"} swap the first two dimensions of each result.
     *
     * @param axes vectors, at least one
     * @return for each a tensor of all their lengths
     */
    public static List<Tensor> meshgrid(Tensor... axes) {
        Shape.require(axes.length > 0, "meshgrid", () -> "at least one vector", () -> "none");
        for (Tensor axis : axes) {
            Require.alike("meshgrid", axes[0], axis);
            Shape.require(axis.rank() == 1, "meshgrid", () -> "vectors", axis::shape);
        }
        long[] grid = Arrays.stream(axes).mapToLong(axis -> axis.dim(0)).toArray();
        return IntStream.range(0, axes.length)
                .mapToObj(i -> {
                    long[] along = new long[grid.length];
                    Arrays.fill(along, 1);
                    along[i] = grid[i];
                    return axes[i].reshape(along).expand(grid);
                })
                .toList();
    }
}
