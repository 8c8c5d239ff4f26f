package dev.gradus.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A library that takes part in a comparison, in a process of its own each time.
 *
 * @param name for the table
 * @param command its bench, to which a model and the bench's options are added
 */
record Contestant(String name, List<String> command) {
    private static final Pattern RESULT = Pattern.compile("median (\\S+) ms .* loss (\\S+) peak (\\d+) MB.*");

    static final String DEEPLEARNING4J = "deeplearning4j";

    static final String GRADUS = "gradus";
    /** What {@code ./gradus} sets for itself: a peer runs with its own defaults. */
    private static final List<String> OF_THE_LAUNCHER = List.of("OPENBLAS_NUM_THREADS", "GOMP_SPINCOUNT");

    /**
     * One round's outcome.
     *
     * @param milliseconds the median of its timed rounds, a step
     * @param peak the most memory its process had resident, in MB
     */
    record Result(double milliseconds, double peak) {}

    /** Gradus as it runs here, in a JVM set up like PyTorch's. */
    static Contestant gradus() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("dev.gradus.examples.Gradus", "bench", "--peak"));
        return new Contestant(GRADUS, command);
    }

    /** PyTorch in a memory layout, {@code plain} or {@code channels_last}. */
    static Contestant pyTorch(String layout) throws IOException {
        return new Contestant(
                "pytorch " + layout, List.of(peers().resolve("pytorch/run").toString(), "--layout", layout));
    }

    /** deeplearning4j, in f32. */
    static Contestant deepLearning4j() throws IOException {
        return new Contestant(
                DEEPLEARNING4J, List.of(peers().resolve("deeplearning4j/run").toString()));
    }

    /** The same with the kernels for processors without AVX-512. */
    static Contestant pyTorchOnAvx2(String layout) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "ONEDNN_MAX_CPU_ISA=AVX2", "ATEN_CPU_CAPABILITY=avx2"));
        command.addAll(pyTorch(layout).command());
        return new Contestant("pytorch " + layout + " avx2", command);
    }

    /** The folder of the peers, found from where this class was loaded. */
    private static Path peers() throws IOException {
        String entry = Contestant.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        for (Path folder = Path.of(entry); folder != null; folder = folder.getParent()) {
            Path peers = folder.resolve("benchmarks");
            if (Files.exists(peers.resolve("pytorch/run"))) {
                return peers;
            }
        }
        throw new IOException(
                entry + ": expected it within a checkout of Gradus, found no benchmarks/pytorch/run above");
    }

    /** Writes what the first steps give to a file. */
    void check(Path file, List<String> arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--check", file.toString()));
        run(all);
    }

    /** Times one round. */
    Result time(List<String> arguments) throws IOException, InterruptedException {
        String output = run(arguments);
        Matcher line = RESULT.matcher(output);
        if (!line.find()) {
            throw new IOException(name + ": expected a line with median and peak, found: " + output);
        }
        return new Result(Double.parseDouble(line.group(1)), Double.parseDouble(line.group(3)));
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(all).redirectError(Redirect.INHERIT);
        if (!name.equals(GRADUS)) {
            OF_THE_LAUNCHER.forEach(builder.environment()::remove);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(name + ": expected exit status 0, got " + status + " from: " + String.join(" ", all));
        }
        return output;
    }
}
