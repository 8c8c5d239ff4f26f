package dev.gradus.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void replacesAFile() throws IOException {
        Path file = folder.resolve("a");
        Files.writeString(file, "old and longer");
        AtomicFile.write(file, new byte[] {'n', 'e', 'w'});
        assertThat(file).hasContent("new");
        assertThat(folder).isDirectoryNotContaining(p -> !p.equals(file));
    }

    @Test
    void othersMayReadItAsAnyNewFile() throws IOException {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path plain = Files.createFile(folder.resolve("plain"));
        Path file = folder.resolve("a");
        AtomicFile.write(file, new byte[1]);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void keepsTheOldFileAndNothingElseIfWritingFails() throws IOException {
        Path file = folder.resolve("a");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(file).hasContent("old");
        assertThat(folder).isDirectoryNotContaining(p -> !p.equals(file));
    }

    @Test
    void leavesNothingIfTheNameIsTakenByAFolder() throws IOException {
        Path file = Files.createDirectory(folder.resolve("a"));
        Files.writeString(file.resolve("inside"), "kept");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {})).isInstanceOf(IOException.class);
        assertThat(folder).isDirectoryNotContaining(p -> !p.equals(file));
        assertThat(file.resolve("inside")).hasContent("kept");
    }

    @Test
    void wantsItsFolder() {
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("none/a"), channel -> {}))
                .isInstanceOf(NoSuchFileException.class);
    }
}
