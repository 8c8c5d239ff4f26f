package dev.gradus.examples;

import java.util.concurrent.CountDownLatch;

/**
 * Whether the user wants the run to end early (Ctrl-C, or a termination signal). Long work asks now and then, saves its
 * state and returns {@link ExitCode#INTERRUPTED}.
 */
public final class Interruption {
    private static volatile boolean requested;

    private Interruption() {}

    /** Whether the run is to end. */
    public static boolean isRequested() {
        return requested;
    }

    /** Asks the run to end, as Ctrl-C does. */
    public static void request() {
        requested = true;
    }

    /** Takes the request back. */
    public static void clear() {
        requested = false;
    }

    /** From here on a signal requests the end, and the process lives until the returned block closes. */
    static OnSignal onSignal() {
        return new OnSignal();
    }

    /** The block in which signals are heard. */
    static final class OnSignal implements AutoCloseable {
        private final CountDownLatch finished = new CountDownLatch(1);

        private OnSignal() {
            Runtime.getRuntime().addShutdownHook(new Thread(this::endGracefully, "gradus-interruption"));
        }

        /** Java runs this on a signal, and on an ordinary exit after the block was closed. */
        private void endGracefully() {
            if (finished.getCount() > 0) {
                request();
                System.err.println("\ngradus: interrupted; saving what there is");
            }
            try {
                finished.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            finished.countDown();
        }
    }
}
