package dev.gradus.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Loops whose pieces run on several threads: the caller's and helpers that are shared by all callers. A piece may run
 * native kernels: they then take one thread each. Pieces must not depend on each other, and what one computes must not
 * depend on the thread it runs on, so that results stay equal bit by bit.
 */
final class Parallel {
    /** How long a helper looks for more work before it sleeps: about the gap between two loops of one kernel. */
    private static final long SPIN_NANOS = 50_000;

    /** Elements of a piece of a simple loop: it takes some ten microseconds. */
    static final int GRAIN = 1 << 16;

    private static final List<Helper> HELPERS = new ArrayList<>();

    private Parallel() {}

    /**
     * Runs a body for 0, 1 … pieces − 1, in any order, and returns when all have ended.
     *
     * @param pieces how many
     * @param body what to do with each
     */
    static void forEach(int pieces, IntConsumer body) {
        if (pieces <= 1 || !isPossible()) {
            for (int i = 0; i < pieces; i++) {
                body.accept(i);
            }
            return;
        }
        Job job = new Job(pieces, body);
        hire(job, Math.min(Threads.count(), pieces) - 1);
        Threads.alone(true, job);
        job.await();
    }

    /** A part of a loop. */
    interface Range {
        void run(long from, long to);
    }

    /** A part of a sum: adds elements {@code from} to {@code to} − 1 to the sums. */
    interface Sum {
        void add(long from, long to, double[] sums);
    }

    /** Whether loops run on more threads than this one. */
    static boolean isPossible() {
        return Threads.count() > 1 && !Threads.isAlone() && OpenMp.isAvailable();
    }

    /** Runs a body for ranges of {@code grain} elements, the last one shorter. */
    static void forRanges(long length, long grain, Range body) {
        forEach(
                Math.toIntExact((length + grain - 1) / grain),
                i -> body.run(i * grain, Math.min(length, (i + 1) * grain)));
    }

    /** Adds up {@code width} sums over ranges of {@code grain} elements: the same ones on any number of threads. */
    static double[] sum(long length, long grain, int width, Sum body) {
        double[][] parts = new double[Math.toIntExact((length + grain - 1) / grain)][];
        forRanges(length, grain, (from, to) -> {
            double[] part = new double[width];
            body.add(from, to, part);
            parts[(int) (from / grain)] = part;
        });
        double[] total = new double[width];
        for (double[] part : parts) {
            for (int k = 0; k < width; k++) {
                total[k] += part[k];
            }
        }
        return total;
    }

    private static void hire(Job job, int wanted) {
        int hired = 0;
        synchronized (HELPERS) {
            for (Helper helper : HELPERS) {
                if (hired == wanted) {
                    return;
                }
                hired += helper.offer(job) ? 1 : 0;
            }
            // All of them busy means that other callers have them: this one then works alone.
            for (int i = HELPERS.size(); i < wanted; i++) {
                Helper helper = new Helper(i + 1);
                HELPERS.add(helper);
                helper.offer(job);
                helper.start();
            }
        }
    }

    /** A loop in progress. */
    private static final class Job implements Runnable {
        private final int pieces;
        private final IntConsumer body;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Job(int pieces, IntConsumer body) {
            this.pieces = pieces;
            this.body = body;
        }

        /** Works until no piece is left. */
        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        body.accept(i);
                    }
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        /** Yields where there are more threads than processors, so that a helper can end its piece. */
        @SuppressWarnings("ThreadPriorityCheck")
        void await() {
            for (int spins = 0; done.get() < pieces; spins++) {
                if (spins < 1000) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            Throwable thrown = failure.get();
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
        }
    }

    /** A thread that waits for jobs. */
    private static final class Helper extends Thread {
        private final AtomicReference<Job> job = new AtomicReference<>();
        private volatile boolean parked;

        Helper(int number) {
            super("gradus-helper-" + number);
            setDaemon(true);
        }

        boolean offer(Job offered) {
            if (!job.compareAndSet(null, offered)) {
                return false;
            }
            if (parked) {
                LockSupport.unpark(this);
            }
            return true;
        }

        @Override
        public void run() {
            Threads.set(1);
            while (true) {
                await().run();
                job.set(null);
            }
        }

        private Job await() {
            long since = System.nanoTime();
            Job found = job.get();
            while (found == null) {
                if (System.nanoTime() - since < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    parked = true;
                    if (job.get() == null) {
                        LockSupport.park(this);
                    }
                    parked = false;
                }
                found = job.get();
            }
            return found;
        }
    }
}
