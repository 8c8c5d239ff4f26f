package dev.gradus.layers;

import java.util.Iterator;
import java.util.List;

/**
 * Modules by number, for a module that calls them itself; their names are 0, 1, 2, …
 *
 * <pre>{@code
 * private final ModuleList<Linear> heads = child("heads", new ModuleList<>(List.of(digit, colour)));
 * }</pre>
 *
 * @param <M> what they have in common
 */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {
    private final List<M> modules;

    /**
     * Makes a list.
     *
     * @param modules the modules
     */
    public ModuleList(List<? extends M> modules) {
        this.modules = List.copyOf(modules);
        for (int i = 0; i < modules.size(); i++) {
            child(Integer.toString(i), modules.get(i));
        }
    }

    /**
     * One of the modules.
     *
     * @param index its number
     * @return the module
     */
    public M get(int index) {
        return modules.get(index);
    }

    /**
     * How many there are.
     *
     * @return the number
     */
    public int size() {
        return modules.size();
    }

    @Override
    public Iterator<M> iterator() {
        return modules.iterator();
    }
}
