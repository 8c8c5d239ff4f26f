package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.SoftmaxClassifier;
import dev.gradus.examples.exercises.solutions.SoftmaxClassifierSolution;
import dev.gradus.examples.exercises.tasks.SoftmaxTask;
import java.util.List;

/** The exercises in their order. */
final class Exercises {
    static final List<Exercise<?>> ALL = List.of(new Exercise<>(
            1,
            "a linear softmax classifier",
            SoftmaxTask.class,
            SoftmaxClassifier::new,
            SoftmaxClassifierSolution::new,
            SoftmaxJudging::judge));

    private Exercises() {}

    /**
     * By its number.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Exercise<?> get(int number) {
        if (number < 1 || number > ALL.size()) {
            throw new IllegalArgumentException(
                    "exercise: expected a number from 1 to " + ALL.size() + ", got " + number);
        }
        return ALL.get(number - 1);
    }
}
