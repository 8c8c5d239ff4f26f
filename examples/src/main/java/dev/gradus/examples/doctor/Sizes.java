package dev.gradus.examples.doctor;

import java.util.Locale;

/** Numbers of bytes for people to read. */
final class Sizes {
    private Sizes() {}

    /** Such as {@code 12.3 GB} or {@code 640 MB}, in powers of ten. */
    static String text(long bytes) {
        return bytes >= 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
                : Math.round(bytes / 1e6) + " MB";
    }
}
