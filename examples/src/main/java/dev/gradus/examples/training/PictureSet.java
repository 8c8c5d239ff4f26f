package dev.gradus.examples.training;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.examples.RunOptions;
import dev.gradus.random.Rng;
import dev.gradus.vision.data.Cifar10;
import dev.gradus.vision.data.Mnist;
import dev.gradus.vision.image.Image;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The sets of small pictures that the first steps of the ladder learn from. */
public enum PictureSet {
    /** Handwritten digits, (1, 28, 28). */
    MNIST,
    /** Ten kinds of things and animals, (3, 32, 32). */
    CIFAR10;

    /**
     * What a set holds.
     *
     * @param training the pictures to learn from, values 0 to 1
     * @param test those to test on
     * @param image a test picture
     * @param classes their names
     * @param channels of a picture
     * @param side of a picture in pixels
     * @param normalization centres and scales the values of a channel
     */
    public record Opened(
            Dataset<Sample> training,
            Dataset<Sample> test,
            IntFunction<Image> image,
            List<String> classes,
            int channels,
            int side,
            Preparation<Sample> normalization) {
        /** Values of a picture. */
        public int size() {
            return channels * side * side;
        }

        /** The test pictures as a network is shown them. */
        public ClassifierTest.Pictures pictures() {
            return new ClassifierTest.Pictures(test, normalization, image, classes);
        }
    }

    /** Opens the set in the data home, and notes that the run uses it. */
    public Opened open(RunOptions run) throws DatasetException {
        run.use(run.dataHome().resolve(toString()));
        if (this == MNIST) {
            Mnist test = Mnist.open(run.dataHome(), Mnist.Part.TEST);
            List<String> digits =
                    IntStream.range(0, 10).mapToObj(Integer::toString).toList();
            return new Opened(
                    Mnist.open(run.dataHome(), Mnist.Part.TRAIN),
                    test,
                    test::image,
                    digits,
                    1,
                    28,
                    normalization(List.of(Mnist.MEAN), List.of(Mnist.STD)));
        }
        Cifar10 test = Cifar10.open(run.dataHome(), Cifar10.Part.TEST);
        return new Opened(
                Cifar10.open(run.dataHome(), Cifar10.Part.TRAIN),
                test,
                test::image,
                Cifar10.CLASSES,
                3,
                32,
                normalization(Cifar10.MEAN, Cifar10.STD));
    }

    private static Preparation<Sample> normalization(List<Float> means, List<Float> stds) {
        return (sample, rng) -> normalize(sample, means, stds, rng);
    }

    private static Sample normalize(Sample sample, List<Float> means, List<Float> stds, Rng unused) {
        float[] values = sample.input();
        int pixels = values.length / means.size();
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - means.get(i / pixels)) / stds.get(i / pixels);
        }
        return sample;
    }

    /** The name on the command line, and of the folder in the data home. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
