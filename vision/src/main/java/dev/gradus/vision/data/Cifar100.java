package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import dev.gradus.vision.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * CIFAR-100 (Krizhevsky, "Learning multiple layers of features from tiny images", 2009): colour images of 32x32, a hundred
 * classes in twenty groups. An input has shape {@code (3, 32, 32)}, in the order red, green, blue, and values 0..1; a
 * target is the class. The files are those of the binary version: records of 3,074 bytes, the group and the class before
 * the pixels, as many as there are.
 */
public final class Cifar100 implements Dataset<Sample> {
    /** The names of the classes, in their order, which is alphabetical. */
    public static final List<String> CLASSES =
            List.of(("apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus "
                            + "butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab "
                            + "crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo "
                            + "keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse "
                            + "mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy "
                            + "porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper "
                            + "snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television "
                            + "tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm")
                    .split(" ", -1));

    /** The number of groups of classes. */
    public static final int GROUPS = 20;

    private final CifarRecords records;

    private Cifar100(CifarRecords records) {
        this.records = records;
    }

    /** The two official parts. */
    public enum Part {
        /** 50,000 images. */
        TRAIN,
        /** 10,000 images. */
        TEST
    }

    /**
     * Opens a part in the folder {@code cifar100/cifar-100-binary} of a data home. Nothing is downloaded, because the
     * images come without a licence.
     *
     * @throws DatasetException if the file is damaged or missing; then the message says what to put where
     */
    public static Cifar100 open(Path dataHome, Part part) throws DatasetException {
        Path file = dataHome.resolve("cifar100/cifar-100-binary").resolve(part == Part.TEST ? "test.bin" : "train.bin");
        if (!Files.exists(file)) {
            throw new DatasetException(
                    file,
                    "CIFAR-100; unpack cifar-100-binary.tar.gz of https://www.cs.toronto.edu/~kriz/cifar.html in "
                            + dataHome.resolve("cifar100"),
                    "no such file");
        }
        return read(file);
    }

    /**
     * Reads files of the binary version.
     *
     * @throws DatasetException if a file is missing or is not whole records, or a class or group is too large
     */
    public static Cifar100 read(Path... paths) throws DatasetException {
        return new Cifar100(new CifarRecords("CIFAR-100", List.of(paths), GROUPS, CLASSES.size()));
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

    /** The class of image {@code index}, 0 to 99. */
    public int label(int index) {
        return records.label(index, 1);
    }

    /** The group of the class of image {@code index}, 0 to 19. */
    public int group(int index) {
        return records.label(index, 0);
    }

    /** Image {@code index} as a picture of {@code (3, 32, 32)}. */
    public Image image(int index) {
        return records.image(index);
    }
}
