package dev.gradus.layers.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gradus.autograd.GradCheck;
import dev.gradus.backend.Backends;
import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.layers.RandomStream;
import dev.gradus.memory.MemorySnapshot;
import dev.gradus.memory.TensorScope;
import dev.gradus.parity.Torch;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What must hold for every layer. */
@SuppressWarnings("try") // scopes and backends act by being open
class LayerCatalogueTest {
    private static final double STEP = 1e-5;
    private static final int DIFFERENCES = 12;

    private static Stream<DynamicTest> rows(Predicate<LayerCase> filter, Consumer<LayerCase> check) {
        return LayerCatalogue.rows().stream()
                .filter(filter)
                .map(row -> dynamicTest(row.toString(), () -> {
                    try (TensorScope scope = TensorScope.open()) {
                        check.accept(row);
                    }
                }));
    }

    private static Tensor run(LayerCase row, Module module) {
        return row.run(
                module,
                row.inputs.stream().map(input -> input.tensor(DType.FLOAT32)).toArray(Tensor[]::new));
    }

    @TestFactory
    Stream<DynamicTest> hasItsShapeAndText() {
        return rows(row -> true, row -> {
            Module module = row.make();
            assertThat(row.output() != null || row.twin() != null)
                    .as("a shape or a twin that has one")
                    .isTrue();
            if (row.output() != null) {
                assertThat(run(row, module).shape()).isEqualTo(row.output());
            }
            if (row.tree() != null) {
                assertThat(module).hasToString(row.tree());
            }
            assertThat(module.toString()).startsWith(module.getClass().getSimpleName());
        });
    }

    @TestFactory
    Stream<DynamicTest> equalsPyTorchsModule() {
        return rows(row -> row.twin() != null, row -> {
            Torch.assumeAvailable();
            for (boolean training : row.isRandom() ? new boolean[] {false} : new boolean[] {true, false}) {
                Module module = row.make();
                module.to(DType.FLOAT64);
                setTraining(module, training);
                Run expected = Run.ofTwin(row, module);
                Run.of(row, module, DType.FLOAT64).assertClose(expected, 1e-9, training ? "training" : "evaluation");
            }
        });
    }

    private static void setTraining(Module module, boolean training) {
        if (training) {
            module.train();
        } else {
            module.eval();
        }
    }

    /** A computation that begins each time with the same random numbers and buffers. */
    private static final class Repeatable {
        private final LayerCase row;
        private final Module module;
        private final Map<RandomStream, Rng.State> streams = new LinkedHashMap<>();
        private final Map<String, Tensor> buffers = new LinkedHashMap<>();

        Repeatable(LayerCase row, Module module) {
            this.row = row;
            this.module = module;
            module.namedStreams()
                    .values()
                    .forEach(stream -> streams.put(stream, stream.rng().state()));
            module.namedBuffers()
                    .forEach((name, buffer) -> buffers.put(name, buffer.value().copy()));
        }

        Tensor run(Tensor... x) {
            streams.forEach(RandomStream::restore);
            buffers.forEach((name, values) -> module.namedBuffers().get(name).set(values));
            return row.run(module, x);
        }
    }

    @TestFactory
    Stream<DynamicTest> gradientsEqualDifferences() {
        return rows(LayerCase::hasDifferences, row -> {
            Module module = row.make();
            module.to(DType.FLOAT64);
            setTraining(module, !row.isStepping());
            Repeatable repeatable = new Repeatable(row, module);
            Tensor[] inputs = row.inputs.stream()
                    .map(input -> input.tensor(DType.FLOAT64))
                    .toArray(Tensor[]::new);
            List<Integer> smooth = new ArrayList<>();
            for (int i = 0; i < inputs.length; i++) {
                if (row.inputs.get(i).isFloating()) {
                    smooth.add(i);
                }
            }
            if (!smooth.isEmpty()) {
                GradCheck.of(row.toString(), leaves -> {
                            Tensor[] all = inputs.clone();
                            for (int i = 0; i < smooth.size(); i++) {
                                all[smooth.get(i)] = leaves.get(i);
                            }
                            return repeatable.run(all);
                        })
                        .check(smooth.stream().map(i -> inputs[i]).toArray(Tensor[]::new));
            }
            module.zeroGrad();
            Tensor y = repeatable.run(inputs);
            Tensor weights = Tensor.normal(Rng.seed(31), y.shape().dims()).to(DType.FLOAT64);
            if (!module.parameters().isEmpty()) {
                y.backward(weights, false);
            }
            module.namedParameters().forEach((name, parameter) -> {
                assertThat(parameter.grad()).as("the gradient of %s", name).isNotNull();
                differences(
                        name,
                        parameter,
                        () -> repeatable.run(inputs).detach().mul(weights).sum().item());
            });
        });
    }

