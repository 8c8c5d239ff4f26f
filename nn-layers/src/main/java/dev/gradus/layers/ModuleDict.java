package dev.gradus.layers;

import dev.gradus.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Modules by name, for a module that calls them itself.
 *
 * <pre>{@code
 * private final ModuleDict<Layer> heads = child("heads", new ModuleDict<>(Map.of("digit", digit)));
 * }</pre>
 *
 * @param <M> what they have in common
 */
public final class ModuleDict<M extends Module> extends Module {
    private final Map<String, M> modules;

    /**
     * Makes a dictionary.
     *
     * @param modules the modules by name, without dots; in the order in which the map gives them
     */
    public ModuleDict(Map<String, ? extends M> modules) {
        this.modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
        modules.forEach(this::child);
    }

    /**
     * One of the modules.
     *
     * @param name its name
     * @return the module
     * @throws IllegalArgumentException if there is none of this name
     */
    public M get(String name) {
        M module = modules.get(name);
        Shape.require(module != null, "moduleDict", () -> "a name among " + names(), () -> "'" + name + "'");
        return module;
    }

    /**
     * The names, in order.
     *
     * @return a read-only view
     */
    public Set<String> names() {
        return modules.keySet();
    }
}
