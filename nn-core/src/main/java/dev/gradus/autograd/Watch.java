package dev.gradus.autograd;

import dev.gradus.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Sees what this thread computes from when it is made until it is closed: each op's output, each step of backward, and in
 * which module. What finds faults and what measures extends it; while there is none, it costs an op one look.
 *
 * <pre>{@code
 * final class OpCount extends Watch {
 *     int ops;
 *
 *     @Override
 *     protected void onOutput(String op, Tensor output) {
 *         ops++;
 *     }
 * }
 * }</pre>
 *
 * <p>Of several open ones the last made sees alone; they are closed in the opposite order.
 */
public abstract class Watch implements AutoCloseable {
    private static final ThreadLocal<Watch> CURRENT = new ThreadLocal<>();

    private final Watch previous = CURRENT.get();
    private final Deque<String> modules = new ArrayDeque<>();

    /** Begins to watch. */
    @SuppressWarnings("this-escape") // to this thread alone, which is still in the constructor
    protected Watch() {
        CURRENT.set(this);
    }

    /**
     * What watches this thread.
     *
     * @return the watch, or null
     */
    public static Watch current() {
        return CURRENT.get();
    }

    /**
     * The module that runs now.
     *
     * @return its path; empty outside of any, and in the outermost one
     */
    public final String module() {
        return modules.isEmpty() ? "" : modules.peek();
    }

    /**
     * Called before a module runs.
     *
     * @param path its path in the outermost module
     */
    public final void enter(String path) {
        modules.push(path);
        onEnter(path);
    }

    /** Called after the module that was entered last has run. */
    public final void leave() {
        onLeave(modules.pop());
    }

    /**
     * Before a module runs. Does nothing unless overridden, as all that follow.
     *
     * @param module its path
     */
    protected void onEnter(String module) {}

    /**
     * After a module has run.
     *
     * @param module its path
     */
    protected void onLeave(String module) {}

    /**
     * After an op has computed; ops that it is made of come before it.
     *
     * @param op its name
     * @param output what it made
     */
    protected void onOutput(String op, Tensor output) {}

    /**
     * Before the gradient passes an op.
     *
     * @param op its name
     * @param module where it ran; null if that was before the watch
     * @param grad the gradient of its output
     */
    protected void onBackward(String op, String module, Tensor grad) {}

    /**
     * After the gradient has passed an op.
     *
     * @param op its name
     * @param module where it ran; null if that was before the watch
     */
    protected void onBackwardEnd(String op, String module) {}

    /**
     * Before a part of a training step.
     *
     * @param name {@code data}, {@code forward}, {@code backward}, {@code update}, or what a caller of {@link #phase}
     *     names it
     */
    protected void onPhase(String name) {}

    /**
     * After a part of a training step.
     *
     * @param name its name
     */
    protected void onPhaseEnd(String name) {}

    /**
     * Names what this thread does until the block closes.
     *
     * @param name the part's name
     * @return the block; null, which try-with-resources takes, if nobody watches
     */
    public static Phase phase(String name) {
        Watch watch = current();
        if (watch == null) {
            return null;
        }
        watch.onPhase(name);
        return () -> watch.onPhaseEnd(name);
    }

    /** A part of a step, ended by being closed. */
    @FunctionalInterface
    public interface Phase extends AutoCloseable {
        @Override
        void close();
    }

    /** Called by each op at its end. */
    void output(String op, Tensor output, List<Node.Edge> edges) {
        onOutput(op, output);
    }

    /** Stops watching. */
    @Override
    public void close() {
        if (previous == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(previous);
        }
    }
}
