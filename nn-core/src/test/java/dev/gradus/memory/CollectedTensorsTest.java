package dev.gradus.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Without a scope, the collector owns the tensors: many times the limit may be allocated one after another. */
class CollectedTensorsTest {
    /** Runs in a process of its own, because the limit is one for a process. */
    public static final class Loop {
        public static void main(String[] args) {
            for (int i = 0; i < 400; i++) {
                dev.gradus.tensor.Tensor.zeros(256, 1024).add(i);
            }
            System.out.println("limit " + MemoryLimit.bytes() + " peak "
                    + BufferPool.host().peakBytes());
        }
    }

    @Test
    void areFreedBeforeTheLimitIsPassed() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Dgradus.memory=64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loop.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("limit 67108864 peak ");
    }
}
