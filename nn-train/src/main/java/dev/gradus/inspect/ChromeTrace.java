package dev.gradus.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradus.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The trace event format: an object with {@code traceEvents}, complete events in microseconds. */
final class ChromeTrace {
    private static final double MICROSECOND = 1000;

    private ChromeTrace() {}

    static void write(Path file, List<Profiler.Event> events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("displayTimeUnit", "ms");
            json.writeArrayFieldStart("traceEvents");
            for (Profiler.Event event : events) {
                write(json, event);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        AtomicFile.write(file, bytes.toByteArray());
    }

    private static void write(JsonGenerator json, Profiler.Event event) throws IOException {
        boolean outermost = event.kind() == Profiler.Kind.MODULE && event.name().isEmpty();
        json.writeStartObject();
        json.writeStringField("name", outermost ? "network" : event.name());
        json.writeStringField("cat", event.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("ph", "X");
        json.writeNumberField("ts", event.begin() / MICROSECOND);
        json.writeNumberField("dur", event.nanos() / MICROSECOND);
        json.writeNumberField("pid", 1);
        json.writeNumberField("tid", 1);
        json.writeObjectFieldStart("args");
        json.writeStringField("module", event.module());
        json.writeNumberField("bytes", event.bytes());
        json.writeEndObject();
        json.writeEndObject();
    }
}
