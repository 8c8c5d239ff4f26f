package dev.gradus.catalogue;

import dev.gradus.autograd.GradCheck;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;

/** The values: against differences, against PyTorch, and FLOAT32 against FLOAT64. */
class ParityTest {
    private static final double TOLERANCE_64 = 1e-9;

    @TestFactory
    Stream<DynamicNode> gradientsEqualDifferences() {
        return Checks.fewSamples(Sample::hasDifferences, sample -> checkDifferences(sample, sample.function));
    }

    /** The inputs that are not differentiated stay out of the checker's sight. */
    static void checkDifferences(Sample sample, Function<Tensor[], List<Tensor>> function) {
        Tensor[] inputs = Outcome.inputs(sample, Outcome.Way.of(DType.FLOAT64));
        int[] smooth = IntStream.range(0, inputs.length)
                .filter(i -> sample.inputs.get(i).isSmooth())
                .toArray();
        GradCheck.of(sample.toString(), leaves -> {
                    Tensor[] all = inputs.clone();
                    for (int i = 0; i < smooth.length; i++) {
                        all[smooth[i]] = leaves.get(i);
                    }
                    return function.apply(all).get(0);
                })
                .check(Arrays.stream(smooth).mapToObj(i -> inputs[i]).toArray(Tensor[]::new));
    }

    @TestFactory
    Stream<DynamicNode> float32IsNearFloat64() {
        return Checks.samples(sample -> {
            Outcome precise = Outcome.of(sample, DType.FLOAT64);
            Outcome.of(sample, DType.FLOAT32).assertMatches(sample, precise, 10 * sample.row.tolerance32());
        });
    }

    @Nested
    class WithPyTorch {
        @BeforeEach
        void hasPyTorch() {
            Torch.assumeAvailable();
        }

        @TestFactory
        Stream<DynamicNode> float64EqualsPyTorch() {
            return Checks.samples(sample ->
                    Outcome.of(sample, DType.FLOAT64).assertMatches(sample, sample.torch(DType.FLOAT64), TOLERANCE_64));
        }

        /** PyTorch computes in FLOAT64: its FLOAT32 gradient of small convolutions is wrong on some processors. */
        @TestFactory
        Stream<DynamicNode> float32EqualsPyTorch() {
            return Checks.samples(sample -> Outcome.of(sample, DType.FLOAT32)
                    .assertMatches(sample, sample.torch(DType.FLOAT64), sample.row.tolerance32()));
        }
    }
}
