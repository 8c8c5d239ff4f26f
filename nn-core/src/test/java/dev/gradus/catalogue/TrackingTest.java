package dev.gradus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.autograd.GradMode;
import dev.gradus.catalogue.Outcome.Way;
import dev.gradus.memory.BufferPool;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What is recorded, what is not, and that backward changes nothing that the caller can see but gradients. */
@SuppressWarnings("try") // scopes and modes act by being open
class TrackingTest {
    private static final Way PRECISE = Way.of(DType.FLOAT64);
    private static final double EQUAL = 1e-12;

    @BeforeAll
    static void settle() throws InterruptedException {
        Checks.settle();
    }

    @TestFactory
    Stream<DynamicNode> withoutGradModeNothingIsRecorded() {
        return Checks.fewSamples(sample -> true, sample -> {
            Outcome recorded = Outcome.of(sample, PRECISE);
            try (GradMode mode = GradMode.noGrad()) {
                Outcome plain = Outcome.of(sample, PRECISE, inputs -> {
                    List<Tensor> outputs = sample.function.apply(inputs);
                    assertNoneTracked(sample, outputs);
                    return outputs;
                });
                plain.assertMatches(sample, recorded, EQUAL);
            }
        });
    }

    private static void assertNoneTracked(Sample sample, List<Tensor> outputs) {
        assertThat(outputs.stream().anyMatch(Tensor::isTracked))
                .as("whether an output of %s is tracked", sample)
                .isFalse();
    }

    @TestFactory
    Stream<DynamicNode> onlyTheFirstOutputOfADifferentiableOpIsTracked() {
        return Checks.fewSamples(sample -> true, sample -> {
            List<Tensor> outputs = sample.function.apply(Outcome.inputs(sample, PRECISE));
            assertThat(outputs.get(0).isTracked()).as("%s", sample).isEqualTo(sample.isDifferentiable());
            assertNoneTracked(sample, outputs.subList(1, outputs.size()));
        });
    }

    @TestFactory
    Stream<DynamicNode> untrackedInputsRecordNothingAndCostNoSavedMemory() {
        return Checks.fewSamples(sample -> true, sample -> {
            Way untracked = PRECISE.tracking(i -> false);
            Outcome.of(sample, untracked, inputs -> {
                List<Tensor> outputs = sample.function.apply(inputs);
                assertNoneTracked(sample, outputs);
                return outputs;
            });
            long tracked = taken(sample, PRECISE);
            long plain = taken(sample, untracked);
            assertThat(plain)
                    .as("bytes that %s takes where nothing is tracked", sample)
                    .isLessThanOrEqualTo(tracked);
            try (GradMode mode = GradMode.noGrad()) {
                assertThat(taken(sample, PRECISE))
                        .as("bytes that %s takes without recording", sample)
                        .isEqualTo(plain);
            }
        });
    }

