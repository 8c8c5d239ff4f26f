package dev.gradus.memory;

import java.lang.management.ManagementFactory;

/**
 * The one limit on native memory. It is the system property {@code gradus.memory} ({@code 12g}, {@code 800m}, or
 * bytes); without it, what the machine or container has, less the largest Java heap and a margin of an eighth, but at
 * least half of what there is. JavaCPP's own limits are set from it before JavaCPP starts; if a host program loaded
 * JavaCPP first, its limits stay, that is logged once, and Gradus's pool still keeps this one.
 */
public final class MemoryLimit {
    private static final System.Logger LOG = System.getLogger("dev.gradus");
    private static final long BYTES = parse(System.getProperty("gradus.memory"));
    private static boolean configured;

    private MemoryLimit() {}

    /**
     * The limit in force.
     *
     * @return bytes
     */
    public static long bytes() {
        return BYTES;
    }

    /** Sets JavaCPP's limits, once; to be called before the first class of JavaCPP is touched. */
    public static synchronized void configureJavaCpp() {
        if (configured) {
            return;
        }
        configured = true;
        setDefault("org.bytedeco.javacpp.maxBytes", Long.toString(BYTES));
        setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        long effective = org.bytedeco.javacpp.Pointer.maxBytes();
        if (effective != BYTES) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "JavaCPP was set up by the host program with a limit of {0} MB; Gradus keeps its own of {1} MB",
                    effective >> 20,
                    BYTES >> 20);
        }
    }

    private static void setDefault(String key, String value) {
        if (System.getProperty(key) == null && System.getProperty(key.toLowerCase(java.util.Locale.ROOT)) == null) {
            System.setProperty(key, value);
        }
    }

    static long parse(String text) {
        if (text == null || text.isBlank()) {
            return byDefault();
        }
        String number = text.trim().toLowerCase(java.util.Locale.ROOT);
        int shift = "kmgt".indexOf(number.charAt(number.length() - 1));
        try {
            long value = Long.parseLong(shift < 0 ? number : number.substring(0, number.length() - 1));
            if (value > 0) {
                return Math.multiplyExact(value, 1L << (10 * (shift + 1)));
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw invalid(text, e);
        }
        throw invalid(text, null);
    }

    private static IllegalArgumentException invalid(String text, Exception cause) {
        return new IllegalArgumentException(
                "gradus.memory: expected a size such as 12g or 800m, got '" + text + "'", cause);
    }

    private static long byDefault() {
        long machine =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : (8L << 30);
        long spare = machine - Runtime.getRuntime().maxMemory() - machine / 8;
        return Math.max(spare, machine / 2);
    }
}
