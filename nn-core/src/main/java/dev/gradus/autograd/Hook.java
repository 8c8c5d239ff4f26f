package dev.gradus.autograd;

import java.util.List;

/** What was hung into a tensor, a parameter or a layer, and can be taken out again. */
public final class Hook implements AutoCloseable {
    private final Runnable removal;

    private Hook(Runnable removal) {
        this.removal = removal;
    }

    /**
     * Adds a function to a list.
     *
     * @param <F> the kind of function
     * @param functions the list, which may be read meanwhile
     * @param function the function
     * @return what takes it out again
     */
    public static <F> Hook into(List<F> functions, F function) {
        functions.add(function);
        return new Hook(() -> functions.removeIf(other -> other == function));
    }

    /** Takes the function out; a second call does nothing. */
    @Override
    public void close() {
        removal.run();
    }
}
