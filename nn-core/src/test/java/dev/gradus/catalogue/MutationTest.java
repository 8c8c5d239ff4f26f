package dev.gradus.catalogue;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.autograd.Op;
import dev.gradus.backend.Backends;
import dev.gradus.catalogue.Outcome.Way;
import dev.gradus.memory.TensorScope;
import dev.gradus.parity.Torch;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The checks are checked: each op is broken in many ways, and the catalogue must notice every time. A mutant that
 * changes no value on any sample is none; of the others, none may live.
 */
@SuppressWarnings("try") // blocks and scopes act by being open
class MutationTest {
    private static final Way PRECISE = Way.of(DType.FLOAT64);
    private static final double TOLERANCE = 1e-9;

    /** Mutants that compute the same as the original, with the reason. */
    private static final Map<String, String> EQUIVALENT = new TreeMap<>();

    /** The same for many calls of an op at once, by a pattern. */
    private static final Map<String, String> EQUIVALENT_FORMS = Map.ofEntries(
            entry(
                    "(l1|smoothL1|huber|leastSquares\\w+|multiClassSquaredHinge|region)\\(.*: TRANSPOSED_OPERAND .*",
                    "a sum of a function of each element does not depend on their order"),
            entry(
                    "(crossEntropy|negativeLogLikelihood|focal)\\(.*: FACTOR in call \\d+ of (cast|plain|scatterAdd)",
                    "a factor of all weights cancels in their mean"),
            entry(
                    "generalisedDice\\(.*: LAST in call (2 of (cast|reduce)|3 of zip)",
                    "the fallback of a sample whose classes are all absent weighs what has no overlap anyway"),
            entry(
                    "generalisedDice\\(.*: (FACTOR|SIGN) in call \\d+ of (map|cast|zip)",
                    "a factor of all weights cancels in the score, and the sign of a size in its square"),
            entry(
                    "region\\(.*: (FACTOR|SIGN) in call \\d+ of (map|cast)",
                    "a factor of a region and its size cancels; what nothing is divided by makes no difference"),
            entry(
                    "crammerSingerSvm\\(.*: ((SIGN|FACTOR) in call 1 of cast|MISSING_SUM in call \\d+ of reduce|FACTOR in call 3"
                            + " of map)",
                    "the winners' weights cancel; a true class a little below 0 is never the largest"),
            entry("multiClassSquaredHinge\\(.*: SIGN in call 4 of map", "the sign of a mask vanishes in the square"),
            entry("ctc\\(.*: TRANSPOSED_OPERAND in call 3 of plain", "here the labels are only checked"),
            entry("boundaryWeights\\(.*: SIGN in call 1 of plain", "only whether labels are equal counts"),
            entry(
                    "(dropout[123]d|dropPath)\\(.*: FACTOR in call 1 of full",
                    "no number that is drawn lies so near to the bound"),
            entry(
                    "(l1Penalty|l2Penalty|spectralNorm)\\(.*: TRANSPOSED_OPERAND in call (1 of map|4 of zip)",
                    "the elements are only summed"),
            entry("argmin\\(.*: FACTOR in call 1 of map", "a factor leaves the smallest element where it is"),
            entry("diagonal\\(.*: TRANSPOSED_OPERAND in call 1 of plain", "a square and its mirror have one diagonal"),
            entry(
                    "meshgrid\\(.*: TRANSPOSED_OPERAND in call 9 of plain",
                    "the gradient of the first axis is summed over both others"),
            entry("median\\(.*: LAST in call 1 of argsort", "the last place of several is not the middle"),
            entry("oneHot\\(.*: FACTOR in call 1 of (full|scatterAdd)", "the whole part counts"),
            entry(
                    "logSumExp\\(.*: (FACTOR|TRANSPOSED_OPERAND) in call 1 of reduce",
                    "what is taken off before is added behind"),
            entry(
                    "powerIteration\\(.*: FACTOR in call 1 of permute",
                    "the length of a vector that is made one of length 1 does not count"));

