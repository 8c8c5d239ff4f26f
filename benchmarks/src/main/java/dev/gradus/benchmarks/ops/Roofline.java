package dev.gradus.benchmarks.ops;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradus.backend.Processor;
import dev.gradus.backend.Threads;
import dev.gradus.examples.Gradus;
import dev.gradus.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The machine's limits, and how near each op comes to the one it is held to. */
final class Roofline {
    private final Stopwatch stopwatch;
    private final Timing nothing;
    private final List<Row> rows = new ArrayList<>();
    private double flops;
    private double bandwidth;

    /**
     * One op at one size.
     *
     * @param work what it must do at the least
     * @param gradus as a user calls it
     * @param peer oneDNN's primitive alone, or a copy of as many bytes
     */
    private record Row(String op, String size, Work work, Timing gradus, Timing peer) {
        double rate() {
            return work.rate(gradus.median());
        }

        double ratio() {
            return gradus.median() / peer.median();
        }
    }

    Roofline(Stopwatch stopwatch) throws IOException {
        this.stopwatch = stopwatch;
        nothing = stopwatch.nothing();
    }

    /**
     * Measures the limits: the fastest of oneDNN's large products, and of copies that no cache holds. What is found
     * later counts if it is more: a machine that others use, too, does not always give what it can.
     */
    void measureLimits() throws IOException {
        flops = Math.max(flops, best(Catalogue.MATMUL));
        bandwidth = Math.max(bandwidth, best(Catalogue.COPY));
    }

    private double best(SingleOp op) throws IOException {
        double best = 0;
        for (String size : op.sizes().subList(1, op.sizes().size())) {
            best = Math.max(best, op.work(size).rate(stopwatch.peer(op, size).min()));
        }
        return best;
    }

    /** Times an op and its peer; gives the figures for whoever watches. */
    String add(SingleOp op, String size) throws IOException {
        Row row = new Row(op.name(), size, op.work(size), stopwatch.gradus(op, size), stopwatch.peer(op, size));
        rows.add(row);
        return op.name() + " " + size + ": " + milliseconds(row.gradus.median()) + " ms, beside "
                + milliseconds(row.peer.median());
    }

    /** All that was timed, as Markdown. */
    String table() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                %s, %d threads, %s: products %.0f GFLOP/s, memory %.1f GB/s; an empty scope takes %.2f µs

                | op | size | ms | rate | share | oneDNN or copy, ms | ratio |
                |---|---|---|---|---|---|---|
                """,
                Processor.instructionSet(),
                Threads.count(),
                stopwatch.arithmetic(),
                flops,
                bandwidth,
                nothing.median() * 1e3));
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.1f %s | %.0f %% | %s | %.2f |%n",
                    row.op,
                    row.size,
                    milliseconds(row.gradus.median()),
                    row.rate(),
                    row.work.kind().unit(),
                    100 * share(row),
                    milliseconds(row.peer.median()),
                    row.ratio()));
        }
        return text.toString();
    }

    private double share(Row row) {
        return row.rate() / (row.work.kind() == Work.Kind.ARITHMETIC ? flops : bandwidth);
    }

    private static String milliseconds(double value) {
        return String.format(Locale.ROOT, value < 1 ? "%.4f" : "%.2f", value);
    }

    /** Writes all figures; the file appears whole or not at all. */
    void write(Path file) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("gradus_version", Gradus.Version.number());
            json.writeStringField("processor", Processor.model());
            json.writeStringField("instructions", Processor.instructionSet());
            json.writeNumberField("threads", Threads.count());
            json.writeStringField("precision", stopwatch.arithmetic().toString());
            json.writeNumberField("forks", stopwatch.forks());
            json.writeNumberField("limit_gflops", flops);
            json.writeNumberField("limit_gbs", bandwidth);
            write(json, "empty_scope", nothing);
            json.writeArrayFieldStart("rows");
            for (Row row : rows) {
                write(json, row);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        text.write('\n');
        AtomicFile.write(file, text.toByteArray());
    }

    private void write(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        json.writeStringField("op", row.op);
        json.writeStringField("size", row.size);
        json.writeNumberField("rate", row.rate());
        json.writeStringField("unit", row.work.kind().unit());
        json.writeNumberField("share", share(row));
        write(json, "gradus", row.gradus);
        write(json, "peer", row.peer);
        json.writeNumberField("ratio", row.ratio());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Timing timing) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("median_ms", timing.median());
        json.writeNumberField("min_ms", timing.min());
        json.writeNumberField("max_ms", timing.max());
        json.writeEndObject();
    }
}
