package dev.gradus.io;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file so that its name always stands for a whole one: the old or the new, whenever the program or the
 * machine stops. The bytes go to a temporary file in the same folder and to the disk; then that file takes the name.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** What writes the contents. */
    @FunctionalInterface
    public interface Contents {
        /**
         * Writes all bytes, from the front.
         *
         * @param channel the temporary file, empty
         * @throws IOException if that fails
         */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes or replaces a file of which all bytes are at hand.
     *
     * @param file the file; its folder must exist
     * @param bytes its contents
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, channel -> Elements.writeAll(channel, ByteBuffer.wrap(bytes)));
    }

    /**
     * Writes or replaces a file. If {@code contents} throws, the old file stays and nothing new is left behind.
     *
     * @param file the file; its folder must exist
     * @param contents what writes it
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Contents contents) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                contents.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        if (File.separatorChar == '/') { // Windows cannot open a folder, and needs no flush for a new name
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }
}
