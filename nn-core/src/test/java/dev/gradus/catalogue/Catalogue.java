package dev.gradus.catalogue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All rows: every public op has one. While an op is being written, {@code -Dgradus.rows=conv} runs the checks of those
 * rows alone whose signatures contain a match of this pattern.
 */
final class Catalogue {
    private static final List<OpCase> ROWS = Stream.of(
                    ElementwiseCases.rows(),
                    ActivationCases.rows(),
                    RectifierCases.rows(),
                    ReductionCases.rows(),
                    LinearAlgebraCases.rows(),
                    ShapingCases.rows(),
                    ImageCases.rows(),
                    PoolingCases.rows(),
                    AdaptivePoolingCases.rows(),
                    ResamplingCases.rows(),
                    ConvolutionCases.rows(),
                    FunctionCases.rows(),
                    IndexingCases.rows(),
                    AlgebraCases.rows(),
                    SelectionCases.rows(),
                    ClassificationLossCases.rows(),
                    SegmentationLossCases.rows(),
                    RankingLossCases.rows(),
                    NormCases.rows(),
                    RowNormCases.rows(),
                    ReparametrizationCases.rows(),
                    RegularizationCases.rows(),
                    LossCases.rows(),
                    RecurrenceCases.rows(),
                    AttentionCases.rows())
            .flatMap(List::stream)
            .toList();

    private static final Pattern CHECKED = Pattern.compile(System.getProperty("gradus.rows", ""));

    private Catalogue() {}

    /** All of them. */
    static List<OpCase> all() {
        return ROWS;
    }

    /** Those that are checked. */
    static List<OpCase> rows() {
        return ROWS.stream()
                .filter(row -> CHECKED.matcher(row.signature).find())
                .toList();
    }

    /** Whether all are checked. */
    static boolean isWhole() {
        return CHECKED.pattern().isEmpty();
    }

    static Stream<Sample> samples() {
        return rows().stream().flatMap(row -> row.samples.stream());
    }
}
