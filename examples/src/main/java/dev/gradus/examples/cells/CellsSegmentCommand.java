package dev.gradus.examples.cells;

import dev.gradus.data.DatasetException;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.Interruption;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.RunOptions;
import dev.gradus.vision.draw.Overlay;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.UNet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus cells segment}: finds the cells in a folder of photographs. */
@Command(
        name = "segment",
        sortOptions = false,
        header = "Finds the cells in a folder of photographs.",
        description = {
            "%nTakes photos of any size, grey or colour, of 8 or 16 bits, as PNG, JPEG or TIFF. For each NAME.png"
                    + " writes NAME.mask.png (255 on cells, 0 elsewhere) and NAME.overlay.png (the outlines over the"
                    + " photo); photos that differ only in their ending keep it in the name. A damaged photo is reported"
                    + " and skipped; the exit code is then 4.%n"
        },
        footer = "%nExample:  gradus cells segment --model out/cells/model.safetensors --in photos --out masks")
final class CellsSegmentCommand implements Callable<Integer> {
    private static final Pattern PHOTO = Pattern.compile("(?i)(?<name>[^.].*)\\.(png|jpe?g|tiff?)");
    private static final Pattern RESULT = Pattern.compile(".*\\.(mask|overlay)\\.png");

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The trained model.")
    private Path model;

    @Option(names = "--in", paramLabel = "DIR", required = true, description = "The photos.")
    private Path in;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/masks",
            description = "Masks and overlays (${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private RunOptions run;

    /** Made by picocli. */
    CellsSegmentCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        try (AutoCloseable backend = run.open()) {
            List<Path> photos = photos();
            UNet network = CellSegmenter.read(model);
            run.makeFolder(out);
            return segment(photos, new CellSegmenter(network));
        }
    }

    private List<Path> photos() throws DatasetException, IOException {
        if (!Files.isDirectory(in)) {
            throw new DatasetException(in, "a folder of photos", Files.exists(in) ? "a file" : "no such folder");
        }
        try (Stream<Path> files = Files.list(in)) {
            List<Path> photos = files.filter(file -> isPhoto(file.getFileName().toString()))
                    .sorted()
                    .toList();
            if (photos.isEmpty()) {
                throw new DatasetException(in, "photos (.png, .jpg, .tif)", "none");
            }
            return photos;
        }
    }

    private static boolean isPhoto(String name) {
        return PHOTO.matcher(name).matches() && !RESULT.matcher(name).matches();
    }

    private int segment(List<Path> photos, CellSegmenter segmenter) throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        Map<String, Long> sharing =
                photos.stream().collect(Collectors.groupingBy(CellsSegmentCommand::stem, Collectors.counting()));
        Function<Path, String> name = photo -> sharing.get(stem(photo)) == 1 ? stem(photo) : fileName(photo);
        List<String> skipped = new ArrayList<>();
        int done = 0;
        for (Path photo : photos) {
            if (Interruption.isRequested()) {
                break;
            }
            try {
                double share = segment(photo, name.apply(photo), segmenter);
                console.println(String.format(Locale.ROOT, "%s: %.1f %% cells", fileName(photo), 100 * share));
                done++;
            } catch (DatasetException e) {
                spec.commandLine().getErr().println("gradus: skipped " + e.getMessage());
                skipped.add(fileName(photo));
            }
        }
        boolean interrupted = done + skipped.size() < photos.size();
        new RunMetrics("cells segment")
                .put("model", model)
                .put("photos", photos.size())
                .put("segmented", done)
                .put("skipped", String.join(", ", skipped))
                .put("seconds", RunMetrics.secondsSinceStart())
                .put("interrupted", interrupted)
                .write(out);
        console.println(done + " of " + photos.size() + " photos segmented into " + out);
        return interrupted ? ExitCode.INTERRUPTED : skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_SKIPPED;
    }

    /** Writes mask and overlay of one photo; returns which part of it is cells. */
    private double segment(Path file, String name, CellSegmenter segmenter) throws DatasetException, IOException {
        Image photo = Image.read(file);
        Image mask = CellSegmenter.mask(segmenter.probability(photo));
        Overlay.outline(photo, mask).writePng(out.resolve(name + ".overlay.png"));
        mask.writePng(out.resolve(name + ".mask.png"));
        double cells = 0;
        for (float value : mask.data()) {
            cells += value;
        }
        return cells / mask.data().length;
    }

    private static String fileName(Path photo) {
        return photo.getFileName().toString();
    }

    private static String stem(Path photo) {
        return PHOTO.matcher(fileName(photo)).replaceFirst("${name}");
    }
}
