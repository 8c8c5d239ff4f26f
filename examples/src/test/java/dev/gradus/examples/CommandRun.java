package dev.gradus.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a command answered. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Gradus.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** The same with Ctrl-C pressed before it begins. */
    static CommandRun interrupted(Object... words) {
        Interruption.request();
        try {
            return of(words);
        } finally {
            Interruption.clear();
        }
    }

    List<String> errorLines() {
        return err.lines().toList();
    }

    /** The values of {@code metrics.json} in a folder, as text. */
    static Map<String, String> metrics(Path folder) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser json =
                new JsonFactory().createParser(folder.resolve("metrics.json").toFile())) {
            while (json.nextToken() != null) {
                if (json.currentToken().isScalarValue() || json.currentToken() == JsonToken.VALUE_NULL) {
                    values.put(json.currentName(), json.getText());
                }
            }
        }
        return values;
    }
}
