package dev.gradus.benchmarks;

import dev.gradus.examples.Arithmetic;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What timing a workload gave.
 *
 * @param milliseconds a step, one figure a round
 * @param loss the last step's
 */
record Measurement(List<Double> milliseconds, double loss) {
    double median() {
        return median(milliseconds.stream().mapToDouble(x -> x).toArray());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Such as {@code gradus unet f32 median 812.0 ms (min 800.1 max 840.2) loss 0.6931}. */
    String line(Workload workload, Arithmetic arithmetic) {
        String time = workload.stepsPerRound() > 1 ? "%.3f" : "%.1f";
        String format = "gradus %s %s median # ms (min # max #) loss %.4f".replace("#", time);
        return String.format(
                Locale.ROOT,
                format,
                workload,
                arithmetic,
                median(),
                Collections.min(milliseconds),
                Collections.max(milliseconds),
                loss);
    }
}
