package dev.gradus.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gradus.io.ModelFormatException;
import dev.gradus.io.Safetensors;
import dev.gradus.layers.Module;
import dev.gradus.memory.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trained network in a file that alone rebuilds it: safetensors with PyTorch's names, and in the metadata the format's
 * version, the architecture with its configuration, how inputs are prepared, the classes, and Gradus's version.
 *
 * <pre>{@code
 * new ModelFile<>(UNet.ARCHITECTURE, net.config(), net, Map.of("scale", "1/255"), List.of("nucleus")).write(path);
 * UNet again = ModelFile.read(path, UNet.ARCHITECTURE).model();
 * }</pre>
 *
 * @param <C> the configuration
 * @param <M> the network
 * @param architecture what kind of network it is
 * @param config its configuration
 * @param model the network
 * @param preprocessing how inputs are prepared, in the words of whoever does it
 * @param classes the names of the classes, in the order of the output's channels
 */
public record ModelFile<C extends Record, M extends Module>(
        Architecture<C, M> architecture, C config, M model, Map<String, String> preprocessing, List<String> classes) {
    private static final String VERSION = "1";
    private static final String FORMAT = "gradus.format";
    private static final String ARCHITECTURE = "gradus.architecture";
    private static final String CONFIG = "gradus.config";
    private static final String PREPROCESSING = "gradus.preprocessing";
    private static final String CLASSES = "gradus.classes";
    private static final String GRADUS = "gradus.version";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** Copies the map and the list. */
    public ModelFile {
        preprocessing = Map.copyOf(preprocessing);
        classes = List.copyOf(classes);
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param file where; replaced if it exists
     * @throws IOException if it cannot be written
     */
    @SuppressWarnings("try") // the scope acts by being open
    public void write(Path file) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT, VERSION);
        metadata.put(ARCHITECTURE, architecture.name());
        metadata.put(CONFIG, JSON.writeValueAsString(config));
        metadata.put(PREPROCESSING, JSON.writeValueAsString(new TreeMap<>(preprocessing)));
        metadata.put(CLASSES, JSON.writeValueAsString(classes));
        metadata.put(GRADUS, gradusVersion());
        try (TensorScope scope = TensorScope.open()) {
            Safetensors.write(file, model.stateDict(), metadata);
        }
    }

    private static String gradusVersion() {
        String version = ModelFile.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /**
     * Reads a file and rebuilds its network, in evaluation mode.
     *
     * @param <C> the configuration
     * @param <M> the network
     * @param file the file
     * @param architecture what kind of network is expected
     * @return the network with all that belongs to it
     * @throws ModelFormatException if the file is damaged, or of another network
     * @throws IOException if it cannot be read
     */
    @SuppressWarnings("try") // the scope acts by being open
    public static <C extends Record, M extends Module> ModelFile<C, M> read(Path file, Architecture<C, M> architecture)
            throws IOException {
        try (TensorScope scope = TensorScope.open()) {
            Safetensors contents = Safetensors.read(file);
            Map<String, String> metadata = contents.metadata();
            require(file, FORMAT, VERSION, metadata);
            require(file, ARCHITECTURE, architecture.name(), metadata);
            try {
                C config = JSON.readValue(entry(file, CONFIG, metadata), architecture.config());
                Map<String, String> preprocessing =
                        JSON.readValue(entry(file, PREPROCESSING, metadata), new TypeReference<>() {});
                List<String> classes = JSON.readValue(entry(file, CLASSES, metadata), new TypeReference<>() {});
                M model = architecture.build().apply(config);
                load(file, contents, model);
                model.eval();
                return new ModelFile<>(architecture, config, model, preprocessing, classes);
            } catch (JsonProcessingException e) {
                String found = e.getOriginalMessage().replaceAll("\\s+", " ");
                throw failure(file, "metadata of a " + architecture.name(), found, e);
            }
        }
    }

    private static void load(Path file, Safetensors contents, Module model) throws ModelFormatException {
        try {
            model.loadStateDict(contents.tensors());
        } catch (IllegalArgumentException e) {
            model.free();
            throw failure(file, "the tensors that its configuration asks for", e.getMessage(), e);
        }
    }

    private static void require(Path file, String key, String expected, Map<String, String> metadata)
            throws ModelFormatException {
        String found = entry(file, key, metadata);
        if (!found.equals(expected)) {
            throw failure(file, key + " " + expected, found, null);
        }
    }

    private static String entry(Path file, String key, Map<String, String> metadata) throws ModelFormatException {
        String value = metadata.get(key);
        if (value == null) {
            throw failure(file, "a Gradus model with metadata " + key, "none", null);
        }
        return value;
    }

    private static ModelFormatException failure(Path file, String expected, String found, Exception cause) {
        ModelFormatException failure = new ModelFormatException(file.toString(), 0, expected, found);
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
