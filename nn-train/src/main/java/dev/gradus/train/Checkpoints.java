package dev.gradus.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a training keeps what it needs to go on after an interruption, and how often: after every epoch, when it is
 * stopped, and now and then in between. The file is written to the side and then takes its name, so that a process
 * killed at any moment leaves a whole one.
 *
 * @param file the file
 * @param every the time between two checkpoints within an epoch
 * @param run what the result depends on beside the file, such as {@code seed} and {@code lr}: a checkpoint of another
 *     run is refused
 */
public record Checkpoints(Path file, Duration every, Map<String, String> run) {
    private static final String NAME = "checkpoint.safetensors";
    private static final Duration USUAL = Duration.ofSeconds(30);

    /** Copies the map. */
    public Checkpoints {
        run = Map.copyOf(run);
    }

    /**
     * The file {@code checkpoint.safetensors}, every half minute.
     *
     * @param folder where it lies; must exist
     * @return the checkpoints
     */
    public static Checkpoints in(Path folder) {
        return new Checkpoints(folder.resolve(NAME), USUAL, Map.of());
    }

    /**
     * Sets how often.
     *
     * @param interval the time between two checkpoints within an epoch; zero for one after every update
     * @return a changed copy
     */
    public Checkpoints every(Duration interval) {
        return new Checkpoints(file, interval, run);
    }

    /**
     * Adds something that the result depends on.
     *
     * @param name such as {@code lr}
     * @param value its value
     * @return a changed copy
     */
    public Checkpoints of(String name, Object value) {
        Map<String, String> more = new TreeMap<>(run);
        more.put(name, String.valueOf(value));
        return new Checkpoints(file, every, more);
    }
}
