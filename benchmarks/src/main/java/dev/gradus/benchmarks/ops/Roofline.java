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
    private final double flops;
    private final double bandwidth;
    private final Timing nothing;
    private final List<Row> rows = new ArrayList<>();

    /**
     * One op at one size.
     *
     * @param work what it must do at the least
     * @param gradus as a user calls it
     * @param peer oneDNN's primitive alone, or a copy of as many bytes
     * @param share of the machine's limit
     */
    private record Row(String op, String size, Work work, Timing gradus, Timing peer, double share) {
        double ratio() {
            return gradus.median() / peer.median();
        }
    }

    /** Measures the limits: the fastest of oneDNN's large products, and of a copy that no cache holds. */
    Roofline(Stopwatch stopwatch) throws IOException {
        this.stopwatch = stopwatch;
        flops = best(Catalogue.MATMUL);
        bandwidth = best(Catalogue.COPY);
        nothing = stopwatch.nothing();
    }

    private double best(SingleOp op) throws IOException {
        double best = 0;
        for (String size : op.sizes().subList(1, op.sizes().size())) {
            best = Math.max(best, op.work(size).rate(stopwatch.peer(op, size).min()));
        }
        return best;
    }

    /** The limits in words. */
    String limits() {
        return String.format(
                Locale.ROOT,
                "%s, %d threads, %s: products %.0f GFLOP/s, memory %.1f GB/s; an empty scope takes %.2f µs",
                Processor.instructionSet(),
                Threads.count(),
                stopwatch.arithmetic(),
                flops,
                bandwidth,
                nothing.median() * 1e3);
    }

    static String heading() {
        return """
                | op | size | ms | | share | oneDNN or copy, ms | ratio |
                |---|---|---|---|---|---|---|""";
    }

    /** Times an op and its peer; gives their line of the table. */
    String add(SingleOp op, String size) throws IOException {
        Timing gradus = stopwatch.gradus(op, size);
        Timing peer = stopwatch.peer(op, size);
        Work work = op.work(size);
        double rate = work.rate(gradus.median());
        double limit = work.kind() == Work.Kind.ARITHMETIC ? flops : bandwidth;
        Row row = new Row(op.name(), size, work, gradus, peer, rate / limit);
        rows.add(row);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.1f %s | %.0f %% | %s | %.2f |",
                row.op,
                row.size,
                milliseconds(gradus.median()),
                rate,
                work.kind().unit(),
                100 * row.share,
                milliseconds(peer.median()),
                row.ratio());
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

    private static void write(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        json.writeStringField("op", row.op);
        json.writeStringField("size", row.size);
        json.writeNumberField("rate", row.work.rate(row.gradus.median()));
        json.writeStringField("unit", row.work.kind().unit());
        json.writeNumberField("share", row.share);
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
