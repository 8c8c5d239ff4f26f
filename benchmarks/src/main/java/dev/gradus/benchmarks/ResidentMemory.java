package dev.gradus.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has had resident, as Linux counts it. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** The most so far, in MB of 10⁶ bytes, from {@code VmHWM}. */
    static long peakMegabytes() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1_000_000;
            }
        }
        throw new IOException(STATUS + ": expected a line VmHWM, found none");
    }
}
