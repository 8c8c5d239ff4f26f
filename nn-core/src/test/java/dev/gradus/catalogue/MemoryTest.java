package dev.gradus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.backend.Backend;
import dev.gradus.backend.Backends;
import dev.gradus.catalogue.Outcome.Way;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * No op leaves memory behind, whatever happens. That it leaves none when all goes well is part of every check of the
 * catalogue: see {@link Checks#inScope}.
 */
class MemoryTest {
    /** What the tests make a kernel throw. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @TestFactory
    Stream<DynamicNode> aKernelThatThrowsLeavesNothingAllocated() {
        return Checks.rows(row -> true, row -> {
            Sample sample = row.samples.get(row.samples.size() / 2);
            for (int at = 1; failsAt(sample, at); at++) {
                assertThat(at).as("kernel calls of %s", sample).isLessThan(200);
            }
        });
    }

    /** Whether the call of this number, counted through forward and backward, was reached and thrown at. */
    private static boolean failsAt(Sample sample, int at) {
        Interception interception = new Interception(Backend.current());
        boolean[] thrown = {false};
        Checks.inScope(sample + ", kernel call " + at + " failing", () -> {
            int[] count = {0};
            interception.start((kernel, arguments, call) -> {
                if (++count[0] == at) {
                    thrown[0] = true;
                    throw new Broken();
                }
                return call.get();
            });
            runOn(interception, sample, thrown);
        });
        return thrown[0];
    }

    @SuppressWarnings("try") // the block acts by being open
    private static void runOn(Interception interception, Sample sample, boolean... thrown) {
        try (Backends block = Backends.use(interception.backend())) {
            Outcome.of(sample, DType.FLOAT32);
            assertThat(thrown[0]).as("%s swallowed an exception", sample).isFalse();
        } catch (Broken expected) {
            assertThat(thrown[0]).isTrue();
        }
    }

    @TestFactory
    Stream<DynamicNode> aFreedInputIsAnError() {
        return Checks.fewSamples(sample -> true, sample -> {
            for (int i = 0; i < sample.inputs.size(); i++) {
                Tensor[] inputs = Outcome.inputs(sample, Way.of(DType.FLOAT32));
                inputs[i].free();
                assertThatThrownBy(() -> sample.function.apply(inputs))
                        .as("%s with input %d freed", sample, i)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("used after it was freed");
            }
        });
    }
}
