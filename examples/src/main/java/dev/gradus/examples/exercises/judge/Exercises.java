package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.NearestNeighbours;
import dev.gradus.examples.exercises.NumericalGradient;
import dev.gradus.examples.exercises.SoftmaxClassifier;
import dev.gradus.examples.exercises.SvmClassifier;
import dev.gradus.examples.exercises.TwoLayerNetwork;
import dev.gradus.examples.exercises.UpdateRules;
import dev.gradus.examples.exercises.solutions.NearestNeighboursSolution;
import dev.gradus.examples.exercises.solutions.NumericalGradientSolution;
import dev.gradus.examples.exercises.solutions.SoftmaxClassifierSolution;
import dev.gradus.examples.exercises.solutions.SvmClassifierSolution;
import dev.gradus.examples.exercises.solutions.TwoLayerNetworkSolution;
import dev.gradus.examples.exercises.solutions.UpdateRulesSolution;
import dev.gradus.examples.exercises.tasks.GradientCheckTask;
import dev.gradus.examples.exercises.tasks.NeighboursTask;
import dev.gradus.examples.exercises.tasks.SoftmaxTask;
import dev.gradus.examples.exercises.tasks.SvmTask;
import dev.gradus.examples.exercises.tasks.TwoLayerTask;
import dev.gradus.examples.exercises.tasks.UpdateTask;
import java.util.List;

/** The exercises in their order. */
final class Exercises {
    static final List<Exercise<?>> ALL = List.of(
            new Exercise<>(
                    1,
                    "a linear classifier, softmax loss",
                    SoftmaxTask.class,
                    SoftmaxClassifier::new,
                    SoftmaxClassifierSolution::new,
                    SoftmaxJudging::judge),
            new Exercise<>(
                    2,
                    "a linear classifier, hinge loss",
                    SvmTask.class,
                    SvmClassifier::new,
                    SvmClassifierSolution::new,
                    SvmJudging::judge),
            new Exercise<>(
                    3,
                    "nearest neighbours",
                    NeighboursTask.class,
                    NearestNeighbours::new,
                    NearestNeighboursSolution::new,
                    NeighboursJudging::judge),
            new Exercise<>(
                    4,
                    "the gradient check",
                    GradientCheckTask.class,
                    NumericalGradient::new,
                    NumericalGradientSolution::new,
                    GradientCheckJudging::judge),
            new Exercise<>(
                    5,
                    "layers, and a network of two",
                    TwoLayerTask.class,
                    TwoLayerNetwork::new,
                    TwoLayerNetworkSolution::new,
                    TwoLayerJudging::judge),
            new Exercise<>(
                    6,
                    "update rules: momentum, RMSprop, Adam",
                    UpdateTask.class,
                    UpdateRules::new,
                    UpdateRulesSolution::new,
                    UpdateJudging::judge));

    private Exercises() {}

    /**
     * By its number.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Exercise<?> get(int number) {
        if (number < 1 || number > ALL.size()) {
            throw new IllegalArgumentException("exercise: expected a number from 1 to " + ALL.size() + ", got " + number);
        }
        return ALL.get(number - 1);
    }
}
