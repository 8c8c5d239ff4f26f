package dev.gradus.examples.training;

import dev.gradus.autograd.GradMode;
import dev.gradus.data.Batch;
import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Preparation;
import dev.gradus.data.Sample;
import dev.gradus.layers.Layer;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.vision.draw.ContactSheet;
import dev.gradus.vision.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What a network says about each picture of a data set. */
public final class ClassifierTest {
    private static final int BATCH = 500;
    private static final int SMALLEST_CELL = 112;

    private final Pictures pictures;
    private final List<Answer> answers;

    /**
     * What is tested on.
     *
     * @param samples the pictures with their classes
     * @param preparation makes of one what the network expects, always the same
     * @param image the picture of a sample
     * @param classes their names
     */
    public record Pictures(
            Dataset<Sample> samples, Preparation<Sample> preparation, IntFunction<Image> image, List<String> classes) {
        /** The first so many of them. */
        Pictures first(int count) {
            int[] indices = IntStream.range(0, Math.min(count, samples.size())).toArray();
            return new Pictures(samples.subset(indices), preparation, image, classes);
        }
    }

    /** One picture's answer: the class found, and the probability that the network gives the true one. */
    private record Answer(int index, int truth, int found, double probability) {}

    private ClassifierTest(Pictures pictures, List<Answer> answers) {
        this.pictures = pictures;
        this.answers = answers;
    }

    /** Shows all pictures to a network. */
    @SuppressWarnings("try") // scopes and modes act by being open
    public static ClassifierTest of(Layer network, Pictures pictures) throws DatasetException {
        network.eval();
        List<Answer> answers = new ArrayList<>();
        try (GradMode mode = GradMode.noGrad();
                DataLoader loader = DataLoader.of(
                        pictures.samples, pictures.preparation, DataLoader.batchSize(BATCH), Rng.seed(0));
                DataLoader.Epoch batches = loader.epoch(0)) {
            while (batches.hasNext()) {
                try (TensorScope scope = TensorScope.open()) {
                    Batch batch = batches.next();
                    float[] probabilities =
                            network.forward(batch.input()).softmax(1).toFloatArray();
                    long[] truths = batch.target().toLongArray();
                    for (int i = 0; i < truths.length; i++) {
                        answers.add(answer(
                                answers.size(),
                                (int) truths[i],
                                probabilities,
                                i,
                                probabilities.length / truths.length));
                    }
                }
            }
        }
        return new ClassifierTest(pictures, answers);
    }

    private static Answer answer(int index, int truth, float[] probabilities, int row, int classes) {
        int found = 0;
        for (int k = 1; k < classes; k++) {
            if (probabilities[row * classes + k] > probabilities[row * classes + found]) {
                found = k;
            }
        }
        return new Answer(index, truth, found, probabilities[row * classes + truth]);
    }

    /** The share of pictures that were named rightly. */
    public double accuracy() {
        return (double) (answers.size() - mistakes()) / answers.size();
    }

    /** How many pictures were named wrongly. */
    public long mistakes() {
        return answers.stream().filter(answer -> answer.found != answer.truth).count();
    }

    /** The pictures whose true class the network held for least likely, worst first. */
    public ContactSheet worst(int count) {
        List<Answer> shown = answers.stream()
                .sorted(Comparator.comparingDouble(Answer::probability))
                .limit(count)
                .toList();
        return sheet(shown, this::caption);
    }

    /** All pictures with what the network holds them for. */
    ContactSheet sheet() {
        return sheet(
                answers, answer -> answer.found == answer.truth ? pictures.classes.get(answer.truth) : caption(answer));
    }

    private ContactSheet sheet(List<Answer> shown, Function<Answer, String> captions) {
        int widest = shown.stream()
                .mapToInt(answer -> ContactSheet.width(captions.apply(answer)))
                .max()
                .orElse(0);
        ContactSheet sheet = new ContactSheet(6, Math.max(SMALLEST_CELL, widest));
        shown.forEach(answer -> sheet.add(pictures.image.apply(answer.index), captions.apply(answer)));
        return sheet;
    }

    private String caption(Answer answer) {
        return answer.found == answer.truth
                ? pictures.classes.get(answer.truth) + ", unsure"
                : pictures.classes.get(answer.truth) + " as " + pictures.classes.get(answer.found);
    }
}
