package dev.gradus.data;

import java.nio.file.Path;

/**
 * A data file that cannot be used: missing, damaged, truncated or of another kind. The message is one line:
 * {@code FILE: expected EXPECTED, found FOUND}.
 */
public final class DatasetException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /**
     * @param file the file or folder at fault
     * @param expected what should have been there
     * @param found what was there instead
     */
    public DatasetException(Path file, String expected, String found) {
        this(file, expected, found, null);
    }

    /**
     * @param file the file or folder at fault
     * @param expected what should have been there
     * @param found what was there instead
     * @param cause the decoder's or the system's own exception, or null
     */
    public DatasetException(Path file, String expected, String found, Throwable cause) {
        super((file + ": expected " + expected + ", found " + found).replaceAll("\\s*[\\r\\n]+\\s*", " "), cause);
        this.file = file;
    }

    /** The file or folder at fault; null only after Java serialization, which does not carry it. */
    public Path file() {
        return file;
    }
}
