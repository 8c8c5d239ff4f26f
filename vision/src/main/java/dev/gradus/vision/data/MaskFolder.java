package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.vision.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        for (Path entry : PictureFiles.list(folder, "a folder of ID/images and ID/masks")) {
            if (!Files.isDirectory(entry)) {
                continue;
            }
            List<Path> images = PictureFiles.pictures(entry.resolve("images"), "the photo");
            if (images.size() > 1) {
                throw new DatasetException(entry.resolve("images"), "one photo", images.size() + " pictures");
            }
            ids.add(entry.getFileName().toString());
            photos.add(images.get(0));
            masks.add(PictureFiles.pictures(entry.resolve("masks"), "the photo's masks, one file an object"));
        }
        if (ids.isEmpty()) {
            throw new DatasetException(folder, "folders named by photo, each with images/ and masks/", "none");
        }
        return new MaskFolder(List.copyOf(ids), List.copyOf(photos), List.copyOf(masks));
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
