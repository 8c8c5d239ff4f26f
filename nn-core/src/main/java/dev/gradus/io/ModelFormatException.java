package dev.gradus.io;

import java.io.IOException;

/** A file that is not what it should be: {@code net.safetensors, byte 8: expected …, found …}. */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long offset;

    /**
     * Words the error in one line.
     *
     * @param file the file, and the entry in it if it is an archive
     * @param offset the byte at which the file goes wrong
     * @param expected what should be there
     * @param found what is there
     */
    public ModelFormatException(String file, long offset, String expected, String found) {
        super(file + ", byte " + offset + ": expected " + expected + ", found " + found);
        this.file = file;
        this.offset = offset;
    }

    /**
     * The file.
     *
     * @return its path as it was given, and the entry in it if it is an archive
     */
    public String file() {
        return file;
    }

    /**
     * Where the file goes wrong.
     *
     * @return a count of bytes from its beginning
     */
    public long offset() {
        return offset;
    }
}
