package dev.gradus.benchmarks;

import dev.gradus.examples.Arithmetic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The table of a comparison, in Markdown: Gradus's time, each peer's times and one ratio, the memory of all.
 *
 * @param peers what it has columns for
 */
record ComparisonTable(Set<Peer> peers) {
    private static final String NOTHING = "–";

    /** The first two lines. */
    String header() {
        List<String> cells = new ArrayList<>(List.of("model", "", "gradus ms"));
        StringBuilder peak = new StringBuilder("peak MB, gradus");
        for (Peer peer : peers) {
            cells.addAll(peer.names());
            cells.add(peer == Peer.PYTORCH ? "ratio (rounds)" : "times slower");
            peak.append(" / ").append(peer);
        }
        cells.add(peak.toString());
        return line(cells) + System.lineSeparator() + "|---".repeat(cells.size()) + "|";
    }

    /**
     * One workload's line: medians over the rounds.
     *
     * @param results each contestant's rounds, by its name
     * @param refused the peers that do not agree, each with what was found
     */
    String row(
            Workload workload,
            Arithmetic arithmetic,
            Map<String, List<Contestant.Result>> results,
            Map<Peer, String> refused) {
        String milliseconds = workload.stepsPerRound() > 1 ? "%.3f" : "%.1f";
        List<Contestant.Result> gradus = results.get(Contestant.GRADUS);
        List<String> cells = new ArrayList<>(List.of(workload.toString(), arithmetic.toString()));
        cells.add(median(milliseconds, gradus, Contestant.Result::milliseconds));
        List<String> peaks = new ArrayList<>();
        peaks.add(median("%.0f", gradus, Contestant.Result::peak));
        for (Peer peer : peers) {
            if (refused.containsKey(peer)) {
                cells.addAll(Collections.nCopies(peer.names().size(), NOTHING));
                cells.add("no ratio: " + refused.get(peer));
                peaks.add(NOTHING);
            } else {
                for (String name : peer.names()) {
                    cells.add(median(milliseconds, results.get(name), Contestant.Result::milliseconds));
                }
                List<Contestant.Result> fastest = peer.names().stream()
                        .map(results::get)
                        .min(Comparator.comparing(ComparisonTable::milliseconds))
                        .orElseThrow();
                cells.add(peer == Peer.PYTORCH ? ratio(gradus, fastest) : timesSlower(gradus, fastest));
                peaks.add(median("%.0f", fastest, Contestant.Result::peak));
            }
        }
        cells.add(String.join(" / ", peaks));
        return line(cells);
    }

    /** Gradus's time as a share of the peer's, with the rounds' extremes. */
    private static String ratio(List<Contestant.Result> gradus, List<Contestant.Result> peer) {
        double[] ratios = new double[gradus.size()];
        Arrays.setAll(ratios, i -> gradus.get(i).milliseconds() / peer.get(i).milliseconds());
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f–%.2f)",
                milliseconds(gradus) / milliseconds(peer),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
    }

    private static String timesSlower(List<Contestant.Result> gradus, List<Contestant.Result> peer) {
        return String.format(Locale.ROOT, "%.1f", milliseconds(peer) / milliseconds(gradus));
    }

    private static double milliseconds(List<Contestant.Result> results) {
        return Measurement.median(
                results.stream().mapToDouble(Contestant.Result::milliseconds).toArray());
    }

    private static String median(
            String format, List<Contestant.Result> results, ToDoubleFunction<Contestant.Result> what) {
        return results == null
                ? NOTHING
                : String.format(
                        Locale.ROOT,
                        format,
                        Measurement.median(results.stream().mapToDouble(what).toArray()));
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
