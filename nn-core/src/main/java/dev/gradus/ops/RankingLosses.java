package dev.gradus.ops;

import dev.gradus.autograd.Precision;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Losses of margins and distances, and those of adversarial training. Targets are not differentiated. */
public final class RankingLosses {
    private RankingLosses() {}

    /**
     * The multi-class support-vector loss of Weston and Watkins with squared margins: the mean over samples of
     * {@code Σ_{j ≠ y} max(0, s_j − s_y + margin)²}; without squares {@link Losses#multiClassSvm}.
     *
     * @param input (N, C): scores
     * @param target INT64 (N,): class indices
     * @param margin 1 by custom
     * @return the scalar loss
     */
    public static Tensor multiClassSquaredHinge(Tensor input, Tensor target, double margin) {
        Tensor margins = violations("multiClassSquaredHinge", input, target, margin);
        return margins.square().sum().div((double) margins.dim(0));
    }

    /**
     * The multi-class support-vector loss of Crammer and Singer, which counts the worst rival only: the mean over samples
     * of {@code max(0, max_{j ≠ y} s_j − s_y + margin)}, or of its square. JMLR 2, 2001.
     *
     * @param input (N, C): scores, C at least 2
     * @param target INT64 (N,): class indices
     * @param margin 1 by custom
     * @param squared whether the square counts
     * @return the scalar loss
     */
    public static Tensor crammerSingerSvm(Tensor input, Tensor target, double margin, boolean squared) {
        Tensor worst = violations("crammerSingerSvm", input, target, margin).max(1);
        return (squared ? worst.square() : worst).mean();
    }

    /** max(0, s_j − s_y + margin), and 0 for the true class. */
    private static Tensor violations(String op, Tensor input, Tensor target, double margin) {
        Tensor scores = Precision.exact(input);
        Shape.require(scores.rank() == 2, op, () -> "scores (N, C)", scores::shape);
        Tensor index = Targets.classIndex(op, scores, target);
        Tensor ones = scores.backend().full(index.shape(), scores.dtype(), 1);
        Tensor oneHot = scores.backend().scatterAdd(ones, 1, index, scores.shape());
        Tensor correct = scores.mul(oneHot).sum(true, 1);
        return scores.sub(correct).add(margin).relu().mul(oneHot.neg().add(1));
    }

    /**
     * The cosine of the angle between vectors along a dimension: {@code Σ a·b / max(‖a‖·‖b‖, eps)}.
     *
     * @param a any shape of rank 1 or more
     * @param b of the same shape and type
     * @param dim along which the vectors lie
     * @param eps against a division by zero, 1e-8 by custom
     * @return a tensor without that dimension
     */
    public static Tensor cosineSimilarity(Tensor a, Tensor b, int dim, double eps) {
        return cosine("cosineSimilarity", a, b, dim, eps);
    }

    private static Tensor cosine(String op, Tensor a, Tensor b, int dim, double eps) {
        Tensor x = Precision.exact(a);
        Tensor y = Precision.exact(b);
        Targets.sameShape(op, x, y);
        int along = x.shape().checkDim(op, dim);
        Tensor squares = x.square().sum(along).mul(y.square().sum(along));
        Tensor norms = squares.clamp(eps * eps, Double.POSITIVE_INFINITY).sqrt();
        return x.mul(y).sum(along).div(norms);
    }

    /**
     * The mean over pairs of {@code 1 − cos} for alike ones and {@code max(0, cos − margin)} for others.
     *
     * @param first (N, D)
     * @param second (N, D)
     * @param target (N,), of the same type: 1 for alike, −1 for others
     * @param margin from −1 to 1; 0 by custom
     * @return the scalar loss
     */
    public static Tensor cosineEmbedding(Tensor first, Tensor second, Tensor target, double margin) {
        String op = "cosineEmbedding";
        Shape.require(first.rank() == 2, op, () -> "vectors (N, D)", first::shape);
        Tensor cosine = cosine(op, first, second, 1, 1e-8);
        Targets.sameShape(op, cosine, target);
        Tensor alike = target.detach().gt(0).to(cosine.dtype());
        Tensor near = alike.mul(cosine.neg().add(1));
        Tensor far = alike.neg().add(1).mul(cosine.sub(margin).relu());
        return near.add(far).mean();
    }

