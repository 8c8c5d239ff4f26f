package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModuleTest {
    private final Rng rng = Rng.seed(1);

    private Sequential network() {
        return new Sequential(
                Conv2d.of(1, 2, 3).padding(1).build(rng.split("a")),
                new BatchNorm2d(2),
                new Relu(),
                new Flatten(),
                new Linear(8, 3, rng.split("b")));
    }

    @Test
    void namesArePyTorchs() {
        assertThat(network().stateDict().keySet())
                .containsExactly(
                        "0.weight",
                        "0.bias",
                        "1.weight",
                        "1.bias",
                        "1.running_mean",
                        "1.running_var",
                        "1.num_batches_tracked",
                        "4.weight",
                        "4.bias");
        assertThat(network().namedParameters().get("4.bias").name()).isEqualTo("4.bias");
        assertThat(network().namedBuffers().get("1.running_var").name()).isEqualTo("1.running_var");
    }

    @Test
    void showsATreeWithParameterCounts() {
        assertThat(network().toString()).isEqualTo("""
                        Sequential: 51 parameters
                          (0) Conv2d(1, 2, kernelSize 3, padding 1): 20 parameters
                          (1) BatchNorm2d(2, eps 1.0E-5, momentum 0.1): 4 parameters
                          (2) Relu
                          (3) Flatten
                          (4) Linear(8, 3): 27 parameters""");
    }

    @Test
    void stateDictRoundTrip() {
        Sequential source = network();
        Sequential target = new Sequential(
                Conv2d.of(1, 2, 3).padding(1).build(rng.split("c")),
                new BatchNorm2d(2),
                new Relu(),
                new Flatten(),
                new Linear(8, 3, rng.split("d")));
        Tensor x = Tensor.normal(rng.split("x"), 5, 1, 2, 2);
        source.forward(x);
        target.loadStateDict(source.stateDict());
        source.eval();
        target.eval();
        assertThat(target.forward(x).toFloatArray())
                .containsExactly(source.forward(x).toFloatArray());
        assertThat(target.stateDict().get("1.num_batches_tracked").item()).isEqualTo(1);
    }

    @Test
    void aStateDictIsACopy() {
        Linear linear = new Linear(2, 1, rng);
        Tensor before = linear.stateDict().get("weight");
        linear.weight().set(Tensor.of(new float[] {7, 8}, Shape.of(1, 2)));
        assertThat(before.toFloatArray()).doesNotContain(7, 8);
        assertThat(linear.weight().value().toFloatArray()).containsExactly(7, 8);
    }

    @Test
    void listsEveryMismatchAndChangesNothing() {
        Sequential network = network();
        float[] before = network.parameters().get(1).value().toFloatArray();
        Map<String, Tensor> dict = new LinkedHashMap<>();
        network.stateDict().forEach((name, tensor) -> dict.put(name, tensor.mul(2)));
        dict.remove("4.bias");
        dict.put("5.weight", Tensor.zeros(2));
        dict.put("0.weight", Tensor.zeros(2, 1, 5, 5));
        dict.put("1.num_batches_tracked", Tensor.zeros());
        assertThatThrownBy(() -> network.loadStateDict(dict))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("state dict: expected the names, shapes and types of the module, got 4 mismatches: "
                        + "0.weight: expected shape (2, 1, 3, 3), got (2, 1, 5, 5); "
                        + "1.num_batches_tracked: expected type INT64, got FLOAT32; "
                        + "missing 4.bias (3,); unexpected 5.weight (2,)");
        assertThat(network.parameters().get(1).value().toFloatArray()).containsExactly(before);
    }

    @Test
    void loadsWithPrefixRenamingAndMissingEntries() {
        Linear linear = new Linear(2, 1, rng);
        float[] bias = linear.bias().value().toFloatArray();
        Map<String, Tensor> dict =
                Map.of("head.kernel", Tensor.of(new float[] {3, 4}, Shape.of(1, 2)), "body.kernel", Tensor.zeros(9, 9));
        linear.loadStateDict(
                dict,
                LoadOptions.strict()
                        .prefix("head.")
                        .renaming(name -> name.replace("kernel", "weight"))
                        .missingAllowed("bias"::equals));
        assertThat(linear.weight().value().toFloatArray()).containsExactly(3, 4);
        assertThat(linear.bias().value().toFloatArray()).containsExactly(bias);
    }

    @Test
    void aSharedModuleHasTwoNamesButOneSetOfParameters() {
        Linear shared = new Linear(2, 2, rng);
        Sequential twice = new Sequential(shared, new Relu(), shared);
        assertThat(twice.parameters()).hasSize(2);
        assertThat(twice.parameterCount()).isEqualTo(6);
        assertThat(twice.stateDict().keySet()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
        assertThat(shared.weight().name()).isEqualTo("0.weight");
    }

    @Test
    void modesReachEveryModule() {
        Sequential network = new Sequential(new Sequential(new BatchNorm2d(1)), new Relu());
        network.eval();
        assertThat(network.namedModules().values()).hasSize(4).noneMatch(Module::isTraining);
        network.train();
        assertThat(network.namedModules().values()).allMatch(Module::isTraining);
    }

    @Test
    @SuppressWarnings("try")
    void aModuleMadeInAScopeSurvivesIt() {
        Linear linear;
        BatchNorm2d norm;
        try (TensorScope scope = TensorScope.open()) {
            linear = new Linear(2, 1, rng);
            norm = new BatchNorm2d(2);
            norm.forward(Tensor.normal(rng, 2, 2, 2, 2));
            linear.forward(Tensor.ones(1, 2)).sum().backward();
        }
        assertThat(linear.forward(Tensor.ones(1, 2)).shape()).isEqualTo(Shape.of(1, 1));
        assertThat(linear.weight().grad().toFloatArray()).containsExactly(1, 1);
        assertThat(norm.namedBuffers().get("running_mean").value().isOpen()).isTrue();
    }

    @Test
    void convertsToFloat64() {
        Sequential network = network();
        network.to(DType.FLOAT64);
        Tensor y = network.forward(Tensor.normal(rng, 4, 1, 2, 2).to(DType.FLOAT64));
        assertThat(y.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(network.stateDict().get("1.running_var").dtype()).isEqualTo(DType.FLOAT64);
        assertThat(network.stateDict().get("1.num_batches_tracked").dtype()).isEqualTo(DType.INT64);
    }

    @Test
    void useAfterFreeNamesTheParameter() {
        Linear linear = new Linear(2, 1, rng);
        linear.free();
        assertThatThrownBy(() -> linear.forward(Tensor.ones(1, 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parameter weight was freed");
    }

    @Test
    void refusesNamesThatAreTakenOrHaveDots() {
        assertThatThrownBy(() -> Sequential.named().add("a", new Relu()).add("a", new Relu()))
                .hasMessage("sequential: expected a new name, got 'a', which is taken");
        assertThatThrownBy(() -> Sequential.named().add("a.b", new Relu()).build())
                .hasMessage("module: expected a name without dots, got 'a.b'");
    }
}
