package dev.gradus.memory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test in a {@link TensorScope} and fails it if it leaks native memory: when the scope is closed there are as
 * many bytes in use by tensors and as many JavaCPP objects as before. What only the collector can free is given the
 * chance first; and since a cache may fill once, a test after which there is more is run again: a leak leaves more each
 * time, a cache does not.
 *
 * <pre>{@code
 * @ExtendWith(LeakCheck.class)
 * class TrainerTest { … }
 * }</pre>
 *
 * <p>The test method must be one that can run twice after one {@code @BeforeEach}.
 */
@SuppressWarnings("try") // the scope acts by being open
public final class LeakCheck implements InvocationInterceptor {
    private static final int PATIENCE = 20;
    private static final int PAUSE_MS = 25;

    /** A test body. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs the body.
         *
         * @throws Throwable whatever a test may throw
         */
        void run() throws Throwable;
    }

    private record Usage(long bytes, long objects) {
        static Usage now() {
            return new Usage(BufferPool.host().liveBytes(), Pointer.totalCount());
        }

        boolean isWithin(Usage before) {
            return bytes <= before.bytes && objects <= before.objects;
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        check(invocation::proceed, () -> again(method));
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        check(invocation::proceed, () -> again(method));
    }

    private static void again(ReflectiveInvocationContext<Method> method) throws Throwable {
        Method test = method.getExecutable();
        test.setAccessible(true);
        try {
            test.invoke(method.getTarget().orElse(null), method.getArguments().toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /**
     * Checks a body outside of JUnit's reach, such as one of a dynamic test.
     *
     * @param body what must not leak; run twice if the first run leaves more than it found
     * @throws Throwable what the body throws, or an AssertionError if it leaks
     */
    public static void check(Body body) throws Throwable {
        check(body, body);
    }

    private static void check(Body first, Body second) throws Throwable {
        // Nothing in use, and so nothing that the collector could still give back, is the rule.
        Usage before = settled(new Usage(0, Long.MAX_VALUE), 1);
        runInScope(first);
        Usage once = settled(before, 3);
        if (once.isWithin(before)) {
            return;
        }
        runInScope(second);
        Usage twice = settled(once, PATIENCE);
        if (!twice.isWithin(once)) {
            throw new AssertionError("leak: each run leaves " + (twice.bytes - once.bytes)
                    + " bytes in use by tensors and " + (twice.objects - once.objects) + " JavaCPP objects");
        }
    }

    private static void runInScope(Body body) throws Throwable {
        try (TensorScope scope = TensorScope.open()) {
            body.run();
        }
    }

    /** What is in use once the collector has nothing more to give back, or is down to a goal. */
    private static Usage settled(Usage goal, int patience) throws InterruptedException {
        Usage usage = Usage.now();
        for (int i = 0; i < patience && !usage.isWithin(goal); i++) {
            System.gc();
            Thread.sleep(PAUSE_MS);
            usage = Usage.now();
        }
        return usage;
    }
}
