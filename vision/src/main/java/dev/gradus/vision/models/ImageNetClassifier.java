package dev.gradus.vision.models;

import dev.gradus.autograd.GradMode;
import dev.gradus.data.DatasetException;
import dev.gradus.io.Safetensors;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A {@link SqueezeNet} with weights for the thousand classes of ImageNet (Russakovsky and others, "ImageNet large scale
 * visual recognition challenge", 2015, arXiv:1409.0575).
 *
 * <p>The files in {@code weights/} of a data home: {@code squeezenet1_1.safetensors} or {@code squeezenet1_0.safetensors}
 * with the names of Caffe's layers, and {@code imagenet_labels.txt}, whose first line is {@code background} and whose
 * next thousand are the classes.
 */
public final class ImageNetClassifier {
    /** The side of the square that the network sees. */
    public static final int SIDE = 227;

    private static final int CLASSES = 1000;
    /** What Caffe's networks subtract, in the order blue, green, red, of values to 255. */
    private static final float[] MEAN = {104, 117, 123};

    private final SqueezeNet network;
    private final List<String> labels;

    private ImageNetClassifier(SqueezeNet network, List<String> labels) {
        this.network = network;
        this.labels = labels;
    }

    /**
     * Reads weights and labels.
     *
     * @param dataHome the folder that holds {@code weights/}
     * @param version "1.1", or "1.0", whose weights were pruned
     * @throws DatasetException if a file is missing, or does not hold what it should
     * @throws IOException if one cannot be read, or breaks the rules of its format
     */
    @SuppressWarnings("try") // the scope acts by being open
    public static ImageNetClassifier open(Path dataHome, String version) throws DatasetException, IOException {
        SqueezeNet network = new SqueezeNet(new SqueezeNet.Config(version, CLASSES), Rng.seed(0));
        Path folder = dataHome.resolve("weights");
        Path file = folder.resolve("squeezenet" + version.replace('.', '_') + ".safetensors");
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file, "SqueezeNet's weights, with the names of Caffe's layers", "no such file");
        }
        try (TensorScope scope = TensorScope.open()) {
            network.loadStateDict(
                    network.fromCaffe().apply(Safetensors.read(file).tensors()));
        } catch (IllegalArgumentException e) {
            throw new DatasetException(file, "the weights of SqueezeNet " + version, e.getMessage(), e);
        }
        network.eval();
        return new ImageNetClassifier(network, labels(folder.resolve("imagenet_labels.txt")));
    }

    private static List<String> labels(Path file) throws DatasetException, IOException {
        String expected = "the line 'background' and " + CLASSES + " names of classes";
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file, expected, "no such file");
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != CLASSES + 1) {
            throw new DatasetException(file, expected, lines.size() + " lines");
        }
        return List.copyOf(lines.subList(1, lines.size()));
    }

    /** The network, in evaluation mode. */
    public SqueezeNet network() {
        return network;
    }

    /** The names of the classes, in their order. */
    public List<String> labels() {
        return labels;
    }

    /**
     * The part of a photo that the network sees: the square in its middle whose side is 227/256 of the shorter side,
     * resized to 227x227.
     *
     * @param photo one or three channels
     * @return RGB
     */
    public static Image view(Image photo) {
        int side = (int) Math.max(1, Math.round(SIDE / 256.0 * Math.min(photo.height(), photo.width())));
        return photo.crop((photo.height() - side) / 2, (photo.width() - side) / 2, side, side)
                .toRgb()
                .resize(SIDE, SIDE);
    }

    /** A {@link #view} as the network's input (1, 3, H, W): blue, green and red, 0 to 255, less their means. */
    public static Tensor input(Image view) {
        return Tensor.of(values(view), Shape.of(1, 3, view.height(), view.width()));
    }

    /** The values of an {@link #input}, for samples; of a picture of any size. */
    public static float[] values(Image view) {
        int plane = view.height() * view.width();
        float[] values = new float[3 * plane];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < plane; i++) {
                values[c * plane + i] = 255 * view.data()[(2 - c) * plane + i] - MEAN[c];
            }
        }
        return values;
    }

    /**
     * The most probable classes of a photo.
     *
     * @param photo one or three channels
     * @param count how many, 1 to 1000
     * @return the classes, the most probable first
     * @throws IllegalArgumentException if there are not so many
     */
    @SuppressWarnings("try") // scope and mode act by being open
    public List<Prediction> top(Image photo, int count) {
        if (count < 1 || count > CLASSES) {
            throw new IllegalArgumentException("top: expected 1 to " + CLASSES + " classes, got " + count);
        }
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            float[] p = network.apply(input(view(photo))).softmax(1).toFloatArray();
            return IntStream.range(0, CLASSES)
                    .boxed()
                    .sorted(Comparator.comparing(k -> -p[k]))
                    .limit(count)
                    .map(k -> new Prediction(k, labels.get(k), p[k]))
                    .toList();
        }
    }
}
