package dev.gradus.layers.catalogue;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.LongPointer;

/** All rows: every public layer has one, see {@link LayerCompletenessTest}. */
final class LayerCatalogue {
    private static final List<LayerCase> ROWS = Stream.of(
                    ImageRows.rows(),
                    PoolingRows.rows(),
                    ResamplingRows.rows(),
                    ConvolutionRows.rows(),
                    ActivationRows.rows(),
                    NormRows.rows(),
                    NoiseRows.rows(),
                    SequenceRows.rows(),
                    ContainerRows.rows())
            .flatMap(List::stream)
            .toList();

    private LayerCatalogue() {}

    static List<LayerCase> rows() {
        return ROWS;
    }

    /** Options of a twin, changed. */
    static <O> O with(O options, Consumer<O> change) {
        change.accept(options);
        return options;
    }

    /** The same number in both directions. */
    static long[] both(long number) {
        return new long[] {number, number};
    }

    /** Extents for a twin. */
    static LongPointer at(long... extents) {
        return new LongPointer(extents);
    }
}
