package dev.gradus.layers;

import dev.gradus.layers.init.Initializer;
import dev.gradus.ops.Indexing;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * A table of vectors that are learned, one for each word or other thing that has a number: INT64 indices of any shape →
 * the same shape with embeddingDim behind it; see {@link Indexing#embedding}.
 *
 * <p>{@code weight} (numEmbeddings, embeddingDim) starts from the normal distribution, the row of the padding at 0, where
 * it stays as long as nothing but gradients moves it.
 *
 * <pre>{@code
 * Embedding words = Embedding.of(10_000, 64).paddingIdx(0).build(rng.split("words"));
 * }</pre>
 */
public final class Embedding extends Layer {
    private final Options options;
    private final Parameter weight;

    /**
     * Makes the layer without padding.
     *
     * @param numEmbeddings how many rows the table has
     * @param embeddingDim the length of each
     * @param rng what the table is drawn from
     */
    public Embedding(long numEmbeddings, long embeddingDim, Rng rng) {
        this(of(numEmbeddings, embeddingDim), rng);
    }

    private Embedding(Options options, Rng rng) {
        this.options = options;
        weight = parameter("weight", Shape.of(options.numEmbeddings, options.embeddingDim), options::draw, rng);
    }

    /**
     * Begins a layer that differs from the defaults.
     *
     * @param numEmbeddings how many rows the table has
     * @param embeddingDim the length of each
     * @return its options
     */
    public static Options of(long numEmbeddings, long embeddingDim) {
        return new Options(numEmbeddings, embeddingDim, -1);
    }

    /**
     * What makes an embedding.
     *
     * @param numEmbeddings how many rows the table has
     * @param embeddingDim the length of each
     * @param paddingIdx the row that is only a filler and gets no gradient; −1, the default, for none
     */
    public record Options(long numEmbeddings, long embeddingDim, long paddingIdx) {
        /** Checks the sizes. */
        public Options {
            Shape.require(
                    numEmbeddings > 0 && embeddingDim > 0,
                    "embedding",
                    () -> "numEmbeddings and embeddingDim of at least 1",
                    () -> numEmbeddings + " and " + embeddingDim);
            Shape.require(
                    paddingIdx >= -1 && paddingIdx < numEmbeddings,
                    "embedding",
                    () -> "a paddingIdx from -1 to " + (numEmbeddings - 1),
                    () -> paddingIdx);
        }

        /**
         * With a row that is only a filler.
         *
         * @param newPaddingIdx its number
         * @return a changed copy
         */
        public Options paddingIdx(long newPaddingIdx) {
            return new Options(numEmbeddings, embeddingDim, newPaddingIdx);
        }

        /**
         * Makes the layer.
         *
         * @param rng what the table is drawn from
         * @return the layer
         */
        public Embedding build(Rng rng) {
            return new Embedding(this, rng);
        }

        private Tensor draw(Shape shape, Rng rng) {
            Tensor rows = Initializer.normal(1).draw(shape, rng);
            if (paddingIdx < 0) {
                return rows;
            }
            boolean[] filler = new boolean[Math.toIntExact(numEmbeddings)];
            filler[(int) paddingIdx] = true;
            return Indexing.maskedFill(rows, Tensor.of(filler, Shape.of(numEmbeddings, 1)), 0);
        }
    }

    /**
     * The table.
     *
     * @return (numEmbeddings, embeddingDim)
     */
    public Parameter weight() {
        return weight;
    }

    @Override
    public Tensor forward(Tensor indices) {
        return Indexing.embedding(weight.value(), indices, options.paddingIdx);
    }

    @Override
    protected String describe() {
        return "Embedding(" + options.numEmbeddings + ", " + options.embeddingDim
                + (options.paddingIdx < 0 ? ")" : ", paddingIdx " + options.paddingIdx + ")");
    }
}
