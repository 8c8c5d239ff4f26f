package dev.gradus.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradus.io.ModelFormatException;
import dev.gradus.io.Safetensors;
import dev.gradus.layers.Module;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.LrSchedule;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.WeightAverage;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All of a training that changes while it runs, and the file that holds it: parameters, what the optimizer, the schedule,
 * the average and the callbacks remember, where the streams of random numbers stand, and the position.
 *
 * @param schedule or null
 * @param average or null
 */
@SuppressWarnings("try") // scopes act by being open
record TrainingState(
        Module model, Optimizer optimizer, LrSchedule schedule, WeightAverage average, List<Callback> callbacks) {
    private static final String VERSION = "1";
    private static final String FORMAT = "gradus.checkpoint";
    private static final String POSITION = "gradus.position";
    private static final String RUN = "gradus.run";
    private static final ObjectMapper JSON = new ObjectMapper();

    void write(Checkpoints checkpoints, Position position) {
        Map<String, String> metadata = new LinkedHashMap<>();
        try (TensorScope scope = TensorScope.open()) {
            metadata.put(FORMAT, VERSION);
            metadata.put(POSITION, JSON.writeValueAsString(position));
            metadata.put(RUN, JSON.writeValueAsString(new TreeMap<>(checkpoints.run())));
            Safetensors.write(checkpoints.file(), tensors(), metadata);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(checkpoints.file() + ": cannot write the checkpoint", e);
        }
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        put(all, "model.", model.stateDict());
        put(all, "optimizer.", optimizer.stateDict());
        put(all, "schedule.", schedule == null ? Map.of() : schedule.stateDict());
        put(all, "average.", average == null ? Map.of() : average.stateDict());
        for (int i = 0; i < callbacks.size(); i++) {
            put(all, "callback." + i + ".", callbacks.get(i).stateDict());
        }
        model.namedStreams().forEach((path, stream) -> {
            Rng.State state = stream.rng().state();
            long[] numbers = {state.key(), state.stream(), state.position()};
            all.put("random." + path, Tensor.of(numbers, Shape.of(numbers.length)));
        });
        return all;
    }

    private static void put(Map<String, Tensor> all, String prefix, Map<String, Tensor> part) {
        part.forEach((name, tensor) -> all.put(prefix + name, tensor));
    }

    /**
     * Brings everything to where it was.
     *
     * @throws ModelFormatException if the file is damaged, or not of this run; then parts may have been changed
     */
    Position read(Checkpoints checkpoints) throws IOException {
        Path file = checkpoints.file();
        try (TensorScope scope = TensorScope.open()) {
            Safetensors contents = Safetensors.read(file);
            Map<String, String> metadata = contents.metadata();
            if (!VERSION.equals(metadata.get(FORMAT))) {
                throw failure(file, "a checkpoint of a training", "metadata " + metadata.keySet(), null);
            }
            requireRun(checkpoints, JSON.readValue(metadata.get(RUN), new TypeReference<>() {}));
            Position position = JSON.readValue(metadata.get(POSITION), Position.class);
            load(contents.tensors());
            return position;
        } catch (JsonProcessingException e) {
            throw failure(file, "the position of a training", e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw failure(file, "the state of this training", e.getMessage(), e);
        }
    }

    private void load(Map<String, Tensor> all) {
        model.loadStateDict(part(all, "model."));
        optimizer.loadStateDict(part(all, "optimizer."));
        if (schedule != null) {
            schedule.loadStateDict(part(all, "schedule."));
        }
        if (average != null) {
            average.loadStateDict(part(all, "average."));
        }
        for (int i = 0; i < callbacks.size(); i++) {
            callbacks.get(i).loadStateDict(part(all, "callback." + i + "."));
        }
        model.namedStreams().forEach((path, stream) -> {
            Tensor tensor = all.get("random." + path);
            Shape.require(tensor != null, "checkpoint", () -> "random." + path, () -> "nothing");
            long[] numbers = tensor.toLongArray();
            stream.restore(new Rng.State(numbers[0], numbers[1], numbers[2]));
        });
    }

    private static Map<String, Tensor> part(Map<String, Tensor> all, String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        return part;
    }

    private static void requireRun(Checkpoints expected, Map<String, String> found) throws ModelFormatException {
        for (Map.Entry<String, String> entry : new TreeMap<>(expected.run()).entrySet()) {
            String value = found.get(entry.getKey());
            if (!entry.getValue().equals(value)) {
                throw failure(
                        expected.file(),
                        "a run with " + entry.getKey() + " " + entry.getValue(),
                        "one with " + (value == null ? "none" : value),
                        null);
            }
        }
    }

    private static ModelFormatException failure(Path file, String expected, String found, Exception cause) {
        ModelFormatException failure = new ModelFormatException(file.toString(), 0, expected, found);
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
