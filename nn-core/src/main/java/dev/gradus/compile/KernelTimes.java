package dev.gradus.compile;

import dev.gradus.backend.Backend;
import java.lang.reflect.Method;

/** Tells when each kernel that this thread calls begins and ends, from when it is made until it is closed. */
public final class KernelTimes extends KernelCalls implements AutoCloseable {
    private final Listener listener;
    private final KernelCalls outer;

    /** Is told of each kernel, in the order in which they end. */
    @FunctionalInterface
    public interface Listener {
        /**
         * After a kernel has run.
         *
         * @param name the method's name in {@link Backend}
         * @param start when it began, in {@link System#nanoTime}
         * @param end when it ended
         */
        void onKernel(String name, long start, long end);
    }

    /**
     * Begins.
     *
     * @param backend whose kernels are timed
     * @param listener is told of them
     */
    public KernelTimes(Backend backend, Listener listener) {
        super(backend);
        this.listener = listener;
        this.outer = begin();
    }

    @Override
    Object observe(Method kernel, Object... arguments) {
        long start = System.nanoTime();
        Object result = Step.call(kernel, delegate, arguments);
        listener.onKernel(kernel.getName(), start, System.nanoTime());
        return result;
    }

    /** Ends; to be called on the same thread. */
    @Override
    public void close() {
        end(outer);
    }
}
