package dev.gradus.examples.mnist;

import dev.gradus.autograd.GradMode;
import dev.gradus.data.Batch;
import dev.gradus.data.DataLoader;
import dev.gradus.data.DatasetException;
import dev.gradus.layers.Layer;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.vision.data.Mnist;
import dev.gradus.vision.draw.ContactSheet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a network says about each image of a data set. */
final class DigitTest {
    private static final int BATCH = 500;

    private final Mnist digits;
    private final List<Answer> answers;

    /** One image's answer: the digit read, and the probability that the network gives the true one. */
    private record Answer(int index, int truth, int read, double probability) {}

    private DigitTest(Mnist digits, List<Answer> answers) {
        this.digits = digits;
        this.answers = answers;
    }

    @SuppressWarnings("try") // scopes and modes act by being open
    static DigitTest of(Layer network, Mnist digits) throws DatasetException {
        network.eval();
        List<Answer> answers = new ArrayList<>();
        try (GradMode mode = GradMode.noGrad();
                DataLoader loader =
                        DataLoader.of(digits, DigitNetwork::prepare, DataLoader.batchSize(BATCH), Rng.seed(0));
                DataLoader.Epoch batches = loader.epoch(0)) {
            while (batches.hasNext()) {
                try (TensorScope scope = TensorScope.open()) {
                    Batch batch = batches.next();
                    float[] probabilities =
                            network.forward(batch.input()).softmax(1).toFloatArray();
                    for (int i = 0; i < batch.size(); i++) {
                        answers.add(answer(digits, answers.size(), probabilities, i));
                    }
                }
            }
        }
        return new DigitTest(digits, answers);
    }

    private static Answer answer(Mnist digits, int index, float[] probabilities, int row) {
        int classes = 10;
        int read = 0;
        for (int k = 1; k < classes; k++) {
            if (probabilities[row * classes + k] > probabilities[row * classes + read]) {
                read = k;
            }
        }
        int truth = digits.label(index);
        return new Answer(index, truth, read, probabilities[row * classes + truth]);
    }

    /** The share of images that were read rightly. */
    double accuracy() {
        return (double) (answers.size() - mistakes()) / answers.size();
    }

    /** How many images were read wrongly. */
    long mistakes() {
        return answers.stream().filter(answer -> answer.read != answer.truth).count();
    }

    /** The images whose true digit the network held for least likely, worst first. */
    ContactSheet worst(int count) {
        ContactSheet sheet = new ContactSheet(6, 112);
        answers.stream()
                .sorted(Comparator.comparingDouble(Answer::probability))
                .limit(count)
                .forEach(answer -> sheet.add(digits.image(answer.index), caption(answer)));
        return sheet;
    }

    private static String caption(Answer answer) {
        return answer.read == answer.truth
                ? String.format(Locale.ROOT, "%d, unsure", answer.truth)
                : String.format(Locale.ROOT, "%d read as %d", answer.truth, answer.read);
    }
}
