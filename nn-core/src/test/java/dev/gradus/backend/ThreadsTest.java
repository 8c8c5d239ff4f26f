package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Thread counts, and what a process loads: each in a JVM of its own where loading is what counts. */
@SuppressWarnings("try") // scopes act by being open
final class ThreadsTest {
    @Test
    void theDefaultIsWhatTheProcessMayUse() throws InterruptedException {
        int expected =
                Math.min(Runtime.getRuntime().availableProcessors(), Threads.openMp(System.getenv("OMP_NUM_THREADS")));
        int[] count = new int[1];
        Thread fresh = new Thread(() -> count[0] = Threads.count());
        fresh.start();
        fresh.join();
        assertThat(count[0]).isEqualTo(Integer.getInteger("gradus.threads", expected));
    }

    @Test
    void readsTheVariableOfOpenMp() {
        assertThat(Threads.openMp("3")).isEqualTo(3);
        assertThat(Threads.openMp("4,2")).isEqualTo(4);
        assertThat(Threads.openMp(null)).isPositive().isEqualTo(Threads.openMp("none"));
    }

    @Test
    void countsTheProcessorsOfTheAffinityMaskAndNotTheLettersBeforeIt() {
        assertThat(Threads.bits("\t3")).isEqualTo(2);
        assertThat(Threads.bits("\tff,ffffffff")).isEqualTo(40);
        assumeThat(Path.of("/proc/self/status")).exists();
        assertThat(Threads.openMp(null)).isLessThanOrEqualTo(physical());
    }

    /** The processors that the kernel lists, whether or not this process may use them. */
    private static int physical() {
        try {
            return (int) Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("processor"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSettingHoldsInOpenMpForItsThreadAlone() throws InterruptedException {
        Backend nd4j = Backends.named("nd4j");
        int before = Threads.count();
        int[] counts = new int[2];
        Thread other = new Thread(() -> {
            Threads.set(before + 1);
            try (TensorScope scope = TensorScope.open()) {
                nd4j.full(Shape.of(2), DType.FLOAT32, 1);
            }
            counts[0] = Threads.count();
            counts[1] = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
        });
        other.start();
        other.join();
        assertThat(counts).containsOnly(before + 1);
        assertThat(Threads.count()).isEqualTo(before);
    }

    @Test
    void refusesAnotherCountAfterTheFirstKernel() {
        try (TensorScope scope = TensorScope.open()) {
            Backends.named("nd4j").full(Shape.of(2), DType.FLOAT32, 1);
        }
        int count = Threads.count();
        Threads.set(count);
        assertThatIllegalStateException()
                .isThrownBy(() -> Threads.set(count + 1))
                .withMessage(
                        "threads: expected to be set before the first kernel on this thread, got %d after kernels"
                                + " with %d",
                        count + 1, count);
    }

    @Test
    void openBlasHasOneThread() {
        assertThat(Backends.named("nd4j").name()).isEqualTo("nd4j");
        assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(1);
    }

    @Test
    void refusesNoThreads() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Threads.set(0))
                .withMessage("threads: expected a count of at least 1, got '0'");
    }

    @Test
    void nd4jIsNotLoadedUnlessItIsUsed() throws IOException, InterruptedException {
        for (String backend : List.of("java", "onednn")) {
            String output = run("-Dgradus.backend=" + backend, "-Xlog:class+load");
            assertThat(output).contains("item 6.0").contains("dev.gradus.tensor.Tensor");
            assertThat(output).doesNotContain("org.nd4j.linalg.factory.Nd4j ").doesNotContain("org.nd4j.nativeblas");
        }
    }

    @Test
    void oneOpenMpRuntimeServesBothLibraries() throws IOException, InterruptedException {
        assumeThat(Path.of("/proc/self/maps"))
                .as("the maps of a process are Linux's")
                .isReadable();
        String output = run("-Dgradus.backend=onednn", "-Ddata=true");
        Set<String> runtimes = output.lines()
                .filter(line -> line.startsWith("mapped "))
                .filter(line -> line.matches(".*/lib(gomp|iomp5|omp)[.-].*"))
                .collect(Collectors.toSet());
        assertThat(output).contains("libnd4jcpu").contains("libdnnl");
        assertThat(runtimes).hasSize(1);
    }

    /** Runs {@link Program} in a JVM of its own. */
    private static String run(String... options) throws IOException, InterruptedException {
        Path log = Files.createTempFile("gradus", ".log");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
            command.addAll(List.of(options));
            command.add(Program.class.getName());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return Files.readString(log, StandardCharsets.UTF_8);
        } finally {
            Files.delete(log);
        }
    }

    /** Adds three numbers on the default backend, and shows what it has mapped if asked. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws IOException {
            try (TensorScope scope = TensorScope.open()) {
                Tensor x = Tensor.of(1, 2, 3);
                System.out.println("item " + x.sum().item());
                if (Boolean.getBoolean("data")) {
                    System.out.println(x.reshape(1, 3).matmul(x.reshape(3, 1)).data());
                    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                        System.out.println("mapped " + line.replaceFirst(".* ", ""));
                    }
                }
            }
        }
    }
}
