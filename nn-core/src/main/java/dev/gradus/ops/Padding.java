package dev.gradus.ops;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Surrounding tensors by what is in them. */
public final class Padding {
    private Padding() {}

    /**
     * Surrounds x by zeros or by its own elements; the gradient of a repeated element is the sum over its places.
     *
     * @param x any tensor
     * @param before how many in front, for each dimension
     * @param after how many behind, for each dimension
     * @param mode what is put there; reflection takes at most extent − 1, a circle at most the extent
     * @return the padded tensor
     */
    public static Tensor pad(Tensor x, long[] before, long[] after, PaddingMode mode) {
        if (mode == PaddingMode.ZEROS) {
            return Shaping.pad(x, before, after, 0);
        }
        Shape.require(
                before.length == x.rank() && after.length == x.rank() && fits(x, before, mode) && fits(x, after, mode),
                "pad",
                () -> x.rank() + " widths of at least 0 and, for " + mode + ", no wider than " + x.shape() + " allows",
                () -> Arrays.toString(before) + " and " + Arrays.toString(after));
        Tensor padded = x;
        for (int dim = 0; dim < x.rank(); dim++) {
            padded = along(padded, dim, before[dim], after[dim], mode);
        }
        return padded;
    }

    private static boolean fits(Tensor x, long[] widths, PaddingMode mode) {
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] < 0 || (widths[i] > 0 && widths[i] > mode.most(x.dim(i)))) {
                return false;
            }
        }
        return true;
    }

    /** Joins the runs of neighbouring elements that the padded dimension consists of. */
    private static Tensor along(Tensor x, int dim, long before, long after, PaddingMode mode) {
        if (before == 0 && after == 0) {
            return x;
        }
        long extent = x.dim(dim);
        List<Tensor> parts = new ArrayList<>();
        long start = mode.source(-before, extent);
        long end = start + 1;
        for (long i = 1 - before; i < extent + after; i++) {
            long next = mode.source(i, extent);
            if (next != end) {
                parts.add(Shaping.slice(x, dim, start, end));
                start = next;
                end = next;
            }
            end++;
        }
        parts.add(Shaping.slice(x, dim, start, end));
        return Shaping.concat(parts, dim);
    }
}
