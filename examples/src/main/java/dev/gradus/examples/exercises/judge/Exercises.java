package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.BatchNorm;
import dev.gradus.examples.exercises.Convolution;
import dev.gradus.examples.exercises.Detection;
import dev.gradus.examples.exercises.LongShortTermMemory;
import dev.gradus.examples.exercises.NearestNeighbours;
import dev.gradus.examples.exercises.NumericalGradient;
import dev.gradus.examples.exercises.Pooling;
import dev.gradus.examples.exercises.Regularization;
import dev.gradus.examples.exercises.SoftmaxClassifier;
import dev.gradus.examples.exercises.SvmClassifier;
import dev.gradus.examples.exercises.TwoLayerNetwork;
import dev.gradus.examples.exercises.UpdateRules;
import dev.gradus.examples.exercises.solutions.BatchNormSolution;
import dev.gradus.examples.exercises.solutions.ConvolutionSolution;
import dev.gradus.examples.exercises.solutions.DetectionSolution;
import dev.gradus.examples.exercises.solutions.LongShortTermMemorySolution;
import dev.gradus.examples.exercises.solutions.NearestNeighboursSolution;
import dev.gradus.examples.exercises.solutions.NumericalGradientSolution;
import dev.gradus.examples.exercises.solutions.PoolingSolution;
import dev.gradus.examples.exercises.solutions.RegularizationSolution;
import dev.gradus.examples.exercises.solutions.SoftmaxClassifierSolution;
import dev.gradus.examples.exercises.solutions.SvmClassifierSolution;
import dev.gradus.examples.exercises.solutions.TwoLayerNetworkSolution;
import dev.gradus.examples.exercises.solutions.UpdateRulesSolution;
import dev.gradus.examples.exercises.tasks.BatchNormTask;
import dev.gradus.examples.exercises.tasks.ConvolutionTask;
import dev.gradus.examples.exercises.tasks.DetectionTask;
import dev.gradus.examples.exercises.tasks.GradientCheckTask;
import dev.gradus.examples.exercises.tasks.LstmTask;
import dev.gradus.examples.exercises.tasks.NeighboursTask;
import dev.gradus.examples.exercises.tasks.PoolingTask;
import dev.gradus.examples.exercises.tasks.RegularizationTask;
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
                    UpdateJudging::judge),
            new Exercise<>(
                    7,
                    "convolution",
                    ConvolutionTask.class,
                    Convolution::new,
                    ConvolutionSolution::new,
                    ConvolutionJudging::judge),
            new Exercise<>(8, "pooling", PoolingTask.class, Pooling::new, PoolingSolution::new, PoolingJudging::judge),
            new Exercise<>(
                    9,
                    "batch normalisation",
                    BatchNormTask.class,
                    BatchNorm::new,
                    BatchNormSolution::new,
                    BatchNormJudging::judge),
            new Exercise<>(
                    10,
                    "dropout and smoothed labels",
                    RegularizationTask.class,
                    Regularization::new,
                    RegularizationSolution::new,
                    RegularizationJudging::judge),
            new Exercise<>(
                    11,
                    "masks and boxes: IoU, Dice, suppression",
                    DetectionTask.class,
                    Detection::new,
                    DetectionSolution::new,
                    DetectionJudging::judge),
            new Exercise<>(
                    12,
                    "a long short-term memory",
                    LstmTask.class,
                    LongShortTermMemory::new,
                    LongShortTermMemorySolution::new,
                    LstmJudging::judge));

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
