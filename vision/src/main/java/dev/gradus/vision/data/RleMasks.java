package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.io.AtomicFile;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Photographs with their masks as {@link RunLengths} in a CSV file of a heading and lines {@code ID,RUNS}. A photo with
 * several lines has several objects, whose masks are united; a line without runs is a photo without objects.
 */
public final class RleMasks implements Dataset<PhotoMask> {
    private static final String EXPECTED = "lines ID,RUNS below a heading";

    private final Path csv;
    private final Path folder;
    private final List<String> ids;
    private final List<List<String>> runs;

    private RleMasks(Path csv, Path folder, Map<String, List<String>> runs) {
        this.csv = csv;
        this.folder = folder;
        this.ids = List.copyOf(runs.keySet());
        this.runs = List.copyOf(runs.values());
    }

    /**
     * Reads the file; decodes nothing yet.
     *
     * @param csv the masks
     * @param folder the photos, {@code ID} itself or {@code ID.png}, {@code ID.jpg} …
     * @throws DatasetException if the file is missing or has no such lines
     */
    public static RleMasks open(Path csv, Path folder) throws DatasetException {
        Map<String, List<String>> runs = new LinkedHashMap<>();
        List<String> lines = PictureFiles.lines(csv, EXPECTED);
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            if (cells.length != 2 || cells[0].isBlank()) {
                throw new DatasetException(csv, EXPECTED, "'" + shortened(lines.get(i)) + "'");
            }
            runs.computeIfAbsent(cells[0].strip(), id -> new ArrayList<>()).add(cells[1]);
        }
        if (runs.isEmpty()) {
            throw new DatasetException(csv, EXPECTED, "none");
        }
        return new RleMasks(csv, folder, runs);
    }

    private static String shortened(String line) {
        return line.length() <= 40 ? line : line.substring(0, 40) + "…";
    }

    /**
     * Writes masks as such a file.
     *
     * @param csv replaced if it exists
     * @param masks by id; each one channel, at least 0.5 is set
     * @throws IOException if the file cannot be written
     */
    public static void write(Path csv, Map<String, Image> masks) throws IOException {
        StringBuilder text = new StringBuilder("ImageId,EncodedPixels\n");
        masks.forEach((id, mask) ->
                text.append(id).append(',').append(RunLengths.encode(mask)).append('\n'));
        AtomicFile.write(csv, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int size() {
        return ids.size();
    }

    /** The names of the photos, in the order of their indices, which is the file's. */
    public List<String> ids() {
        return ids;
    }

    /**
     * Reads the photo, in RGB, and unites its masks.
     *
     * @throws DatasetException if the photo is missing or damaged, or its runs are not runs within it
     */
    @Override
    public PhotoMask get(int index) throws DatasetException {
        String id = ids.get(index);
        Image photo = Image.read(PictureFiles.find(folder, id)).toRgb();
        Image union = Image.black(1, photo.height(), photo.width());
        for (String text : runs.get(index)) {
            float[] mask;
            try {
                mask = RunLengths.decode(text, photo.height(), photo.width()).data();
            } catch (IllegalArgumentException e) {
                throw new DatasetException(csv, "the mask of '" + id + "'", e.getMessage(), e);
            }
            for (int i = 0; i < mask.length; i++) {
                union.data()[i] = Math.max(union.data()[i], mask[i]);
            }
        }
        return new PhotoMask(id, photo, union);
    }
}
