package dev.gradus.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.catalogue.Outcome.Way;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Whatever an op is given, it works or answers with one clear line; and the layout in memory makes no difference. */
class RobustnessTest {

    @TestFactory
    Stream<DynamicNode> badInputsAreRefusedInOneLine() {
        return Checks.rows(row -> !row.bad.isEmpty(), row -> {
            for (OpCase.Bad bad : row.bad) {
                Checks.inScope(row.signature, () -> {
                    String message =
                            refusal(row, "bad input", () -> List.of(bad.call().get()));
                    assertThat(message).as("%s", row).contains(bad.fragment());
                });
            }
        });
    }

    /** Makes a call and gives the message of its refusal, or null if it worked; anything else fails the test. */
    private static String refusal(OpCase row, String what, Supplier<List<Tensor>> call) {
        try {
            for (Tensor output : call.get()) {
                output.toDoubleArray();
            }
            return null;
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage())
                    .as("the refusal of %s by %s", what, row)
                    .startsWith(row.name() + ": expected ")
                    .contains(", got ")
                    .doesNotContain("\n");
            return e.getMessage();
        } catch (RuntimeException e) {
            throw new AssertionError(row + ", given " + what + ": expected a result or a clear refusal, got " + e, e);
        }
    }

    @TestFactory
    Stream<DynamicNode> mixedTypesAreRefused() {
        return Checks.samples(
                sample -> sample.inputs.stream().filter(Input::isFloating).count() > 1, sample -> {
                    for (int i = 0; i < sample.inputs.size(); i++) {
                        if (sample.inputs.get(i).isFloating()) {
                            Tensor[] inputs = Outcome.inputs(sample, Way.of(DType.FLOAT32));
                            inputs[i] = inputs[i].to(DType.FLOAT64);
                            String what = "FLOAT64 for input " + i + " of " + sample.label;
                            String message = refusal(sample.row, what, () -> sample.function.apply(inputs));
                            assertThat(message).as(what).contains("FLOAT32").contains("FLOAT64");
                        }
                    }
                });
    }

    @TestFactory
    Stream<DynamicNode> anyTypeWorksOrIsRefused() {
        return Checks.samples(RobustnessTest::isFirst, sample -> {
            for (DType dtype : DType.values()) {
                for (int i = 0; i < sample.inputs.size(); i++) {
                    int changed = i;
                    Tensor[] inputs = new Tensor[sample.inputs.size()];
                    Arrays.setAll(inputs, k -> typed(sample, k, k == changed ? dtype : null));
                    refusal(
                            sample.row,
                            dtype + " for input " + i + " of " + sample.label,
                            () -> sample.function.apply(inputs));
                }
                Tensor[] all = new Tensor[sample.inputs.size()];
                Arrays.setAll(all, k -> typed(sample, k, sample.inputs.get(k).isFloating() ? dtype : null));
                refusal(sample.row, dtype + " throughout " + sample.label, () -> sample.function.apply(all));
            }
        });
    }

    private static boolean isFirst(Sample sample) {
        return sample.row.samples.get(0) == sample;
    }

    private static Tensor typed(Sample sample, int index, DType dtype) {
        Input input = sample.inputs.get(index);
        return dtype == null
                ? input.tensor(sample.values(index), DType.FLOAT32, Layout.PLAIN)
                : Values.tensor(sample.values(index), input.shape(), dtype, Layout.PLAIN);
    }

    /** Each input in turn, and all together, in shapes that they were not meant to have: rank, extent, emptiness. */
    @TestFactory
    Stream<DynamicNode> anyShapeWorksOrIsRefused() {
        return Checks.fewSamples(sample -> true, sample -> {
            int count = sample.inputs.size();
            for (int i = -1; i < count; i++) {
                int changed = i;
                int variants =
                        variants(sample.inputs.get(Math.max(0, i)).shape()).size();
                for (int v = 0; v < variants; v++) {
                    Tensor[] inputs = new Tensor[count];
                    int variant = v;
                    Arrays.setAll(inputs, k -> shaped(sample, k, k == changed || changed < 0 ? variant : -1));
                    String what = "inputs "
                            + Arrays.stream(inputs).map(Tensor::shape).toList() + " in place of " + sample.label;
                    refusal(sample.row, what, () -> runToTheEnd(sample, inputs));
                }
            }
        });
    }

    private static List<Tensor> runToTheEnd(Sample sample, Tensor... inputs) {
        List<Tensor> outputs = sample.function.apply(inputs);
        Tensor first = outputs.get(0);
        if (first.isTracked()) {
            first.backward(Tensor.full(first.shape(), first.dtype(), 1), false);
            for (Tensor input : inputs) {
                if (input.grad() != null) {
                    assertThat(input.grad().shape()).as("%s", sample).isEqualTo(input.shape());
                }
            }
        }
        return outputs;
    }

    private static List<Shape> variants(Shape shape) {
        List<Shape> variants = new ArrayList<>();
        variants.add(shape.insert(0, 2));
        variants.add(shape.insert(-1, 1));
        for (int dim = 0; dim < shape.rank(); dim++) {
            variants.add(shape.with(dim, 0));
            variants.add(shape.with(dim, 1));
            variants.add(shape.with(dim, shape.dim(dim) + 1));
            variants.add(shape.without(dim));
        }
        return variants;
    }

    private static Tensor shaped(Sample sample, int index, int variant) {
        Input input = sample.inputs.get(index);
        List<Shape> variants = variants(input.shape());
        Shape shape = variant < 0 ? input.shape() : variants.get(Math.min(variant, variants.size() - 1));
        double[] given = sample.values(index);
        double[] values = IntStream.range(0, Math.toIntExact(shape.size()))
                .mapToDouble(i -> given[i % given.length])
                .toArray();
        Tensor tensor = new Input(input.kind(), shape, input.fill()).tensor(values, DType.FLOAT32, Layout.PLAIN);
        return input.isSmooth() ? tensor.tracked() : tensor;
    }

    @TestFactory
    Stream<DynamicNode> channelsLastInputsGiveTheSame() {
        return Checks.samples(
                sample -> sample.inputs.stream().anyMatch(input -> input.shape().rank() == 4), sample -> {
                    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                        Outcome plain = Outcome.of(sample, dtype);
                        double tolerance = dtype == DType.FLOAT64 ? 1e-12 : sample.row.tolerance32();
                        Outcome.of(sample, Way.of(dtype).channelsLast(i -> true))
                                .assertMatches(sample, plain, tolerance);
                        for (int i = 0; i < sample.inputs.size() && sample.inputs.size() > 1; i++) {
                            int only = i;
                            Outcome.of(sample, Way.of(dtype).channelsLast(input -> input == only))
                                    .assertMatches(sample, plain, tolerance);
                        }
                    }
                });
    }
}
