package dev.gradus.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has had resident, as Linux counts it. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** The most so far, in MB of 10⁶ bytes. */
    static long peakMegabytes() throws IOException {
        return kilobytes("VmHWM:") / 1000;
    }

    /** Now, in kB of 10³ bytes. */
    static long kilobytes() throws IOException {
        return kilobytes("VmRSS:");
    }

    private static long kilobytes(String field) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1000;
            }
        }
        throw new IOException(STATUS + ": expected a line " + field + ", found none");
    }
}
