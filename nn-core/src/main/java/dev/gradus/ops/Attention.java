package dev.gradus.ops;

import dev.gradus.backend.Backends;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/** Attention of queries to keys and values. Vaswani et al., "Attention is all you need", 2017, arXiv:1706.03762. */
public final class Attention {
    /** In place of the score of a key that takes no part: finite, so that a query without any key gives no NaN. */
    private static final double EXCLUDED = -1e30;

    private Attention() {}

    /**
     * Scaled dot-product attention, {@code softmax(q · kᵀ / √E) · v}, without a mask or dropout.
     *
     * @param query (…, L, E)
     * @param key (…, S, E)
     * @param value (…, S, V)
     * @return (…, L, V)
     */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
        return scaledDotProductAttention(query, key, value, null, false, 0, null);
    }

    /**
     * Scaled dot-product attention, {@code dropout(softmax(q · kᵀ / √E + mask)) · v}.
     *
     * @param query (…, L, E)
     * @param key (…, S, E)
     * @param value (…, S, V)
     * @param mask as in {@link #attentionWeights}, or null
     * @param causal as in {@link #attentionWeights}
     * @param p the probability of dropping a weight, 0 to 1
     * @param rng what dropout draws from; null where p is 0
     * @return (…, L, V)
     */
    public static Tensor scaledDotProductAttention(
            Tensor query, Tensor key, Tensor value, Tensor mask, boolean causal, double p, Rng rng) {
        String op = "scaledDotProductAttention";
        check(op, query, key);
        Require.alike(op, query, value);
        Require.range(op, "p", p, 0, 1);
        Shape.require(
                value.rank() >= 2 && value.dim(-2) == key.dim(-2),
                op,
                () -> "a value (…, " + key.dim(-2) + ", V)",
                value::shape);
        Shape.broadcast(op, Shape.broadcast(op, batch(query), batch(key)), batch(value));
        Tensor weights = weights(op, query, key, mask, causal);
        return LinearAlgebra.matmul(p == 0 ? weights : Regularization.dropout(weights, p, rng), value);
    }

    /**
     * The weights of attention, {@code softmax(q · kᵀ / √E + mask)} over the keys: they sum to 1, or are all 0 where a
     * query may attend to no key.
     *
     * @param query (…, L, E)
     * @param key (…, S, E)
     * @param mask broadcast to (…, L, S): BOOL, true where a query may attend to a key, or floating, added to the scores;
     *     or null
     * @param causal whether query i attends to keys 0 to i only
     * @return (…, L, S)
     */
    public static Tensor attentionWeights(Tensor query, Tensor key, Tensor mask, boolean causal) {
        check("attentionWeights", query, key);
        return weights("attentionWeights", query, key, mask, causal);
    }

    private static Tensor weights(String op, Tensor query, Tensor key, Tensor mask, boolean causal) {
        Tensor scores = LinearAlgebra.matmul(query.mul(1 / Math.sqrt((double) query.dim(-1))), key.transpose(-1, -2));
        requireMask(op, mask, scores);
        boolean isBool = mask != null && mask.dtype() == DType.BOOL;
        if (mask != null && !isBool) {
            scores = scores.add(mask);
        }
        Tensor past = causal ? past(query, key) : null;
        if (isBool) {
            scores = Elementwise.where(mask, scores, number(scores, EXCLUDED));
        }
        if (causal) {
            scores = Elementwise.where(past, scores, number(scores, EXCLUDED));
        }
        Tensor weights = scores.softmax(-1);
        if (isBool) {
            weights = Elementwise.where(mask, weights, number(weights, 0));
            // Of a causal row alone the first key always takes part.
            weights = causal ? Elementwise.where(past, weights, number(weights, 0)) : weights;
        }
        return weights;
    }

    private static Tensor number(Tensor like, double value) {
        return like.backend().full(Shape.of(), like.dtype(), value);
    }

    /** (L, S), true where the key's index is at most the query's. */
    @SuppressWarnings("try") // the block acts by being open
    private static Tensor past(Tensor query, Tensor key) {
        try (Backends use = Backends.use(query.backend())) {
            Tensor queries = Tensor.arange(Math.toIntExact(query.dim(-2))).unsqueeze(1);
            return queries.ge(Tensor.arange(Math.toIntExact(key.dim(-2))));
        }
    }

    private static void requireMask(String op, Tensor mask, Tensor scores) {
        if (mask != null) {
            Shape.require(
                    mask.dtype() == DType.BOOL || mask.dtype() == scores.dtype(),
                    op,
                    () -> "a mask of type BOOL or " + scores.dtype(),
                    mask::dtype);
            Shape.require(
                    mask.rank() <= scores.rank()
                            && Shape.broadcast(op, mask.shape(), scores.shape()).equals(scores.shape()),
                    op,
                    () -> "a mask that broadcasts to " + scores.shape(),
                    mask::shape);
        }
    }

    private static void check(String op, Tensor query, Tensor key) {
        Require.alike(op, query, key);
        Require.floating(op, query);
        Shape.require(
                query.rank() >= 2 && key.rank() >= 2 && query.dim(-1) == key.dim(-1),
                op,
                () -> "query (…, L, E) and key (…, S, E)",
                () -> query.shape() + " and " + key.shape());
        Shape.broadcast(op, batch(query), batch(key));
    }

    /** The dimensions before the matrix. */
    private static Shape batch(Tensor x) {
        return x.shape().without(-1).without(-1);
    }
}
