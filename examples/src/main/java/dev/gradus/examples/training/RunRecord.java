package dev.gradus.examples.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.gradus.backend.Backend;
import dev.gradus.backend.NativeLibraries;
import dev.gradus.backend.Processor;
import dev.gradus.backend.Threads;
import dev.gradus.examples.Gradus;
import dev.gradus.io.AtomicFile;
import dev.gradus.memory.MemoryLimit;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code run.json}: what made the results beside it, so that they can be made again: the words of the command line, the
 * value of every option, versions, the machine, and a {@link DataFingerprint} of the data.
 */
final class RunRecord {
    private RunRecord() {}

    static void write(TrainingOptions options) throws IOException {
        CommandSpec spec = options.spec();
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("command", spec.qualifiedName(" "));
        record.put("arguments", arguments(spec.commandLine()));
        record.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        record.put("seed", options.run().seed());
        record.put("options", values(spec));
        record.put("data", options.run().usedData());
        record.put("versions", versions());
        record.put("machine", machine());
        byte[] json =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(record);
        AtomicFile.write(options.out().resolve("run.json"), json);
    }

    private static List<String> arguments(CommandLine command) {
        CommandLine top = command;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top.getParseResult() == null ? List.of() : top.getParseResult().originalArgs();
    }

    /** The effective values: defaults that depend on the command are filled in by now. */
    private static Map<String, Object> values(CommandSpec spec) {
        Map<String, Object> values = new TreeMap<>();
        for (OptionSpec option : spec.options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                Object value = option.getValue();
                boolean plain = value == null || value instanceof Number || value instanceof Boolean;
                boolean finite = !(value instanceof Double number) || Double.isFinite(number);
                values.put(option.longestName().substring(2), plain && finite ? value : String.valueOf(value));
            }
        }
        return values;
    }

    private static Map<String, Object> versions() throws IOException {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("gradus", Gradus.Version.number());
        versions.put("java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
        versions.putAll(NativeLibraries.versions());
        return versions;
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("processor", Processor.model());
        machine.put("instructions", Processor.instructionSet());
        machine.put("threads", Threads.count());
        machine.put("backend", Backend.current().name());
        machine.put("memory_limit", MemoryLimit.bytes());
        machine.put("java_heap_limit", Runtime.getRuntime().maxMemory());
        return machine;
    }
}
