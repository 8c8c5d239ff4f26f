package dev.gradus.examples.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.gradus.backend.NativeLibraries;
import dev.gradus.backend.Threads;
import dev.gradus.memory.MemoryLimit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The threads and the memory that Gradus may use. */
final class Resources {
    private static final long LITTLE_MEMORY = 1_000_000_000;

    private Resources() {}

    static Finding threads() throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        int count = Threads.count();
        String openMp = System.getenv("OMP_NUM_THREADS");
        String facts = "%d of %d processors that may be used (affinity %s, container quota %s)"
                .formatted(count, processors, affinity(), quota());
        return Finding.of("Threads", facts)
                .problemIf(
                        count > processors,
                        count + " threads share " + processors
                                + " processors, which makes kernels several times slower",
                        "leave out --threads and gradus.threads, or set them to " + processors)
                .problemIf(
                        count < processors && openMp != null,
                        "OMP_NUM_THREADS=" + openMp + " leaves processors idle",
                        "unset OMP_NUM_THREADS");
    }

    static Finding memory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long machine = system.getTotalMemorySize();
        long heap = Runtime.getRuntime().maxMemory();
        long limit = MemoryLimit.bytes();
        long javaCpp = NativeLibraries.javaCppLimit();
        String source = System.getProperty("gradus.memory") == null ? "by default" : "gradus.memory";
        return Finding.of(
                        "Memory",
                        "%s in the machine or container".formatted(Sizes.text(machine)),
                        "%s at most for tensors (%s), %s for the Java heap (-Xmx)"
                                .formatted(Sizes.text(limit), source, Sizes.text(heap)))
                .problemIf(
                        limit + heap > machine,
                        "tensors and Java heap may together ask for more than there is",
                        "lower one of them: GRADUS_OPTS=\"-Dgradus.memory=8g -Xmx2g\"")
                .problemIf(
                        limit < LITTLE_MEMORY,
                        "the limit for tensors is low: a U-Net's training step takes 1 to 2 GB",
                        "raise it: GRADUS_OPTS=-Dgradus.memory=4g")
                .problemIf(
                        javaCpp != limit,
                        "JavaCPP has a limit of its own, " + Sizes.text(javaCpp),
                        "leave out org.bytedeco.javacpp.maxBytes and set gradus.memory instead");
    }

    /** The processors that the process is tied to, as Linux lists them. */
    private static String affinity() throws IOException {
        return lines("/proc/self/status").stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** How many processors' time the container grants, by the second or first version of Linux's control groups. */
    private static String quota() throws IOException {
        List<String> both = lines("/sys/fs/cgroup/cpu.max");
        if (both.isEmpty()) {
            List<String> quota = lines("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
            List<String> period = lines("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
            return quota.isEmpty() || period.isEmpty() ? "none" : processors(quota.get(0), period.get(0));
        }
        String[] parts = both.get(0).split(" ", -1);
        return parts.length == 2 ? processors(parts[0], parts[1]) : "none";
    }

    static String processors(String quota, String period) {
        return quota.matches("\\d+")
                ? String.format(Locale.ROOT, "%.1f", Double.parseDouble(quota) / Double.parseDouble(period))
                : "none";
    }

    private static List<String> lines(String file) throws IOException {
        return Files.isReadable(Path.of(file)) ? Files.readAllLines(Path.of(file)) : List.of();
    }
}
