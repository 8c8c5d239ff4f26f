package dev.gradus.catalogue;

import java.util.List;
import java.util.stream.Stream;

/** All rows: every public op has one. */
final class Catalogue {
    private static final List<OpCase> ROWS = Stream.of(
                    ElementwiseCases.rows(),
                    ActivationCases.rows(),
                    ReductionCases.rows(),
                    LinearAlgebraCases.rows(),
                    ShapingCases.rows(),
                    ImageCases.rows(),
                    NormCases.rows(),
                    RegularizationCases.rows(),
                    LossCases.rows())
            .flatMap(List::stream)
            .toList();

    private Catalogue() {}

    static List<OpCase> rows() {
        return ROWS;
    }

    static Stream<Sample> samples() {
        return ROWS.stream().flatMap(row -> row.samples.stream());
    }
}
