package dev.gradus.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many OpenMP threads a kernel uses. The setting belongs to the Java thread that calls the kernel, as OpenMP's own
 * does; its default is the system property {@code gradus.threads}, else the number of processors that the process may
 * use (the smaller of affinity and container quota), or {@code OMP_NUM_THREADS} where that is smaller.
 *
 * <p>Every thread that calls kernels has a team of this size, so a program with several of them should give each less.
 */
public final class Threads {
    private static final String AFFINITY = "Cpus_allowed:";
    private static final ThreadLocal<Threads> OF_THREAD = ThreadLocal.withInitial(Threads::new);

    private int wanted = Default.WANTED;
    private int inForce = Default.OPEN_MP;
    private boolean begun;
    private boolean alone;

    private Threads() {}

    /** Read once, when first asked for. */
    private static final class Default {
        static final int OPEN_MP = openMp(System.getenv("OMP_NUM_THREADS"));
        static final int WANTED = wanted(System.getProperty("gradus.threads"));
    }

    /**
     * The number of threads for the kernels that this thread calls.
     *
     * @return the count
     */
    public static int count() {
        return OF_THREAD.get().wanted;
    }

    /**
     * Sets the number of threads for the kernels that this thread calls: before the first of them, for oneDNN divides
     * the work of a primitive when it makes it.
     *
     * @param count at least 1; more than there are processors makes kernels slower
     * @throws IllegalStateException if this thread has called a kernel with another count
     */
    public static void set(int count) {
        Threads own = OF_THREAD.get();
        int wanted = checked("threads", Integer.toString(count));
        if (own.begun && wanted != own.wanted) {
            throw new IllegalStateException("threads: expected to be set before the first kernel on this thread, got "
                    + wanted + " after kernels with " + own.wanted);
        }
        own.wanted = wanted;
    }

    /** Makes the setting hold in OpenMP; cheap if it does already. For backends, before a native kernel. */
    static void apply() {
        Threads own = OF_THREAD.get();
        own.begun = true;
        own.enforce();
    }

    /** Whether this thread is inside {@link #alone(boolean, Runnable)}. */
    static boolean isAlone() {
        return OF_THREAD.get().alone;
    }

    /**
     * Runs a block.
     *
     * @param alone whether its native kernels take this thread only: where others would cost more than they bring
     * @param block what to do
     */
    static void alone(boolean alone, Runnable block) {
        Threads own = OF_THREAD.get();
        if (own.alone || !alone || !OpenMp.isAvailable()) {
            block.run();
            return;
        }
        own.alone = true;
        try {
            own.enforce();
            block.run();
        } finally {
            own.alone = false;
            own.enforce();
        }
    }

    private void enforce() {
        int count = alone ? 1 : wanted;
        if (count != inForce) {
            if (OpenMp.isAvailable()) {
                OpenMp.setThreads(count);
            } else {
                Nd4jRuntime.setThreads(count);
            }
            inForce = count;
        }
    }

    /** ND4J counts processors in its own way when it starts, and sets that for the thread it starts on. */
    static void nd4jHasStarted(int count) {
        Threads own = OF_THREAD.get();
        own.inForce = count;
        own.enforce();
    }

    private static int wanted(String property) {
        return property == null
                ? Math.min(Runtime.getRuntime().availableProcessors(), Default.OPEN_MP)
                : checked("gradus.threads", property);
    }

    private static int checked(String name, String text) {
        int count = text.strip().matches("\\d{1,6}") ? Integer.parseInt(text.strip()) : 0;
        if (count < 1) {
            throw new IllegalArgumentException(name + ": expected a count of at least 1, got '" + text + "'");
        }
        return count;
    }

    /** What OpenMP takes by itself: its variable (a list is for nested teams), else one thread a processor allowed. */
    static int openMp(String variable) {
        if (variable != null && variable.strip().matches("[1-9]\\d{0,5}(,.*)?")) {
            return Integer.parseInt(variable.strip().replaceFirst(",.*", ""));
        }
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(AFFINITY))
                    .mapToInt(line -> bits(line.substring(AFFINITY.length())))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of bits set in a hexadecimal mask such as {@code ff,ffffffff}. */
    static int bits(String mask) {
        return mask.chars()
                .map(c -> Integer.bitCount(Math.max(0, Character.digit(c, 16))))
                .sum();
    }
}
