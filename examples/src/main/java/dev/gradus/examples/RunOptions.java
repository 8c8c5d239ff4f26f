package dev.gradus.examples;

import dev.gradus.backend.Backend;
import dev.gradus.backend.Backends;
import dev.gradus.backend.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all commands have in common. */
@HelpSection("The run")
public final class RunOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data home (else $GRADUS_DATA, else ~/.gradus/data).")
    private Path data;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Of all chance; the same run again (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Processor threads to compute on (all there are).")
    private Integer threads;

    @Option(names = "--backend", paramLabel = "NAME", description = "onednn (the default), nd4j or java.")
    private String backend;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    private final Set<Path> used = new LinkedHashSet<>();

    /** Set by picocli. */
    public RunOptions() {}

    /** The folder that holds a folder for each data set. */
    public Path dataHome() {
        if (data != null) {
            return data;
        }
        String home = System.getenv("GRADUS_DATA");
        return home != null && !home.isBlank()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".gradus", "data");
    }

    /**
     * The folder of a data set, noted for {@link #usedData}.
     *
     * @param name of the folder in the data home
     */
    public Path data(String name) {
        return use(dataHome().resolve(name));
    }

    /** Notes a folder whose files the run reads. */
    public Path use(Path folder) {
        used.add(folder);
        return folder;
    }

    /** The folders of data that the run reads, each with its {@link DataFingerprint}. */
    public Map<String, String> usedData() throws IOException {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        for (Path folder : used) {
            fingerprints.put(folder.toString(), DataFingerprint.of(folder));
        }
        return fingerprints;
    }

    /** What all chance of the run starts from. */
    public long seed() {
        return seed;
    }

    /**
     * Makes the chosen backend current until the block closes.
     *
     * @throws ParameterException if there is no such backend, or no positive number of threads
     */
    public AutoCloseable open() {
        if (threads != null) {
            requirePositive("--threads", threads);
            Threads.set(threads);
        }
        if (backend == null) {
            return () -> {};
        }
        try {
            Backend chosen = Backends.named(backend);
            return Backends.use(chosen);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    /**
     * Checks an option's value.
     *
     * @throws ParameterException unless it is above 0
     */
    public void requirePositive(String option, double value) {
        if (!(value > 0)) {
            throw new ParameterException(spec.commandLine(), option + ": expected a value above 0, got " + value);
        }
    }

    /**
     * Checks an option's value.
     *
     * @throws ParameterException unless it is as expected
     */
    public void require(String option, String expected, boolean met, Object value) {
        if (!met) {
            throw new ParameterException(spec.commandLine(), option + ": expected " + expected + ", got " + value);
        }
    }

    /**
     * Makes the output folder.
     *
     * @throws ParameterException if that is impossible
     */
    public Path makeFolder(Path out) {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "--out: cannot make the folder " + out + " (" + e + ")", e);
        }
    }
}
