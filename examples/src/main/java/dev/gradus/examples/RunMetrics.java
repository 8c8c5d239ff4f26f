package dev.gradus.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradus.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of a run, in the order in which they were put, and the file {@code metrics.json} made of them. */
public final class RunMetrics {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * Begins with what the run is.
     *
     * @param command the command's words, such as {@code cells train}
     */
    public RunMetrics(String command) {
        values.put("command", command);
        values.put("gradus_version", Gradus.Version.number());
    }

    /**
     * The wall time since this process started.
     *
     * @return seconds
     */
    public static double secondsSinceStart() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    }

    /**
     * Puts a figure, a text or a truth value.
     *
     * @param name the key, in snake case
     * @param value a Number, a Boolean or a String; a number that is not finite is written as null
     * @return this
     */
    public RunMetrics put(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /**
     * Writes {@code metrics.json} into a folder; the file appears whole or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path folder) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            for (Map.Entry<String, Object> entry : values.entrySet()) {
                json.writeFieldName(entry.getKey());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        }
        text.write('\n');
        AtomicFile.write(folder.resolve("metrics.json"), text.toByteArray());
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Number number) {
            double v = number.doubleValue();
            if (Double.isFinite(v)) {
                json.writeNumber(v);
            } else {
                json.writeNull();
            }
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
