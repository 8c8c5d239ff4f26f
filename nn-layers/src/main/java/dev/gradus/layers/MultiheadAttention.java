package dev.gradus.layers;

import dev.gradus.layers.init.Initializer;
import dev.gradus.layers.init.Xavier;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Attention;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Attention by several heads: queries, keys and values are projected, each head attends with its share of embedDim /
 * numHeads features, and what the heads found is joined and projected. See {@link Attention}; Vaswani et al.,
 * "Attention is all you need", 2017, arXiv:1706.03762.
 *
 * <p>{@code in_proj_weight} (3 · embedDim, embedDim), the projections of queries, keys and values one below the other,
 * starts by Xavier's uniform rule; {@code in_proj_bias} (3 · embedDim,) as 0; {@code out_proj} is a {@link Linear} whose
 * bias starts as 0.
 */
public final class MultiheadAttention extends Module {
    private final Options options;
    private final Parameter weight;
    private final Parameter bias;
    private final Linear output;
    private final RandomStream noise;

    /**
     * What attention gives.
     *
     * @param output (L, N, embedDim), or (N, L, embedDim) where the batch comes first
     * @param weights the heads' mean weights, (N, L, S); null unless asked for
     */
    public record Output(Tensor output, Tensor weights) {}

    /**
     * Makes the layer with biases, without dropout, over (L, N, embedDim).
     *
     * @param embedDim the features of query, key and value
     * @param numHeads how many heads share them
     * @param rng what the parameters are drawn from
     */
    public MultiheadAttention(long embedDim, int numHeads, Rng rng) {
        this(of(embedDim, numHeads), rng);
    }