    static {
        for (String extreme : List.of("max", "min")) {
            for (Mutation mutation : List.of(Mutation.SIGN, Mutation.FACTOR)) {
                EQUIVALENT.put(
                        extreme + "(Tensor, boolean, int...): " + mutation + " in call 1 of cast",
                        "the winners' weights cancel: each is divided by their sum");
            }
        }
        EQUIVALENT.put(
                "conv3d(Tensor, Tensor, Tensor, Window3d, int): LAST in call 2 of embed",
                "the last plane of the padded gradient is cut off");
        for (String attention : List.of(
                "attentionWeights(Tensor, Tensor, Tensor, boolean)",
                "scaledDotProductAttention(Tensor, Tensor, Tensor, Tensor, boolean, double, Rng)")) {
            for (String call : List.of("1 of full", "2 of full", "3 of full", "1 of plain", "2 of plain")) {
                EQUIVALENT.put(
                        attention + ": FACTOR in call " + call,
                        "the score of a key that takes no part may be any number far below the others");
            }
        }
        EQUIVALENT.put(
                "rnnRelu(Tensor, Tensor, Weights, Tensor, boolean): FACTOR in call 1 of recurrent, result 3",
                "the gradient asks only for the sign of the output that was kept");
        EQUIVALENT.put(
                "rnnTanh(Tensor, Tensor, Weights, Tensor, boolean): SIGN in call 1 of recurrent, result 3",
                "the gradient asks only for the square of the output that was kept");
        EQUIVALENT.put(
                "mse(Tensor, Tensor): TRANSPOSED_OPERAND in call 1 of map",
                "the mean of the squares does not depend on their order");
    }

    @BeforeEach
    void hasPyTorch() {
        Torch.assumeAvailable();
    }

    /** Breaks each kernel call of each op, forward and backward. */
    @Test
    void everyBrokenKernelCallIsNoticed(TestReporter reporter) {
        Map<String, Boolean> caught = new TreeMap<>();
        for (OpCase row : Catalogue.rows()) {
            Map<Mutant, Boolean> mutants = new LinkedHashMap<>();
            for (Sample sample : row.samples) {
                for (Mutant mutant : mutants(sample)) {
                    if (!mutants.getOrDefault(mutant, false)) {
                        Boolean noticed = isNoticed(sample, mutant);
                        if (noticed != null) {
                            mutants.put(mutant, noticed);
                        }
                    }
                }
            }
            mutants.forEach((mutant, noticed) ->
                    caught.put(row.signature + ": " + mutant, noticed || isNoticedByRefusals(row, mutant)));
        }
        assertNoSurvivor(caught, 1000, reporter);
    }

    private static void assertNoSurvivor(Map<String, Boolean> caught, int atLeast, TestReporter reporter) {
        List<String> survivors = caught.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .filter(name -> !EQUIVALENT.containsKey(name))
                .filter(name -> EQUIVALENT_FORMS.keySet().stream().noneMatch(name::matches))
                .toList();
        reporter.publishEntry("mutants", Integer.toString(caught.size()));
        reporter.publishEntry("survivors", Integer.toString(survivors.size()));
        assertThat(survivors).isEmpty();
        if (Catalogue.isWhole()) {
            assertThat(caught).hasSizeGreaterThan(atLeast);
        }
    }

    /** All mutants of a sample: one run lists the kernel calls. */
    private static List<Mutant> mutants(Sample sample) {
        List<Mutant> mutants = new ArrayList<>();
        Map<String, Integer> calls = new HashMap<>();
        Interception interception = new Interception(Backends.named("java"));
        run(interception, sample, (kernel, arguments, call) -> {
            Object result = call.get();
            int ordinal = calls.merge(kernel.getName(), 1, Integer::sum) - 1;
            for (Mutation mutation : Mutation.values()) {
                int parts = Mutation.ofValues().contains(mutation) ? Mutant.parts(result) : 1;
                for (int part = 0; part < parts; part++) {
                    mutants.add(new Mutant(kernel.getName(), ordinal, part, mutation));
                }
            }
            return result;
        });
        return mutants;
    }

