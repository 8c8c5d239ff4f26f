package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import dev.gradus.vision.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CIFAR-10 (Krizhevsky, "Learning multiple layers of features from tiny images", 2009): colour images of 32x32, ten
 * classes. An input has shape {@code (3, 32, 32)}, in the order red, green, blue, and values 0..1; a target is the
 * class. The files are those of the binary version: records of 3,073 bytes, the class before the pixels, as many as
 * there are.
 *
 * <p>All images stay in memory as bytes: 154 MB for the 50,000 training images.
 */
public final class Cifar10 implements Dataset<Sample> {
    /** The means of the training pixels, by channel, for normalisation. */
    public static final List<Float> MEAN = List.of(0.4914f, 0.4822f, 0.4465f);

    /** The standard deviations of the training pixels, by channel. */
    public static final List<Float> STD = List.of(0.2470f, 0.2435f, 0.2616f);

    /** The names of the classes, in their order. */
    public static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final String FOLDER = "cifar10/cifar-10-batches-bin";
    private final CifarRecords records;

    private Cifar10(CifarRecords records) {
        this.records = records;
    }

    /** The two official parts. */
    public enum Part {
        /** 50,000 images in five files. */
        TRAIN,
        /** 10,000 images. */
        TEST;

        private List<String> files() {
            return this == TEST
                    ? List.of("test_batch.bin")
                    : IntStream.rangeClosed(1, 5)
                            .mapToObj(i -> "data_batch_" + i + ".bin")
                            .toList();
        }
    }

    /**
     * Opens a part in the folder {@code cifar10/cifar-10-batches-bin} of a data home. Nothing is downloaded, because
     * the images come without a licence.
     *
     * @throws DatasetException if a file is damaged or missing; then the message says what to put where
     */
    public static Cifar10 open(Path dataHome, Part part) throws DatasetException {
        Path folder = dataHome.resolve(FOLDER);
        for (String name : part.files()) {
            if (!Files.exists(folder.resolve(name))) {
                throw new DatasetException(
                        folder.resolve(name),
                        "CIFAR-10; unpack cifar-10-binary.tar.gz of https://www.cs.toronto.edu/~kriz/cifar.html in "
                                + dataHome.resolve("cifar10"),
                        "no such file");
            }
        }
        return read(part.files().stream().map(folder::resolve).toArray(Path[]::new));
    }

    /**
     * Reads files of the binary version.
     *
     * @throws DatasetException if a file is missing or is not whole records, or a class is not 0 to 9
     */
    public static Cifar10 read(Path... paths) throws DatasetException {
        return new Cifar10(new CifarRecords("CIFAR-10", List.of(paths), CLASSES.size()));
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public Sample get(int index) {
        Image image = image(index);
        return Sample.ofClass(image.data(), image.shape(), label(index));
    }

    /** The class of image {@code index}. */
    public int label(int index) {
        return records.label(index, 0);
    }

    /** Image {@code index} as a picture of {@code (3, 32, 32)}. */
    public Image image(int index) {
        return records.image(index);
    }
}