    /** What a call leaves allocated in its scope. */
    private static long taken(Sample sample, Way way) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor[] inputs = Outcome.inputs(sample, way);
            long before = BufferPool.host().liveBytes();
            assertThat(sample.function.apply(inputs)).isNotEmpty();
            return BufferPool.host().liveBytes() - before;
        }
    }

    @TestFactory
    Stream<DynamicNode> eachInputTrackedAloneGetsTheSameGradient() {
        return Checks.fewSamples(Sample::isDifferentiable, sample -> {
            Outcome all = Outcome.of(sample, PRECISE);
            for (int i = 0; i < sample.inputs.size(); i++) {
                if (sample.inputs.get(i).isSmooth()) {
                    int only = i;
                    Outcome alone = Outcome.of(sample, PRECISE.tracking(input -> input == only));
                    for (int j = 0; j < sample.inputs.size(); j++) {
                        assertThat(alone.gradients().get(j) != null)
                                .as("%s: whether input %d has a gradient where only %d is tracked", sample, j, i)
                                .isEqualTo(j == i);
                    }
                    alone.assertMatches(sample, all, EQUAL);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicNode> anOpOfAnOpPassesItsGradientOn() {
        return Checks.fewSamples(Sample::isDifferentiable, sample -> {
            Outcome direct = Outcome.of(sample, PRECISE);
            Outcome inner = Outcome.of(sample, PRECISE, leaves -> {
                Tensor[] doubled = leaves.clone();
                for (int i = 0; i < leaves.length; i++) {
                    doubled[i] = leaves[i].isTracked() ? leaves[i].mul(2).div(2) : leaves[i];
                }
                return sample.function.apply(doubled);
            });
            inner.assertMatches(sample, direct, EQUAL);
        });
    }

    @TestFactory
    Stream<DynamicNode> backwardTwiceThrowsUnlessTheGraphIsRetained() {
        return Checks.fewSamples(Sample::isDifferentiable, sample -> {
            Tensor[] inputs = Outcome.inputs(sample, PRECISE);
            Tensor output = sample.function.apply(inputs).get(0);
            Tensor seed = seed(sample, output);
            output.backward(seed, true);
            List<double[]> once = gradients(inputs);
            output.backward(seed, false);
            List<double[]> twice = gradients(inputs);
            for (int i = 0; i < once.size(); i++) {
                double[] expected = once.get(i).clone();
                for (int k = 0; k < expected.length; k++) {
                    expected[k] *= 2;
                }
                assertThat(Values.relativeError(twice.get(i), expected))
                        .as("%s: gradient %d after the second backward", sample, i)
                        .isLessThan(EQUAL);
            }
            assertThatThrownBy(() -> output.backward(seed, false))
                    .as("%s", sample)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("backward: expected a graph that was not walked before");
        });
    }

    private static List<double[]> gradients(Tensor... inputs) {
        return Stream.of(inputs)
                .filter(input -> input.grad() != null)
                .map(input -> input.grad().toDoubleArray())
                .toList();
    }

    private static Tensor seed(Sample sample, Tensor output) {
        return Values.tensor(sample.seed(output.shape()), output.shape(), output.dtype(), Layout.PLAIN);
    }

    @TestFactory
    Stream<DynamicNode> nothingThatTheCallerHoldsChanges() {
        return Checks.fewSamples(sample -> true, sample -> {
            Tensor[] inputs = Outcome.inputs(sample, PRECISE);
            List<Tensor> outputs = sample.function.apply(inputs);
            assertInputsAre(sample, inputs);
            if (!outputs.get(0).isTracked()) {
                return;
            }
            List<double[]> before = outputs.stream().map(Tensor::toDoubleArray).toList();
            Tensor seed = seed(sample, outputs.get(0));
            double[] weights = seed.toDoubleArray();
            outputs.get(0).backward(seed, false);
            assertInputsAre(sample, inputs);
            assertThat(seed.toDoubleArray()).as("%s: the seed", sample).containsExactly(weights);
            for (int i = 0; i < outputs.size(); i++) {
                assertThat(outputs.get(i).toDoubleArray())
                        .as("%s: output %d after backward", sample, i)
                        .containsExactly(before.get(i));
            }
        });
    }

    private static void assertInputsAre(Sample sample, Tensor... inputs) {
        for (int i = 0; i < inputs.length; i++) {
            assertThat(inputs[i].toDoubleArray()).as("%s: input %d", sample, i).containsExactly(sample.values(i));
        }
    }

    @TestFactory
    Stream<DynamicNode> outputsOutliveTheirInputs() {
        return Checks.fewSamples(sample -> true, sample -> {
            Tensor[] inputs = Outcome.inputs(sample, PRECISE.tracking(i -> false));
            Supplier<List<double[]>> expected = () -> sample.function.apply(inputs).stream()
                    .map(Tensor::toDoubleArray)
                    .toList();
            List<double[]> before = expected.get();
            List<Tensor> outputs = sample.function.apply(inputs);
            Stream.of(inputs).forEach(Tensor::free);
            for (int i = 0; i < outputs.size(); i++) {
                assertThat(outputs.get(i).toDoubleArray())
                        .as("%s: output %d after its inputs were freed", sample, i)
                        .containsExactly(before.get(i));
            }
        });
    }
}
