package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Photographs with one mask file per object, in the layout of the 2018 Data Science Bowl (BBBC038, Caicedo et al.,
 * Nature Methods 16, 2019, doi:10.1038/s41592-019-0612-7): {@code ID/images/*.png} holds the one photo,
 * {@code ID/masks/*.png} the masks. The photo is given as RGB; its mask is the union of the files, each thresholded at
 * one half. The ids are in alphabetical order, so an index means the same photo on every machine.
 */
public final class MaskFolder implements Dataset<PhotoMask> {
    private final List<String> ids;
    private final List<Path> photos;
    private final List<List<Path>> masks;

    private MaskFolder(List<String> ids, List<Path> photos, List<List<Path>> masks) {
        this.ids = ids;
        this.photos = photos;
        this.masks = masks;
    }

    /**
     * Lists the folder and checks that every id has one photo and at least one mask; decodes nothing yet. Names that
     * start with a dot are passed over.
     *
     * @throws DatasetException if the folder or one of its parts is missing or empty
     */
    public static MaskFolder open(Path folder) throws DatasetException {
        List<String> ids = new ArrayList<>();
        List<Path> photos = new ArrayList<>();
        List<List<Path>> masks = new ArrayList<>();
        for (Path entry : list(folder, "a folder of ID/images and ID/masks")) {
            if (!Files.isDirectory(entry)) {
                continue;
            }
            List<Path> images = pictures(entry.resolve("images"), "the photo");
            if (images.size() > 1) {
                throw new DatasetException(entry.resolve("images"), "one photo", images.size() + " pictures");
            }
            ids.add(entry.getFileName().toString());
            photos.add(images.get(0));
            masks.add(pictures(entry.resolve("masks"), "the photo's masks, one file an object"));
        }
        if (ids.isEmpty()) {
            throw new DatasetException(folder, "folders named by photo, each with images/ and masks/", "none");
        }
        return new MaskFolder(List.copyOf(ids), List.copyOf(photos), List.copyOf(masks));
    }

    private static List<Path> pictures(Path folder, String expected) throws DatasetException {
        List<Path> files = new ArrayList<>(list(folder, expected));
        files.removeIf(file -> !isPicture(file));
        if (files.isEmpty()) {
            throw new DatasetException(folder, expected, "no picture");
        }
        return List.copyOf(files);
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Stream.of(".png", ".tif", ".tiff", ".jpg", ".jpeg").anyMatch(name::endsWith);
    }

    private static List<Path> list(Path folder, String expected) throws DatasetException {
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

    @Override
    public int size() {
        return ids.size();
    }

    /** The names of the photos, in the order of their indices. */
    public List<String> ids() {
        return ids;
    }

    /**
     * Reads the photo and unites its masks.
     *
     * @throws DatasetException if a picture is damaged or a mask has another size than its photo
     */
    @Override
    public PhotoMask get(int index) throws DatasetException {
        Image photo = Image.read(photos.get(index)).toRgb();
        Image union = Image.black(1, photo.height(), photo.width());
        for (Path file : masks.get(index)) {
            Image mask = Image.read(file);
            if (!mask.sameSize(photo)) {
                throw new DatasetException(
                        file,
                        "a mask of its photo's size, " + photo.width() + "x" + photo.height(),
                        mask.width() + "x" + mask.height());
            }
            unite(mask, union);
        }
        return new PhotoMask(ids.get(index), photo, union);
    }

    private static void unite(Image mask, Image union) {
        float[] from = mask.data();
        float[] to = union.data();
        for (int i = 0; i < to.length; i++) {
            if (from[i] >= 0.5f) {
                to[i] = 1;
            }
        }
    }

    /** {@code MaskFolder(531 photos)}. */
    @Override
    public String toString() {
        return "MaskFolder(" + ids.size() + " photos)";
    }
}