    private interface Value {
        double get();
    }

    private static void differences(String name, Parameter parameter, Value value) {
        double[] values = parameter.memory().toDoubleArray();
        double[] gradient = parameter.grad().toDoubleArray();
        int stride = Math.max(1, values.length / DIFFERENCES);
        for (int i = 0; i < values.length; i += stride) {
            double old = values[i];
            values[i] = old + STEP;
            parameter.set(Tensor.of(values, parameter.shape()));
            double above = value.get();
            values[i] = old - STEP;
            parameter.set(Tensor.of(values, parameter.shape()));
            double below = value.get();
            values[i] = old;
            parameter.set(Tensor.of(values, parameter.shape()));
            double expected = (above - below) / (2 * STEP);
            assertThat(Math.abs(gradient[i] - expected))
                    .as("element %d of %s: gradient %s, by differences %s", i, name, gradient[i], expected)
                    .isLessThanOrEqualTo(1e-6 * Math.max(1, Math.abs(expected)));
        }
    }

    @TestFactory
    Stream<DynamicTest> allBackendsAgree() {
        return rows(row -> true, row -> {
            Run reference = null;
            for (String name : List.of("java", "onednn", "nd4j")) {
                try (Backends block = Backends.use(Backends.named(name));
                        TensorScope scope = TensorScope.open()) {
                    Run run = Run.of(row, row.make(), DType.FLOAT32);
                    if (reference == null) {
                        reference = run;
                    }
                    run.assertClose(reference, 1e-4, name);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> evaluationRepeatsItself() {
        return rows(row -> true, row -> {
            Module module = row.make();
            run(row, module);
            module.eval();
            assertThat(module.namedModules().values()).noneMatch(Module::isTraining);
            Map<String, Tensor> before = module.stateDict();
            float[] first = run(row, module).toFloatArray();
            assertThat(run(row, module).toFloatArray()).isEqualTo(first);
            module.stateDict()
                    .forEach((name, tensor) -> assertThat(tensor.toDoubleArray())
                            .as("%s is not changed by evaluation", name)
                            .isEqualTo(before.get(name).toDoubleArray()));
            module.train();
            assertThat(module.namedModules().values()).allMatch(Module::isTraining);
        });
    }

    @TestFactory
    Stream<DynamicTest> theStateDictIsAllThatEvaluationNeeds() {
        return rows(row -> true, row -> {
            Module source = row.make();
            run(row, source);
            Module target = row.makeOther();
            target.loadStateDict(source.stateDict());
            source.eval();
            target.eval();
            assertThat(run(row, target).toFloatArray())
                    .isEqualTo(run(row, source).toFloatArray());
        });
    }

    @TestFactory
    Stream<DynamicTest> aDeepCopyComputesTheSameByItself() {
        return rows(row -> row.type() != Object.class, row -> {
            Module source = row.make();
            run(row, source);
            Module copy = Module.deepCopy(source);
            float[] expected = run(row, source).toFloatArray();
            source.free();
            assertThat(run(row, copy).toFloatArray()).isEqualTo(expected);
            assertThat(copy).hasToString(source.toString());
            assertThat(copy.namedModules().values())
                    .doesNotContainAnyElementsOf(source.namedModules().values());
        });
    }

    @TestFactory
    Stream<DynamicTest> theSameSeedGivesTheSameBits() {
        return rows(row -> true, row -> {
            Module first = row.make();
            Module second = row.make();
            assertThat(run(row, first).toFloatArray())
                    .isEqualTo(run(row, second).toFloatArray());
            first.stateDict()
                    .forEach((name, tensor) -> assertThat(tensor.toDoubleArray())
                            .as(name)
                            .isEqualTo(second.stateDict().get(name).toDoubleArray()));
        });
    }

    @TestFactory
    Stream<DynamicTest> leavesNothingBehind() {
        return rows(row -> true, row -> {
            long before = MemorySnapshot.take().liveBytes();
            try (TensorScope scope = TensorScope.open()) {
                Module module = row.make();
                Run.of(row, module, DType.FLOAT32);
                module.free();
            }
            // It may be less: the collector frees what earlier tests made outside any scope.
            assertThat(MemorySnapshot.take().liveBytes()).isLessThanOrEqualTo(before);
        });
    }
}
