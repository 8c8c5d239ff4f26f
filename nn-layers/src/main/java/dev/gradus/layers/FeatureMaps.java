package dev.gradus.layers;

import dev.gradus.autograd.Hook;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Keeps what layers within a network computed last.
 *
 * <pre>{@code
 * try (FeatureMaps maps = FeatureMaps.of(network, "layer1", "layer4.1.conv2")) {
 *     network.forward(x);
 *     Tensor edges = maps.get("layer1");
 * }
 * }</pre>
 *
 * <p>It sees a layer whose parent calls {@link Layer#apply}, as all of this library do. Closing frees the tensors.
 */
public final class FeatureMaps implements AutoCloseable {
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final List<Hook> hooks = new ArrayList<>();

    private FeatureMaps() {}

    /**
     * Begins to watch layers.
     *
     * @param network the network
     * @param paths the layers' paths, as {@link Module#namedModules} gives them
     * @return the maps, empty until the network runs
     * @throws IllegalArgumentException if a path is not that of a layer
     */
    public static FeatureMaps of(Module network, String... paths) {
        Map<String, Module> modules = network.namedModules();
        FeatureMaps maps = new FeatureMaps();
        for (String path : paths) {
            if (!(modules.get(path) instanceof Layer layer)) {
                maps.close();
                throw new IllegalArgumentException("feature maps: expected the path of a layer among "
                        + modules.keySet() + ", got '" + path + "'");
            }
            maps.hooks.add(layer.onForward((x, y) -> {
                maps.keep(path, y);
                return y;
            }));
        }
        return maps;
    }

    private void keep(String path, Tensor output) {
        // Outside any scope, for those of the forward pass close before the caller asks.
        Tensor old = outputs.put(path, output.alias().moveTo(null));
        if (old != null) {
            old.free("feature map " + path + " was computed anew");
        }
    }

    /**
     * The last output of a layer.
     *
     * @param path its path
     * @return the output outside the graph, good until the layer runs again or the maps are closed
     * @throws NoSuchElementException if the layer has not run
     */
    public Tensor get(String path) {
        Tensor output = outputs.get(path);
        if (output == null) {
            throw new NoSuchElementException(
                    "feature maps: expected a layer that has run, of " + outputs.keySet() + ", got '" + path + "'");
        }
        return output;
    }

    /** Stops watching, and frees what was kept. */
    @Override
    public void close() {
        hooks.forEach(Hook::close);
        outputs.values().forEach(output -> output.free("the feature maps were closed"));
    }
}
