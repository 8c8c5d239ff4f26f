package dev.gradus.inspect;

import dev.gradus.autograd.Watch;
import dev.gradus.backend.Backend;
import dev.gradus.compile.KernelTimes;
import dev.gradus.memory.BufferPool;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Notes where the time and the memory of this thread's tensors go, by op, module, kernel and part of a step, from when
 * it is started until it is closed.
 *
 * <pre>{@code
 * try (Profiler profiler = Profiler.start()) {
 *     step();
 *     System.out.println(profiler.table());
 *     profiler.writeTrace(Path.of("trace.json"));   // for chrome://tracing or ui.perfetto.dev
 * }
 * }</pre>
 *
 * <p>An op's time runs from its first kernel to its end, without the ops that it is made of, which stand for themselves.
 * The time of an op in backward counts for the module in which it ran forward. The first step of a process warms up
 * kernels and the compiler: leave it out.
 */
public final class Profiler extends Watch {
    private final List<Event> events = new ArrayList<>();
    private final Deque<Long> begun = new ArrayDeque<>();
    private final KernelTimes kernels;
    private final long start = System.nanoTime();
    private long firstKernel = -1;
    private long liveAtMark = live();
    private boolean backward;
    private long end;

    /** What kind of thing took time. */
    enum Kind {
        PHASE,
        MODULE,
        OP,
        BACKWARD,
        KERNEL
    }

    /**
     * Something that took time.
     *
     * @param module where; empty for the outermost module
     * @param begin nanoseconds since the profiler's start
     * @param nanos how long
     * @param bytes by how much the memory of tensors grew
     */
    record Event(Kind kind, String name, String module, long begin, long nanos, long bytes) {}

    private Profiler(Backend backend) {
        kernels = new KernelTimes(backend, this::onKernel);
    }

    /**
     * Begins, with the current backend.
     *
     * @return the profiler, to be closed on this thread
     */
    public static Profiler start() {
        return new Profiler(Backend.current());
    }

    // ---- what is seen

    @Override
    protected void onPhase(String name) {
        begun.push(System.nanoTime());
        mark();
    }

    @Override
    protected void onPhaseEnd(String name) {
        add(Kind.PHASE, name, "", begun.pop(), 0);
        mark();
    }

    @Override
    protected void onEnter(String module) {
        begun.push(System.nanoTime());
        mark();
    }

    @Override
    protected void onLeave(String module) {
        add(Kind.MODULE, module, module, begun.pop(), 0);
        mark();
    }

    @Override
    protected void onOutput(String op, Tensor output) {
        if (!backward) {
            add(Kind.OP, op, module(), firstKernel >= 0 ? firstKernel : System.nanoTime(), live() - liveAtMark);
            mark();
        }
    }

    @Override
    protected void onBackward(String op, String module, Tensor grad) {
        backward = true;
        begun.push(System.nanoTime());
        mark();
    }

    @Override
    protected void onBackwardEnd(String op, String module) {
        backward = false;
        add(Kind.BACKWARD, op, module == null ? "" : module, begun.pop(), live() - liveAtMark);
        mark();
    }

    private void onKernel(String name, long kernelStart, long kernelEnd) {
        if (firstKernel < 0) {
            firstKernel = kernelStart;
        }
        events.add(new Event(Kind.KERNEL, name, module(), kernelStart - start, kernelEnd - kernelStart, 0));
    }

    private void mark() {
        firstKernel = -1;
        liveAtMark = live();
    }

    private void add(Kind kind, String name, String module, long from, long bytes) {
        events.add(new Event(kind, name, module, from - start, System.nanoTime() - from, bytes));
    }

    private static long live() {
        return BufferPool.host().liveBytes();
    }

    // ---- what is told

    /**
     * The sums: by part of a step, op, module and kernel, the longest first, twenty of each.
     *
     * @return a text of several lines
     */
    public String table() {
        return new ProfileTable(events, total()).toString();
    }

    /**
     * Writes all that was seen in the trace event format that Chrome and Perfetto show as a time line.
     *
     * @param file where
     * @throws IOException if it cannot be written
     */
    public void writeTrace(Path file) throws IOException {
        ChromeTrace.write(file, events);
    }

    private long total() {
        return (end == 0 ? System.nanoTime() : end) - start;
    }

    /** Ends; what was seen can still be told. */
    @Override
    public void close() {
        end = System.nanoTime();
        kernels.close();
        super.close();
    }
}
