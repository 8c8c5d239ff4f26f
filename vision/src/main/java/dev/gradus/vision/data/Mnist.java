package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import dev.gradus.vision.image.Image;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The MNIST handwritten digits (LeCun, Cortes and Burges, 1998): grey 28x28 images, classes 0 to 9. An input has shape
 * {@code (1, 28, 28)} and values 0..1, a target is the digit. The files are accepted by their content, so a part of the
 * official set or one compressed anew serves as well.
 *
 * <p>All images stay in memory as bytes: 47 MB for the 60,000 training images.
 */
public final class Mnist implements Dataset<Sample> {
    /** The mean of the training pixels, for normalisation. */
    public static final float MEAN = 0.1307f;

    /** The standard deviation of the training pixels, for normalisation. */
    public static final float STD = 0.3081f;

    private static final int SIDE = 28;
    private static final int CLASSES = 10;
    private static final List<URI> MIRRORS = List.of(
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"));

    private static final RemoteFile TRAIN_IMAGES = new RemoteFile(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609");
    private static final RemoteFile TRAIN_LABELS = new RemoteFile(
            "train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c");
    private static final RemoteFile TEST_IMAGES = new RemoteFile(
            "t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6");
    private static final RemoteFile TEST_LABELS = new RemoteFile(
            "t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6");

    private final byte[] pixels;
    private final byte[] labels;

    private Mnist(byte[] pixels, byte[] labels) {
        this.pixels = pixels;
        this.labels = labels;
    }

    /** The two official parts. */
    public enum Part {
        /** 60,000 images. */
        TRAIN,
        /** 10,000 images. */
        TEST
    }

    /**
     * Opens a part in the folder {@code mnist} of a data home; a file that is neither there nor there without
     * {@code .gz} is downloaded first, with its checksum verified.
     *
     * @throws DatasetException if a file is damaged, or cannot be downloaded; then the message says what to put where
     */
    public static Mnist open(Path dataHome, Part part) throws DatasetException {
        Path folder = dataHome.resolve("mnist");
        Download download = new Download(MIRRORS);
        boolean train = part == Part.TRAIN;
        return read(
                locate(folder, train ? TRAIN_IMAGES : TEST_IMAGES, download),
                locate(folder, train ? TRAIN_LABELS : TEST_LABELS, download));
    }

    static Path locate(Path folder, RemoteFile wanted, Download download) throws DatasetException {
        Path plain = folder.resolve(wanted.name().replace(".gz", ""));
        return Files.exists(plain) ? plain : download.fetch(wanted, folder);
    }

    /**
     * Reads an images file and its labels file, idx, gzipped or not.
     *
     * @throws DatasetException if a file is missing, truncated or no idx file, if the images are not 28x28, if the
     *     counts differ, or if a label is not 0 to 9
     */
    public static Mnist read(Path imagesFile, Path labelsFile) throws DatasetException {
        IdxFile images = IdxFile.read(imagesFile, 3);
        if (images.dim(1) != SIDE || images.dim(2) != SIDE) {
            throw new DatasetException(imagesFile, "images of 28x28", images.dim(1) + "x" + images.dim(2));
        }
        IdxFile labels = IdxFile.read(labelsFile, 1);
        if (labels.dim(0) != images.dim(0)) {
            throw new DatasetException(
                    labelsFile,
                    images.dim(0) + " labels, one for each image of " + imagesFile.getFileName(),
                    labels.dim(0) + " labels");
        }
        for (int i = 0; i < labels.dim(0); i++) {
            int label = labels.values()[i] & 255;
            if (label >= CLASSES) {
                throw new DatasetException(labelsFile, "labels 0 to 9", "label " + label + " at offset " + (8 + i));
            }
        }
        return new Mnist(images.values(), labels.values());
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Sample get(int index) {
        Image image = image(index);
        return Sample.ofClass(image.data(), image.shape(), label(index));
    }

    /** The digit shown by image {@code index}. */
    public int label(int index) {
        return labels[Objects.checkIndex(index, labels.length)];
    }

    /** Image {@code index} as a picture of {@code (1, 28, 28)}. */
    public Image image(int index) {
        int from = Objects.checkIndex(index, labels.length) * SIDE * SIDE;
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (pixels[from + i] & 255) / 255f;
        }
        return Image.of(1, SIDE, SIDE, values);
    }
}
