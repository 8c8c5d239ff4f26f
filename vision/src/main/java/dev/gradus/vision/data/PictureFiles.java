package dev.gradus.vision.data;

import dev.gradus.data.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What lies in the folders of a data set, in alphabetical order; names that start with a dot are passed over. */
final class PictureFiles {
    static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp");

    private PictureFiles() {}

    /** Files and folders. */
    static List<Path> list(Path folder, String expected) throws DatasetException {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(folder, expected, Files.exists(folder) ? "a file" : "no such folder");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DatasetException(folder, expected, "an unreadable folder (" + e.getMessage() + ")", e);
        }
    }

    /** Pictures, at least one. */
    static List<Path> pictures(Path folder, String expected) throws DatasetException {
        List<Path> files =
                list(folder, expected).stream().filter(PictureFiles::isPicture).toList();
        if (files.isEmpty()) {
            throw new DatasetException(folder, expected, "no picture");
        }
        return files;
    }

    /** The picture of this name, with any ending or, if it has one already, as it is. */
    static Path find(Path folder, String name) throws DatasetException {
        if (isPicture(Path.of(name)) && Files.exists(folder.resolve(name))) {
            return folder.resolve(name);
        }
        for (String ending : ENDINGS) {
            Path file = folder.resolve(name + ending);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new DatasetException(folder.resolve(name), "a picture " + String.join(", ", ENDINGS), "no such file");
    }

    /** The lines of a text file that are not blank. */
    static List<String> lines(Path file, String expected) throws DatasetException {
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file, expected, "no such file");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new DatasetException(file, expected, "a file that cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }
}
