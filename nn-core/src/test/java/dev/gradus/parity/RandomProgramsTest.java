package dev.gradus.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gradus.backend.Backends;
import dev.gradus.random.Rng;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values and gradients of random programs, in FLOAT64 on both backends, are PyTorch's. */
class RandomProgramsTest {
    private static final int PROGRAMS = 3000;
    private static final int MANY_PROGRAMS = 60_000;

    /** Gradients of a few steps more cancel; a wrong formula is far above. */
    private static final double TOLERANCE = 1e-7;

    @Test
    void equalPyTorchs() {
        check(0, PROGRAMS);
    }

    @Test
    @Tag("slow")
    void manyEqualPyTorchs() {
        check(PROGRAMS, MANY_PROGRAMS);
    }

    /** So that the seed that a failure names is enough to see it again. */
    @Test
    void aProgramIsTheSameWheneverItIsDrawn() {
        assertThat(new RandomProgram(Rng.seed(7))).hasToString(new RandomProgram(Rng.seed(7)).toString());
    }

    private static void check(long first, int count) {
        Torch.assumeAvailable();
        Map<String, Integer> ops = new TreeMap<>();
        for (long seed = first; seed < first + count; seed++) {
            RandomProgram program = new RandomProgram(Rng.seed(seed));
            check(seed, program);
            program.steps()
                    .forEach(step ->
                            ops.merge(step.code().replaceFirst("^(\\$0\\.)?([\\w.]+).*", "$2"), 1, Integer::sum));
        }
        assertThat(ops.keySet())
                .as("what the programs were made of")
                .contains(
                        "add",
                        "sub",
                        "mul",
                        "div",
                        "maximum",
                        "minimum",
                        "matmul",
                        "sum",
                        "mean",
                        "max",
                        "var",
                        "softmax",
                        "logSoftmax",
                        "permute",
                        "slice",
                        "expand",
                        "reshape",
                        "unsqueeze",
                        "relu",
                        "abs",
                        "tanh",
                        "exp",
                        "Shaping.concat",
                        "Convolutions.conv2d");
    }

    @SuppressWarnings("try") // the block acts by being open
    private static void check(long seed, RandomProgram program) {
        Torch.Result expected = null;
        for (String backend : List.of("java", "onednn")) {
            try (Backends block = Backends.use(Backends.named(backend))) {
                Torch.Result actual = program.run();
                if (expected == null) {
                    expected = program.runByPyTorch(actual.output().values().length);
                }
                compare(seed, program, backend, "the output", actual.output(), expected.output());
                for (int i = 0; i < actual.gradients().size(); i++) {
                    compare(
                            seed,
                            program,
                            backend,
                            "the gradient of v" + i,
                            actual.gradients().get(i),
                            expected.gradients().get(i));
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                fail("Rng.seed(" + seed + ") on " + backend + ", " + e.getMessage() + "\n" + program, e);
            }
        }
    }

    private static void compare(
            long seed, RandomProgram program, String backend, String what, Torch.Value actual, Torch.Value expected) {
        double difference = 0;
        double largest = 0.01;
        for (int i = 0; i < expected.values().length; i++) {
            difference = Math.max(difference, Math.abs(actual.values()[i] - expected.values()[i]));
            largest = Math.max(largest, Math.abs(expected.values()[i]));
        }
        if (!(difference / largest <= TOLERANCE)) {
            fail("Rng.seed(%d) on %s, %s: relative error %.3g%n%s", seed, backend, what, difference / largest, program);
        }
    }
}
