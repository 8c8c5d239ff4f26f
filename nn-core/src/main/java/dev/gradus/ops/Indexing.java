package dev.gradus.ops;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Backend;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;

/** Picking elements by their places, and putting them back. Places are INT64 and not differentiated. */
public final class Indexing {
    private Indexing() {}

    /**
     * Picks along a dimension: {@code out[…, j, …] = x[…, index[…, j, …], …]}; the gradient is added up at the places.
     *
     * @param x any tensor of rank 1 or more
     * @param dim the dimension
     * @param index INT64, of x's rank; its other dimensions at most x's
     * @return a tensor of the index's shape
     */
    public static Tensor gather(Tensor x, int dim, Tensor index) {
        int along = x.shape().checkDim("gather", dim);
        checkIndex("gather", x.shape(), along, index);
        Backend kernels = x.backend();
        return Op.of("gather", kernels.gather(x, along, index))
                .grad(x, g -> kernels.scatterAdd(g, along, index, x.shape()))
                .build();
    }

    /**
     * x with values added at places of a dimension: {@code out[…, index[…, j, …], …] += source[…, j, …]}.
     *
     * @param x any floating tensor of rank 1 or more
     * @param dim the dimension
     * @param index INT64, of x's rank; its other dimensions at most x's
     * @param source of the index's shape and x's type
     * @return a tensor of x's shape
     */
    public static Tensor scatterAdd(Tensor x, int dim, Tensor index, Tensor source) {
        Require.floating("scatterAdd", x);
        Require.alike("scatterAdd", x, source);
        int along = x.shape().checkDim("scatterAdd", dim);
        checkIndex("scatterAdd", x.shape(), along, index);
        Shape.require(
                source.shape().equals(index.shape()),
                "scatterAdd",
                () -> "a source of the index's shape " + index.shape(),
                source::shape);
        Backend kernels = x.backend();
        Tensor added = Op.of("scatterAdd", kernels.scatterAdd(source, along, index, x.shape()))
                .grad(source, g -> kernels.gather(g, along, index))
                .build();
        return x.add(added);
    }

    private static void checkIndex(String op, Shape x, int along, Tensor index) {
        Require.dtype(op, "an index", index, DType.INT64);
        boolean fits = index.rank() == x.rank();
        for (int i = 0; fits && i < x.rank(); i++) {
            fits = i == along || index.dim(i) <= x.dim(i);
        }
        Shape.require(fits, op, () -> "an index that fits into " + x + " but at dim " + along, index::shape);
        checkRange(op, index, x.dim(along));
    }

    static void checkRange(String op, Tensor index, long extent) {
        if (index.size() > 0) {
            long largest = (long) index.max().item();
            long smallest = (long) index.min().item();
            Shape.require(
                    smallest >= 0 && largest < extent,
                    op,
                    () -> "indices from 0 to " + (extent - 1),
                    () -> smallest < 0 ? smallest : largest);
        }
    }

    /**
     * Whole slices by their places: {@code out[…, j, …] = x[…, index[j], …]}.
     *
     * @param x any tensor of rank 1 or more
     * @param dim the dimension
     * @param index INT64 (n,)
     * @return x's shape with n at that dimension
     */
    public static Tensor indexSelect(Tensor x, int dim, Tensor index) {
        int along = x.shape().checkDim("indexSelect", dim);
        Require.dtype("indexSelect", "an index", index, DType.INT64);
        Shape.require(index.rank() == 1, "indexSelect", () -> "an index (n,)", index::shape);
        checkRange("indexSelect", index, x.dim(along));
        return select("indexSelect", x, along, index);
    }

    private static Tensor select(String op, Tensor x, int along, Tensor index) {
        long[] ones = new long[x.rank()];
        Arrays.fill(ones, 1);
        ones[along] = index.dim(0);
        Shape out = x.shape().with(along, index.dim(0));
        Backend kernels = x.backend();
        Tensor places = kernels.expand(index.reshape(ones), out);
        return Op.of(op, kernels.gather(x, along, places))
                .grad(x, g -> kernels.scatterAdd(g, along, places, x.shape()))
                .saves(places)
                .build();
    }

    /**
     * Rows of a table, such as the vectors of words: {@code out[…, :] = weight[index[…], :]}. The row of the padding gets
     * no gradient.
     *
     * @param weight (rows, D)
     * @param index INT64, any shape
     * @param paddingIdx the row that is only a filler; −1 for none
     * @return the index's shape with D behind it
     */
    public static Tensor embedding(Tensor weight, Tensor index, long paddingIdx) {
        Require.floating("embedding", weight);
        Shape.require(weight.rank() == 2, "embedding", () -> "weight (rows, D)", weight::shape);
        Require.dtype("embedding", "an index", index, DType.INT64);
        Shape.require(
                paddingIdx >= -1 && paddingIdx < weight.dim(0),
                "embedding",
                () -> "a paddingIdx from -1 to " + (weight.dim(0) - 1),
                () -> paddingIdx);
        checkRange("embedding", index, weight.dim(0));
        Tensor flat = index.reshape(-1);
        Tensor rows = select("embedding", weight, 0, flat);
        if (paddingIdx >= 0) {
            Tensor filler = flat.eq((double) paddingIdx).unsqueeze(1);
            rows = Elementwise.where(filler, rows.detach(), rows);
        }
        return rows.reshape(index.shape().insert(index.rank(), weight.dim(1)).dims());
    }

    /**
     * 1 at a class, 0 elsewhere.
     *
     * @param index INT64, any shape: classes 0 … classes − 1
     * @param classes how many
     * @return INT64, the index's shape with the classes behind it
     */
    public static Tensor oneHot(Tensor index, long classes) {
        Require.dtype("oneHot", "an index", index, DType.INT64);
        Shape.require(classes >= 1, "oneHot", () -> "at least one class", () -> classes);
        checkRange("oneHot", index, classes);
        Tensor last = index.unsqueeze(-1);
        Tensor one = index.backend().full(last.shape(), DType.FLOAT32, 1);
        Shape out = index.shape().insert(index.rank(), classes);
        return index.backend().scatterAdd(one, index.rank(), last, out).to(DType.INT64);
    }

    /**
     * x with a value where a mask is true; there the gradient is 0.
     *
     * @param x any floating tensor
     * @param mask BOOL, of a shape that broadcasts to x's
     * @param value what is put there
     * @return a tensor of x's shape
     */
    public static Tensor maskedFill(Tensor x, Tensor mask, double value) {
        Require.floating("maskedFill", x);
        Require.dtype("maskedFill", "a mask", mask, DType.BOOL);
        Shape.require(
                mask.rank() <= x.rank()
                        && Shape.broadcast("maskedFill", x.shape(), mask.shape())
                                .equals(x.shape()),
                "maskedFill",
                () -> "a mask that broadcasts to " + x.shape(),
                mask::shape);
        return Elementwise.where(mask, x.backend().full(Shape.of(), x.dtype(), value), x);
    }
}
