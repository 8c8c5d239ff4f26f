package dev.gradus.benchmarks.ops;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * The milliseconds of one call: of the means of JMH's iterations, in all forks, the median, the least and the largest.
 */
record Timing(double median, double min, double max) {
    static Timing of(RunResult result) {
        Statistics iterations = result.getPrimaryResult().getStatistics();
        return new Timing(iterations.getPercentile(50), iterations.getMin(), iterations.getMax());
    }
}
