package dev.gradus.ops;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Weights as functions of other parameters. */
public final class Reparametrizations {
    private Reparametrizations() {}

    /**
     * A weight by length and direction: {@code g · v / ‖v‖}, the norm over all dimensions but one. Salimans and Kingma,
     * "Weight normalization", 2016, arXiv:1602.07868.
     *
     * @param v the direction, any floating tensor of rank 1 or more
     * @param g the length, of v's shape with every dimension but one of extent 1
     * @param dim the dimension that each has its own length along, 0 by custom
     * @return the weight, of v's shape
     */
    public static Tensor weightNorm(Tensor v, Tensor g, int dim) {
        Require.floating("weightNorm", v);
        Require.alike("weightNorm", v, g);
        int kept = v.shape().checkDim("weightNorm", dim);
        boolean[] reduced = new boolean[v.rank()];
        int[] others = new int[v.rank() - 1];
        for (int i = 0; i < reduced.length; i++) {
            reduced[i] = i != kept;
            if (reduced[i]) {
                others[i < kept ? i : i - 1] = i;
            }
        }
        Shape lengths = v.shape().reduced(reduced);
        Shape.require(g.shape().equals(lengths), "weightNorm", () -> "g " + lengths, g::shape);
        Tensor squares = v.square();
        Tensor sum = others.length == 0 ? squares : squares.sum(true, others);
        return v.mul(g.div(sum.sqrt()));
    }

    /**
     * A weight divided by an estimate of its largest singular value, {@code weight / (uᵀ·W·v)}, W being the weight as a
     * matrix with one dimension first and the others flattened. With u and v the singular vectors of that value, the linear
     * map becomes one of norm 1. Miyato, Kataoka, Koyama and Yoshida, "Spectral normalization for generative adversarial
     * networks", 2018, arXiv:1802.05957.
     *
     * @param weight any floating tensor of rank 2 or more
     * @param u (R,), R the extent of that dimension; not differentiated
     * @param v (weight.size / R,); not differentiated
     * @param dim the dimension that comes first, 0 by custom; of transposed convolutions 1
     * @return the weight, of its shape
     */
    public static Tensor spectralNorm(Tensor weight, Tensor u, Tensor v, int dim) {
        Tensor w = matrix("spectralNorm", weight, dim);
        Require.vector("spectralNorm", "u", u, w.dim(0), w);
        Require.vector("spectralNorm", "v", v, w.dim(1), w);
        Tensor left = u.detach().reshape(1, -1);
        Tensor right = v.detach().reshape(-1, 1);
        return weight.div(left.matmul(w).matmul(right).reshape());
    }

    /**
     * One step of the power iteration towards the largest singular value: v = Wᵀ·u / ‖Wᵀ·u‖, then u = W·v / ‖W·v‖.
     *
     * @param weight as for {@link #spectralNorm}; not differentiated
     * @param u (R,), not 0
     * @param dim as for {@link #spectralNorm}
     * @param eps the smallest norm that is divided by, 1e-12 by custom
     * @return the new vectors
     */
    public static SingularVectors powerIteration(Tensor weight, Tensor u, int dim, double eps) {
        Tensor w = matrix("powerIteration", weight.detach(), dim);
        Require.vector("powerIteration", "u", u, w.dim(0), w);
        Tensor right = unit(u.detach().reshape(1, -1).matmul(w), eps);
        Tensor left = unit(w.matmul(right.reshape(-1, 1)), eps);
        return new SingularVectors(left.reshape(-1), right.reshape(-1));
    }

    /**
     * Estimates of the singular vectors of the largest singular value, of norm 1.
     *
     * @param u the left one
     * @param v the right one
     */
    public record SingularVectors(Tensor u, Tensor v) {}

    private static Tensor unit(Tensor vector, double eps) {
        return vector.div(vector.square().sum().sqrt().clamp(eps, Double.MAX_VALUE));
    }

    private static Tensor matrix(String op, Tensor weight, int dim) {
        Require.floating(op, weight);
        Shape.require(weight.rank() >= 2, op, () -> "weight of rank 2 or more", weight::shape);
        int first = weight.shape().checkDim(op, dim);
        int[] order = new int[weight.rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i == 0 ? first : i <= first ? i - 1 : i;
        }
        Tensor permuted = first == 0 ? weight : weight.permute(order);
        return permuted.reshape(weight.dim(first), -1);
    }
}