    /**
     * The mean of {@code max(0, ‖a − p‖ − ‖a − n‖ + margin)}, Euclidean norms of differences plus 1e-6 in each element,
     * as PyTorch's. Schroff, Kalenichenko and Philbin, "FaceNet", 2015, arXiv:1503.03832 (there with squares).
     *
     * @param anchor (N, D)
     * @param positive (N, D), of the anchor's class
     * @param negative (N, D), of another
     * @param margin 1 by custom
     * @return the scalar loss
     */
    public static Tensor tripletMargin(Tensor anchor, Tensor positive, Tensor negative, double margin) {
        String op = "tripletMargin";
        Shape.require(anchor.rank() == 2, op, () -> "vectors (N, D)", anchor::shape);
        Tensor a = Precision.exact(anchor);
        Tensor near = distance(op, a, Precision.exact(positive));
        Tensor far = distance(op, a, Precision.exact(negative));
        return near.sub(far).add(margin).relu().mean();
    }

    private static Tensor distance(String op, Tensor a, Tensor b) {
        Targets.sameShape(op, a, b);
        return a.sub(b).add(1e-6).square().sum(1).sqrt();
    }

    /**
     * The mean of {@code max(0, −t·(first − second) + margin)}: which of two is to be larger.
     *
     * @param first any shape
     * @param second of the same shape and type
     * @param target likewise: 1 where the first, −1 where the second is to be larger
     * @param margin 0 by custom
     * @return the scalar loss
     */
    public static Tensor marginRanking(Tensor first, Tensor second, Tensor target, double margin) {
        Tensor a = Precision.exact(first);
        Tensor b = Precision.exact(second);
        Targets.sameShape("marginRanking", a, b);
        Targets.sameShape("marginRanking", a, target);
        return target.detach().neg().mul(a.sub(b)).add(margin).relu().mean();
    }

    /**
     * The discriminator's hinge loss: {@code mean max(0, 1 − real) + mean max(0, 1 + fake)}. Lim and Ye, "Geometric GAN",
     * 2017, arXiv:1705.02894.
     *
     * @param real its scores of real samples, any shape
     * @param fake its scores of made ones, any shape
     * @return the scalar loss; the generator's is {@code fake.mean().neg()}
     */
    public static Tensor hingeDiscriminator(Tensor real, Tensor fake) {
        Tensor r = Precision.exact(real);
        Tensor f = Precision.exact(fake);
        checkScores("hingeDiscriminator", r, f);
        return r.neg().add(1).relu().mean().add(f.add(1).relu().mean());
    }

    /**
     * The discriminator's least-squares loss: {@code ½·mean (real − 1)² + ½·mean fake²}. Mao et al., "Least squares
     * GAN", 2016, arXiv:1611.04076.
     *
     * @param real its scores of real samples, any shape
     * @param fake its scores of made ones, any shape
     * @return the scalar loss
     */
    public static Tensor leastSquaresDiscriminator(Tensor real, Tensor fake) {
        Tensor r = Precision.exact(real);
        Tensor f = Precision.exact(fake);
        checkScores("leastSquaresDiscriminator", r, f);
        return r.sub(1).square().mean().add(f.square().mean()).mul(0.5);
    }

    /**
     * The generator's hinge loss: {@code −mean fake}.
     *
     * @param fake the discriminator's scores of made samples, any shape
     * @return the scalar loss
     */
    public static Tensor hingeGenerator(Tensor fake) {
        Tensor f = Precision.exact(fake);
        checkScores("hingeGenerator", f, f);
        return f.mean().neg();
    }

    /**
     * The generator's least-squares loss: {@code ½·mean (fake − 1)²}.
     *
     * @param fake the discriminator's scores of made samples, any shape
     * @return the scalar loss
     */
    public static Tensor leastSquaresGenerator(Tensor fake) {
        Tensor f = Precision.exact(fake);
        checkScores("leastSquaresGenerator", f, f);
        return f.sub(1).square().mean().mul(0.5);
    }

    private static void checkScores(String op, Tensor real, Tensor fake) {
        Require.floating(op, real);
        Require.alike(op, real, fake);
        Shape.require(
                real.size() > 0 && fake.size() > 0,
                op,
                () -> "at least one score",
                () -> real.shape() + " and " + fake.shape());
    }
}
