package dev.gradus.backend;

import dev.gradus.memory.MemoryLimit;

/**
 * Chooses the backend: the system property {@code gradus.backend} names the default, {@code onednn} unless set, and
 * {@link #use} swaps it for a block.
 */
public final class Backends implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.gradus");
    private static final ThreadLocal<Backend> CURRENT = new ThreadLocal<>();

    static {
        MemoryLimit.configureJavaCpp();
    }

    private final Backend previous = CURRENT.get();

    private Backends(Backend backend) {
        CURRENT.set(backend);
    }

    /**
     * Makes a backend current on this thread until the block closes.
     *
     * @param backend the backend
     * @return the block
     */
    public static Backends use(Backend backend) {
        return new Backends(backend);
    }

    /**
     * Finds a backend by its name.
     *
     * @param name {@code onednn}, {@code nd4j}, or {@code java} (the readable reference)
     * @return the backend
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Backend named(String name) {
        return switch (name) {
            case "onednn" -> OneDnn.INSTANCE;
            case "nd4j" -> Nd4j.INSTANCE;
            case "java" -> ReferenceBackend.INSTANCE;
            default -> throw new IllegalArgumentException("backend: expected onednn, nd4j or java, got '" + name + "'");
        };
    }

    static Backend current() {
        Backend backend = CURRENT.get();
        return backend != null ? backend : Default.INSTANCE;
    }

    /** Restores the backend that was current before. */
    @Override
    public void close() {
        if (previous == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(previous);
        }
    }

    private static final class OneDnn {
        static final Backend INSTANCE = new OneDnnBackend();
    }

    private static final class Nd4j {
        static final Backend INSTANCE = Nd4jBackend.INSTANCE;
    }

    private static final class Default {
        static final Backend INSTANCE = choose(System.getProperty("gradus.backend", "onednn"));

        private static Backend choose(String name) {
            if (name.equals("onednn") && !OneDnnBackend.isAvailable()) {
                LOG.log(System.Logger.Level.WARNING, "oneDNN has no build for this system: using the backend java");
                return ReferenceBackend.INSTANCE;
            }
            return named(name);
        }
    }
}
