package dev.gradus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.examples.Arithmetic;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CompareTest {
    private static final List<Contestant.Result> GRADUS = rounds(10, 100, 12, 110, 11, 120);
    private static final Map<String, List<Contestant.Result>> RESULTS = Map.of(
            "gradus", GRADUS,
            "pytorch plain", rounds(20, 200, 20, 210, 22, 220),
            "pytorch channels_last", rounds(30, 300, 31, 310, 32, 320),
            "deeplearning4j", rounds(121, 900));

    private final ComparisonTable all = new ComparisonTable(EnumSet.allOf(Peer.class));

    @Test
    void aRowHasEachPeersTimesItsRatioAndTheMemoryOfAll() {
        assertThat(all.header())
                .startsWith("| model |  | gradus ms | pytorch plain | pytorch channels_last | ratio (rounds)"
                        + " | deeplearning4j | times slower | peak MB, gradus / pytorch / deeplearning4j |");
        assertThat(all.row(Workload.UNET, Arithmetic.F32, RESULTS, Map.of()))
                .isEqualTo("| unet | f32 | 11.0 | 20.0 | 31.0 | 0.55 (0.50–0.60) | 121.0 | 11.0 | 110 / 210 / 900 |");
    }

    @Test
    void whoDisagreesGetsNoRatioAndTheOthersKeepTheirs() {
        Map<Peer, String> refused = Map.of(Peer.DEEPLEARNING4J, "the gradients differ");
        Map<String, List<Contestant.Result>> results = Map.of(
                "gradus", GRADUS,
                "pytorch plain", rounds(20, 200, 20, 210, 22, 220),
                "pytorch channels_last", rounds(30, 300, 31, 310, 32, 320));
        assertThat(all.row(Workload.UNET, Arithmetic.F32, results, refused))
                .isEqualTo("| unet | f32 | 11.0 | 20.0 | 31.0 | 0.55 (0.50–0.60) | – | no ratio: the gradients differ"
                        + " | 110 / 210 / – |");
        assertThat(new ComparisonTable(EnumSet.of(Peer.DEEPLEARNING4J))
                        .row(Workload.UNET, Arithmetic.F32, Map.of(), refused))
                .isEqualTo("| unet | f32 | – | – | no ratio: the gradients differ | – / – |");
    }

    @Test
    void deeplearning4jTakesPartInF32Alone() {
        StringWriter err = new StringWriter();
        List<Peer> asked = List.of(Peer.values());
        assertThat(Peer.thatCan(Arithmetic.BF16, asked, new PrintWriter(err))).containsExactly(Peer.PYTORCH);
        assertThat(err.toString())
                .startsWith("deeplearning4j computes in f32 only")
                .hasLineCount(1);
    }

    @Test
    void refusesAPeerThatIsNone() {
        StringWriter err = new StringWriter();
        int status = new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err))
                .execute("compare", "softmax", "--peer", "pytorch,caffe");
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("caffe", "deeplearning4j");
    }

    private static List<Contestant.Result> rounds(double... timesAndPeaks) {
        return IntStream.range(0, timesAndPeaks.length / 2)
                .mapToObj(i -> new Contestant.Result(timesAndPeaks[2 * i], timesAndPeaks[2 * i + 1]))
                .toList();
    }
}
