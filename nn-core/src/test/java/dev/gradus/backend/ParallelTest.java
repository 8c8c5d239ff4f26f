package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class ParallelTest {
    @Test
    void eachPieceRunsOnce() {
        for (int pieces : new int[] {0, 1, 2, 7, 1000}) {
            AtomicIntegerArray runs = new AtomicIntegerArray(pieces);
            Parallel.forEach(pieces, runs::incrementAndGet);
            assertThat(IntStream.range(0, pieces).map(runs::get)).allMatch(count -> count == 1);
        }
    }

    /** A helper that is just leaving another loop is passed over, so it may take more than one try. */
    @Test
    void helpersTakeTheirShare() {
        assumeTrue(Parallel.isPossible(), "one processor: nothing to share");
        boolean shared = false;
        for (int attempt = 0; attempt < 20 && !shared; attempt++) {
            shared = twoPiecesMeet();
        }
        assertThat(shared).isTrue();
    }

    private static boolean twoPiecesMeet() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        boolean[] met = new boolean[2];
        Parallel.forEach(2, i -> {
            threads.add(Thread.currentThread());
            both.countDown();
            try {
                met[i] = both.await(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return met[0] && met[1] && threads.size() == 2 && threads.contains(Thread.currentThread());
    }

    @Test
    void aLoopInsideAPieceRunsOnItsThread() {
        AtomicIntegerArray runs = new AtomicIntegerArray(20);
        Parallel.forEach(4, i -> {
            Thread own = Thread.currentThread();
            Parallel.forEach(5, k -> {
                assertThat(Thread.currentThread()).isSameAs(own);
                runs.incrementAndGet(5 * i + k);
            });
        });
        assertThat(IntStream.range(0, 20).map(runs::get)).allMatch(count -> count == 1);
    }

    @Test
    void whatAPieceThrowsReachesTheCallerAndTheNextLoopRuns() {
        for (int round = 0; round < 100; round++) {
            assertThatThrownBy(() -> Parallel.forEach(8, i -> {
                        if (i == 5) {
                            throw new IllegalStateException("piece 5");
                        }
                    }))
                    .hasMessage("piece 5");
            assertThat(Threads.isAlone()).isFalse();
            eachPieceRunsOnce();
        }
    }

    @Test
    void sumsDoNotDependOnTheNumberOfThreads() throws Exception {
        double[] expected = sums();
        double[][] alone = new double[1][];
        Thread thread = new Thread(() -> {
            Threads.set(1);
            alone[0] = sums();
        });
        thread.start();
        thread.join();
        assertThat(alone[0]).isEqualTo(expected);
        assertThat(expected[0]).isEqualTo(999 * 1000 / 2.0);
    }

    private static double[] sums() {
        return Parallel.sum(1000, 7, 2, (from, to, into) -> {
            for (long i = from; i < to; i++) {
                into[0] += i;
                into[1] += Math.sqrt((double) i);
            }
        });
    }

    @Test
    void manyCallersShareTheHelpers() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            Callable<double[]> task = () -> {
                double[] last = new double[0];
                for (int i = 0; i < 500; i++) {
                    last = sums();
                }
                return last;
            };
            double[] expected = sums();
            for (Future<double[]> future : callers.invokeAll(List.of(task, task, task, task))) {
                assertThat(Arrays.equals(future.get(), expected)).isTrue();
            }
        } finally {
            callers.shutdown();
        }
    }
}
