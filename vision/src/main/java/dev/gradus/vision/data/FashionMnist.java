package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import dev.gradus.vision.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017, arXiv:1708.07747): grey 28x28 pictures of clothes in ten classes, in
 * MNIST's format. An input has shape {@code (1, 28, 28)} and values 0..1.
 */
public final class FashionMnist implements Dataset<Sample> {
    /** The names of the classes, in their order. */
    public static final List<String> CLASSES = List.of(
            "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot");

    private final Mnist files;

    private FashionMnist(Mnist files) {
        this.files = files;
    }

    /**
     * Opens a part in the folder {@code fashion-mnist} of a data home: the files of MNIST's names, gzipped or not, that
     * are to be put there by hand.
     *
     * @throws DatasetException if a file is damaged or missing; then the message says what to put where
     */
    public static FashionMnist open(Path dataHome, Mnist.Part part) throws DatasetException {
        String name = part == Mnist.Part.TRAIN ? "train" : "t10k";
        Path folder = dataHome.resolve("fashion-mnist");
        return read(locate(folder, name + "-images-idx3-ubyte.gz"), locate(folder, name + "-labels-idx1-ubyte.gz"));
    }

    private static Path locate(Path folder, String name) throws DatasetException {
        for (Path file : List.of(folder.resolve(name.replace(".gz", "")), folder.resolve(name))) {
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new DatasetException(
                folder.resolve(name),
                "Fashion-MNIST; put the files of https://github.com/zalandoresearch/fashion-mnist in " + folder,
                "no such file");
    }

    /**
     * Reads an images file and its labels file.
     *
     * @throws DatasetException as {@link Mnist#read}
     */
    public static FashionMnist read(Path imagesFile, Path labelsFile) throws DatasetException {
        return new FashionMnist(Mnist.read(imagesFile, labelsFile));
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public Sample get(int index) {
        return files.get(index);
    }

    /** The class of image {@code index}. */
    public int label(int index) {
        return files.label(index);
    }

    /** Image {@code index} as a picture of {@code (1, 28, 28)}. */
    public Image image(int index) {
        return files.image(index);
    }
}