    @SuppressWarnings("try") // the scope acts by being open
    private MultiheadAttention(Options options, Rng rng) {
        this.options = options;
        long e = options.embedDim;
        weight = parameter("in_proj_weight", Shape.of(3 * e, e), Xavier.uniform(), rng);
        bias = options.bias ? parameter("in_proj_bias", Shape.of(3 * e), Initializer.constant(0), rng) : null;
        output = child("out_proj", Linear.of(e, e).bias(options.bias).build(rng.split("out_proj")));
        if (options.bias) {
            try (TensorScope scope = TensorScope.open()) {
                output.bias().set(Tensor.zeros(e));
            }
        }
        noise = options.dropout > 0 ? stream("noise", rng.split("noise")) : null;
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param embedDim the features of query, key and value
     * @param numHeads how many heads share them
     * @return its options
     */
    public static Options of(long embedDim, int numHeads) {
        return new Options(embedDim, numHeads, 0, true, false);
    }

    /**
     * What makes multi-head attention.
     *
     * @param embedDim the features of query, key and value
     * @param numHeads how many heads share them
     * @param dropout the probability of dropping a weight while training; 0 by default
     * @param bias whether the projections have biases; true by default
     * @param batchFirst whether input and output are (N, L, embedDim); (L, N, embedDim) by default
     */
    public record Options(long embedDim, int numHeads, double dropout, boolean bias, boolean batchFirst) {
        /** Checks the numbers. */
        public Options {
            Shape.require(
                    numHeads > 0 && embedDim > 0 && embedDim % numHeads == 0,
                    "multiheadAttention",
                    () -> "embedDim a multiple of numHeads",
                    () -> embedDim + " and " + numHeads);
            Shape.require(
                    dropout >= 0 && dropout <= 1, "multiheadAttention", () -> "dropout from 0 to 1", () -> dropout);
        }

        /**
         * Dropout of weights.
         *
         * @param newDropout the probability
         * @return a changed copy
         */
        public Options dropout(double newDropout) {
            return new Options(embedDim, numHeads, newDropout, bias, batchFirst);
        }

        /**
         * With or without biases.
         *
         * @param newBias whether the projections have them
         * @return a changed copy
         */
        public Options bias(boolean newBias) {
            return new Options(embedDim, numHeads, dropout, newBias, batchFirst);
        }

        /**
         * The order of dimensions.
         *
         * @param newBatchFirst whether the batch comes first
         * @return a changed copy
         */
        public Options batchFirst(boolean newBatchFirst) {
            return new Options(embedDim, numHeads, dropout, bias, newBatchFirst);
        }

        /**
         * Makes the layer.
         *
         * @param rng what the parameters are drawn from, and the noise of dropout
         * @return the layer
         */
        public MultiheadAttention build(Rng rng) {
            return new MultiheadAttention(this, rng);
        }
    }

    /**
     * Attends without masks.
     *
     * @param query (L, N, embedDim), or (N, L, embedDim) where the batch comes first
     * @param key (S, N, embedDim), or likewise
     * @param value of the key's shape
     * @return the output, of the query's shape
     */
    public Tensor forward(Tensor query, Tensor key, Tensor value) {
        return forward(query, key, value, null, null, false).output();
    }

    /**
     * Attends. The masks say what is left out, as PyTorch's do here (and not in its scaledDotProductAttention).
     *
     * @param query (L, N, embedDim), or (N, L, embedDim) where the batch comes first
     * @param key (S, N, embedDim), or likewise
     * @param value of the key's shape
     * @param keyPaddingMask BOOL (N, S), true for keys that are padding; or null
     * @param attentionMask BOOL (L, S) or (N · numHeads, L, S), true where a query may not attend to a key; or null
     * @param needWeights whether the weights are wanted
     * @return output and weights
     */
    public Output forward(
            Tensor query, Tensor key, Tensor value, Tensor keyPaddingMask, Tensor attentionMask, boolean needWeights) {
        requireInputs(query, key, value);
        long e = options.embedDim;
        Tensor q = heads(query, 0);
        Tensor k = heads(key, 1);
        Tensor v = heads(value, 2);
        Tensor weights = Attention.attentionWeights(q, k, allowed(q, k, keyPaddingMask, attentionMask), false);
        if (noise != null && isTraining()) {
            weights = Regularization.dropout(weights, options.dropout, noise.rng());
        }
        Tensor joined = LinearAlgebra.matmul(weights, v).transpose(1, 2).reshape(q.dim(0), q.dim(2), e);
        Tensor y = output.apply(joined);
        return new Output(options.batchFirst ? y : y.transpose(0, 1), needWeights ? weights.mean(1) : null);
    }

    /** The projection of an input for each head, (N, heads, L, embedDim / heads). */
    private Tensor heads(Tensor x, int part) {
        long e = options.embedDim;
        Tensor rows = options.batchFirst ? x : x.transpose(0, 1);
        Tensor y = LinearAlgebra.linear(
                rows,
                weight.value().slice(0, part * e, (part + 1) * e),
                bias == null ? null : bias.value().slice(0, part * e, (part + 1) * e));
        return y.reshape(y.dim(0), y.dim(1), options.numHeads, e / options.numHeads)
                .transpose(1, 2);
    }

    /** The masks together, true where a query may attend to a key. */
    private Tensor allowed(Tensor q, Tensor k, Tensor keyPaddingMask, Tensor attentionMask) {
        long n = q.dim(0);
        long l = q.dim(2);
        long s = k.dim(2);
        Tensor padding = null;
        if (keyPaddingMask != null) {
            requireMask(keyPaddingMask, "keyPaddingMask", Shape.of(n, s), Shape.of(n, s));
            padding = keyPaddingMask.to(DType.FLOAT32).reshape(n, 1, 1, s);
        }
        Tensor excluded = null;
        if (attentionMask != null) {
            requireMask(attentionMask, "attentionMask", Shape.of(l, s), Shape.of(n * options.numHeads, l, s));
            excluded = attentionMask.to(DType.FLOAT32);
            excluded = excluded.rank() == 2 ? excluded : excluded.reshape(n, options.numHeads, l, s);
        }
        if (padding == null || excluded == null) {
            Tensor only = padding == null ? excluded : padding;
            return only == null ? null : only.eq(0);
        }
        return padding.maximum(excluded).eq(0);
    }

    private static void requireMask(Tensor mask, String name, Shape shape, Shape other) {
        Shape.require(
                mask.dtype() == DType.BOOL
                        && (mask.shape().equals(shape) || mask.shape().equals(other)),
                "multiheadAttention",
                () -> name + " BOOL " + shape + (shape.equals(other) ? "" : " or " + other),
                () -> mask.dtype() + " " + mask.shape());
    }

    private void requireInputs(Tensor query, Tensor key, Tensor value) {
        int batch = options.batchFirst ? 0 : 1;
        Shape.require(
                query.rank() == 3
                        && key.rank() == 3
                        && query.dim(2) == options.embedDim
                        && key.dim(2) == options.embedDim
                        && query.dim(batch) == key.dim(batch)
                        && value.shape().equals(key.shape()),
                "multiheadAttention",
                () -> (options.batchFirst ? "query (N, L, " : "query (L, N, ") + options.embedDim
                        + "), key and value with S in L's place",
                () -> query.shape() + ", " + key.shape() + " and " + value.shape());
    }

    @Override
    protected String describe() {
        return "MultiheadAttention(" + options.embedDim + ", numHeads " + options.numHeads
                + (options.dropout == 0 ? "" : ", dropout " + options.dropout)
                + (options.bias ? "" : ", no bias")
                + (options.batchFirst ? ", batchFirst)" : ")");
    }
}