    private static Outcome run(Interception interception, Sample sample, Interception.Handler handler) {
        try (Backends block = Backends.use(interception.backend())) {
            return Outcome.of(
                    sample,
                    PRECISE,
                    inputs -> {
                        interception.start(handler);
                        return sample.function.apply(inputs);
                    },
                    interception::stop);
        }
    }

    /** Whether a check fails; null if the mutant changes nothing here. */
    private static Boolean isNoticed(Sample sample, Mutant mutant) {
        Interception interception = new Interception(Backends.named("java"));
        Mutant.Handler handler = new Mutant.Handler(interception, mutant);
        boolean fails = fails(
                () -> run(interception, sample, handler).assertMatches(sample, sample.torch(DType.FLOAT64), TOLERANCE));
        return handler.isEffective() ? fails : null;
    }

    private static boolean fails(Runnable check) {
        try {
            check.run();
            return false;
        } catch (AssertionError | RuntimeException noticed) {
            return true;
        }
    }

    /** Kernels that only decide whether an input is refused show in the refusals alone. */
    private static boolean isNoticedByRefusals(OpCase row, Mutant mutant) {
        for (OpCase.Bad bad : row.bad) {
            Interception interception = new Interception(Backends.named("java"));
            try (Backends block = Backends.use(interception.backend());
                    TensorScope scope = TensorScope.open()) {
                interception.start(new Mutant.Handler(interception, mutant));
                return bad.call().get().isOpen(); // accepted what is to be refused
            } catch (IllegalArgumentException e) {
                if (!e.getMessage().contains(bad.fragment())) {
                    return true;
                }
            } catch (RuntimeException e) {
                return true;
            }
        }
        return false;
    }

    /** Breaks what each op returns, and the gradient of each of its inputs. */
    @Test
    void everyBrokenOpIsNoticed(TestReporter reporter) {
        Map<String, Boolean> caught = new TreeMap<>();
        try (Backends block = Backends.use(Backends.named("java"))) {
            for (Sample sample : Catalogue.samples().toList()) {
                for (Mutation mutation : Mutation.ofValues()) {
                    note(caught, sample, mutation + " in the output", x -> brokenOutput(mutation, sample, x));
                    for (int i : smooth(sample)) {
                        note(
                                caught,
                                sample,
                                mutation + " in the gradient of input " + i,
                                x -> sample.function.apply(with(x, i, input -> brokenGradient(mutation, input))));
                    }
                }
                for (int i : smooth(sample)) {
                    note(
                            caught,
                            sample,
                            "the gradient of input " + i + " dropped",
                            x -> sample.function.apply(with(x, i, Tensor::detach)));
                }
            }
        }
        assertNoSurvivor(caught, 500, reporter);
    }

    private static int[] smooth(Sample sample) {
        return sample.isDifferentiable()
                ? IntStream.range(0, sample.inputs.size())
                        .filter(i -> sample.inputs.get(i).isSmooth())
                        .toArray()
                : new int[0];
    }

    /** Puts the sample's verdict on a mutant beside those of the row's other samples, if it changes anything. */
    private static void note(
            Map<String, Boolean> caught, Sample sample, String what, Function<Tensor[], List<Tensor>> broken) {
        Outcome right = Outcome.of(sample, PRECISE);
        Outcome wrong = Outcome.of(sample, PRECISE, broken);
        if (!wrong.equalsExactly(right)) {
            boolean fails = fails(() -> wrong.assertMatches(sample, sample.torch(DType.FLOAT64), TOLERANCE));
            caught.merge(sample.row.signature + ": " + what, fails, (a, b) -> a || b);
        }
    }

    private static Tensor[] with(Tensor[] inputs, int index, UnaryOperator<Tensor> change) {
        Tensor[] changed = inputs.clone();
        changed[index] = change.apply(inputs[index]);
        return changed;
    }

