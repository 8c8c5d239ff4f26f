package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.vision.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Photographs whose class is told by the folder they lie in or by their names. Classes and photos are in alphabetical
 * order, so an index means the same photo on every machine.
 */
public final class ImageFolder implements Dataset<LabelledPhoto> {
    private final Path root;
    private final List<String> classes;
    private final List<Path> files;
    private final int[] labels;

    private ImageFolder(Path root, List<Path> files, List<String> names) {
        this.root = root;
        this.files = files;
        this.classes = names.stream().distinct().sorted().toList();
        this.labels = names.stream().mapToInt(classes::indexOf).toArray();
    }

    /**
     * A folder for each class: {@code ROOT/CLASS/NAME.png}.
     *
     * @throws DatasetException if the folder is missing or holds no folders, or one of them no pictures
     */
    public static ImageFolder open(Path root) throws DatasetException {
        List<Path> files = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Path folder : PictureFiles.list(root, "a folder for each class")) {
            if (Files.isDirectory(folder)) {
                for (Path file : PictureFiles.pictures(folder, "pictures of the class")) {
                    files.add(file);
                    names.add(folder.getFileName().toString());
                }
            }
        }
        if (files.isEmpty()) {
            throw new DatasetException(root, "a folder for each class", "none");
        }
        return new ImageFolder(root, files, names);
    }

    /**
     * Names that begin with the class and a dot, as those of Dogs vs. Cats: {@code ROOT/cat.12.jpg}.
     *
     * @throws DatasetException if the folder is missing or holds no pictures, or one has another name
     */
    public static ImageFolder openNamed(Path root) throws DatasetException {
        List<Path> files = PictureFiles.pictures(root, "pictures named CLASS.N.jpg");
        List<String> names = new ArrayList<>();
        for (Path file : files) {
            String[] parts = file.getFileName().toString().split("\\.", -1);
            if (parts.length < 3) {
                throw new DatasetException(
                        file, "a name like CLASS.N.jpg", file.getFileName().toString());
            }
            names.add(parts[0]);
        }
        return new ImageFolder(root, files, names);
    }

    @Override
    public int size() {
        return files.size();
    }

    /** The names of the classes, in the order of their numbers. */
    public List<String> classes() {
        return classes;
    }

    /** The class of a photo, without decoding it. */
    public int label(int index) {
        return labels[index];
    }

    /** The file of a photo. */
    public Path file(int index) {
        return files.get(index);
    }

    /**
     * Reads a photo, in RGB.
     *
     * @throws DatasetException if it is damaged
     */
    @Override
    public LabelledPhoto get(int index) throws DatasetException {
        Path file = files.get(index);
        return new LabelledPhoto(
                root.relativize(file).toString(), Image.read(file).toRgb(), labels[index]);
    }

    /** {@code ImageFolder(1600 photos of 2 classes)}. */
    @Override
    public String toString() {
        return "ImageFolder(" + size() + " photos of " + classes.size() + " classes)";
    }
}
