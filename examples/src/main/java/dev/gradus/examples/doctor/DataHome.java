package dev.gradus.examples.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The data sets that are there. */
final class DataHome {
    private DataHome() {}

    static Finding of(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return Finding.of(
                    "Data",
                    home + " is not there yet: gradus mnist downloads its images to it, gradus cells needs none");
        }
        try (Stream<Path> entries = Files.list(home)) {
            List<String> sets = entries.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
            return Finding.of("Data", home.toString(), sets.isEmpty() ? "no data sets yet" : String.join(", ", sets))
                    .problemIf(
                            !Files.isWritable(home) && !sets.contains("mnist"),
                            home + " cannot be written to, so MNIST cannot be downloaded there",
                            "name another folder with --data or GRADUS_DATA");
        }
    }
}