    private static List<Tensor> brokenOutput(Mutation mutation, Sample sample, Tensor... inputs) {
        List<Tensor> outputs = new ArrayList<>(sample.function.apply(inputs));
        Tensor first = outputs.get(0);
        Tensor value = broken(mutation, first);
        outputs.set(0, Op.of("broken", value).grad(first, g -> g).build());
        return outputs;
    }

    private static Tensor brokenGradient(Mutation mutation, Tensor input) {
        return Op.of("broken", input.detach())
                .grad(input, g -> broken(mutation, g))
                .build();
    }

    private static Tensor broken(Mutation mutation, Tensor tensor) {
        double[] values = mutation.apply(tensor.toDoubleArray(), tensor.dtype());
        return values == null ? tensor.detach() : Values.tensor(values, tensor.shape(), tensor.dtype(), Layout.PLAIN);
    }

    /** Takes the gradient of one repetition for that of all, in every op that broadcasts. */
    @Test
    void everyMissingBroadcastSumIsNoticed(TestReporter reporter) {
        Set<String> broadcasting = Set.of("add", "sub", "mul", "div", "pow", "maximum", "minimum", "where");
        Map<String, Boolean> caught = new TreeMap<>();
        try (Backends block = Backends.use(Backends.named("java"))) {
            for (Sample sample : Catalogue.samples().toList()) {
                boolean pairs = broadcasting.contains(sample.row.name()) && sample.inputs.size() > 1;
                for (int i : pairs ? smooth(sample) : new int[0]) {
                    note(caught, sample, "broadcasting of input " + i + " not undone", x -> {
                        Shape shape = sample.function.apply(x).get(0).shape();
                        return sample.function.apply(with(x, i, input -> repeatedWithoutSum(input, shape)));
                    });
                }
            }
        }
        if (Catalogue.isWhole()) {
            assertThat(caught.keySet())
                    .extracting(name -> name.substring(0, name.indexOf('(')))
                    .containsAll(broadcasting);
        }
        assertNoSurvivor(caught, broadcasting.size(), reporter);
    }

    private static Tensor repeatedWithoutSum(Tensor input, Shape shape) {
        Tensor repeated = input.detach().expand(shape.dims());
        return Op.of("broken", repeated)
                .grad(input, g -> {
                    Tensor first = g;
                    int extra = g.rank() - input.rank();
                    for (int dim = 0; dim < g.rank(); dim++) {
                        if (dim < extra || input.dim(dim - extra) == 1) {
                            first = first.slice(dim, 0, 1);
                        }
                    }
                    return first.reshape(input.shape().dims());
                })
                .build();
    }

    /** The differences alone, without PyTorch, notice every broken gradient. */
    @Test
    void theGradientCheckerNoticesEveryBrokenGradient(TestReporter reporter) {
        Map<String, Boolean> caught = new TreeMap<>();
        try (Backends block = Backends.use(Backends.named("java"))) {
            for (OpCase row : Catalogue.rows()) {
                row.samples.stream().filter(Sample::hasDifferences).findFirst().ifPresent(sample -> {
                    for (int i : smooth(sample)) {
                        for (Mutation mutation : Mutation.ofValues()) {
                            judge(
                                    caught,
                                    sample,
                                    mutation + " in the gradient of input " + i,
                                    x -> sample.function.apply(with(x, i, input -> brokenGradient(mutation, input))));
                        }
                        judge(
                                caught,
                                sample,
                                "the gradient of input " + i + " dropped",
                                x -> sample.function.apply(with(x, i, Tensor::detach)));
                    }
                });
            }
        }
        assertNoSurvivor(caught, 200, reporter);
    }

    private static void judge(
            Map<String, Boolean> caught, Sample sample, String what, Function<Tensor[], List<Tensor>> broken) {
        Supplier<Boolean> changes =
                () -> !Outcome.of(sample, PRECISE, broken).equalsExactly(Outcome.of(sample, PRECISE));
        if (changes.get()) {
            caught.put(sample.row.signature + ": " + what, fails(() -> {
                try (TensorScope scope = TensorScope.open()) {
                    ParityTest.checkDifferences(sample, broken);
                }
            }));
        }
    }
}
