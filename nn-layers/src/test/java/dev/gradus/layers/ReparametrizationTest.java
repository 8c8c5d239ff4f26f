package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.GradCheck;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReparametrizationTest {
    private static final Rng RNG = Rng.seed(8);

    @Test
    void weightNormStartsFromTheSameWeight() {
        Conv2d plain = new Conv2d(3, 4, 3, RNG);
        for (int dim = 0; dim < 2; dim++) {
            Conv2d conv = WeightNorm.of(new Conv2d(3, 4, 3, RNG), "weight", dim);
            Tensor x = Tensor.normal(RNG.split("x"), 2, 3, 5, 5);
            assertThat(conv.forward(x).toFloatArray())
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(plain.forward(x).toFloatArray());
            assertThat(conv.stateDict().keySet()).containsExactly("bias", "weight_g", "weight_v");
            assertThat(conv.stateDict().get("weight_g").shape().dims())
                    .containsExactly(dim == 0 ? new long[] {4, 1, 1, 1} : new long[] {1, 3, 1, 1});
            assertThat(conv.weight().shape()).isEqualTo(plain.weight().shape());
            assertThat(conv.weight().name()).isEqualTo("weight");
        }
    }

    @Test
    void lengthAndDirectionAreTrainedApart() {
        Linear linear = WeightNorm.of(new Linear(3, 2, RNG));
        Map<String, Tensor> state = linear.stateDict();
        state.put("weight_g", Tensor.of(2f, 5f).reshape(2, 1));
        state.put("weight_v", Tensor.of(3f, 0f, 4f, 0f, 0f, -1f).reshape(2, 3));
        linear.loadStateDict(state);
        assertThat(linear.weight().value().toFloatArray())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(1.2f, 0, 1.6f, 0, 0, -5);
        linear.forward(Tensor.of(1f, 2f, 3f).reshape(1, 3)).square().sum().backward();
        assertThat(linear.namedParameters()).containsOnlyKeys("bias", "weight_g", "weight_v");
        linear.parameters().forEach(p -> assertThat(p.grad()).as(p.name()).isNotNull());
        assertThat(linear.weight().grad()).isNull();
        linear.to(DType.FLOAT64);
        assertThat(linear.weight().dtype()).isEqualTo(DType.FLOAT64);
        assertThat(GradCheck.of("weightNorm", in -> linear.forward(in.get(0)))
                        .check(Tensor.normal(RNG, 2, 3).to(DType.FLOAT64)))
                .isLessThan(1e-6);
        linear.free();
    }

    @Test
    void theNamesOfPyTorchsParametrizationsCanBeRead() {
        Linear linear = WeightNorm.of(new Linear(3, 2, RNG));
        Map<String, Tensor> file = new LinkedHashMap<>();
        file.put("bias", Tensor.zeros(2));
        file.put("parametrizations.weight.original0", Tensor.ones(2, 1));
        file.put("parametrizations.weight.original1", Tensor.ones(2, 3));
        linear.loadStateDict(
                file,
                LoadOptions.strict()
                        .renaming(name -> name.replace("parametrizations.weight.original0", "weight_g")
                                .replace("parametrizations.weight.original1", "weight_v")));
        assertThat(linear.weight().value().toDoubleArray()[0]).isCloseTo(1 / Math.sqrt(3), within(1e-6));
    }

    @Test
    void aCopyComputesFromItsOwnParameters() {
        Tensor x = Tensor.normal(RNG.split("x"), 4, 3);
        for (Linear linear : List.of(
                WeightNorm.of(new Linear(3, 2, RNG)), SpectralNorm.of(new Linear(3, 2, RNG), RNG.split("spectral")))) {
            linear.eval();
            float[] expected = linear.forward(x).toFloatArray();
            Linear copy = Module.deepCopy(linear);
            assertThat(copy.forward(x).toFloatArray()).isEqualTo(expected);
            assertThat(copy.weight().name()).isEqualTo("weight");
            for (Parameter p : linear.parameters()) {
                p.set(p.value().detach().add(1));
            }
            assertThat(copy.forward(x).toFloatArray()).isEqualTo(expected);
            copy.train();
            copy.forward(x).square().sum().backward();
            copy.parameters().forEach(p -> assertThat(p.grad()).as(p.name()).isNotNull());
            linear.parameters().forEach(p -> assertThat(p.grad()).as(p.name()).isNull());
        }
    }

    @Test
    void aComputedParameterHasNoMemory() {
        Sequential network = new Sequential(WeightNorm.of(new Linear(3, 2, RNG)));
        Parameter weight = ((Linear) network.children().get("0")).weight();
        assertThatThrownBy(() -> weight.set(Tensor.zeros(2, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("parameter 0.weight: expected one with values of its own, but it is computed from"
                        + " 0.weight_v");
        assertThatThrownBy(weight::memory).isInstanceOf(IllegalStateException.class);
        assertThat(weight.size()).isEqualTo(6);
        assertThatThrownBy(() -> WeightNorm.of(new Linear(3, 2, RNG), "gain", 0))
                .hasMessage("module: expected a parameter of the module's own, got 'gain'");
        Linear linear = new Linear(3, 2, RNG);
        assertThatThrownBy(() -> SpectralNorm.of(linear, "bias", 0, RNG))
                .hasMessage("spectralNorm: expected weight of rank 2 or more, got (2,)");
        assertThat(linear.stateDict().keySet()).containsExactly("weight", "bias");
    }

    @Test
    void spectralNormMakesTheLargestSingularValueOne() {
        Linear linear = SpectralNorm.of(new Linear(6, 5, RNG), RNG.split("spectral"));
        assertThat(linear.stateDict().keySet()).containsExactly("bias", "weight_orig", "weight_u", "weight_v");
        for (int i = 0; i < 50; i++) {
            linear.weight().value();
        }
        linear.eval();
        assertThat(largestSingularValue(linear.weight().value())).isCloseTo(1, within(1e-4));
    }

    /** √ of the largest eigenvalue of WᵀW, by squaring it until the others are gone. */
    private static double largestSingularValue(Tensor weight) {
        Tensor power = weight.detach().to(DType.FLOAT64);
        power = power.transpose(0, 1).matmul(power);
        double logarithm = 0;
        double exponent = 1;
        for (int i = 0; i < 30; i++) {
            double scale = power.abs().max().item();
            logarithm += Math.log(scale) / exponent;
            power = power.div(scale);
            power = power.matmul(power);
            exponent *= 2;
        }
        return Math.exp(logarithm / 2);
    }

    @Test
    void onlyTrainingMovesTheVectors() {
        Conv2d conv = SpectralNorm.of(new Conv2d(2, 4, 3, RNG), "weight", 1, RNG.split("spectral"));
        assertThat(conv.stateDict().get("weight_u").shape().dims()).containsExactly(2);
        assertThat(conv.stateDict().get("weight_v").shape().dims()).containsExactly(36);
        Map<String, Tensor> state = conv.stateDict();
        state.put("weight_u", Tensor.of(1f, 0f));
        conv.loadStateDict(state);
        Tensor x = Tensor.normal(RNG.split("x"), 1, 2, 4, 4);
        conv.eval();
        conv.forward(x);
        assertThat(conv.stateDict().get("weight_u").toFloatArray()).containsExactly(1, 0);
        conv.train();
        conv.forward(x);
        assertThat(conv.stateDict().get("weight_u").toFloatArray()).doesNotContain(1, 0);
    }

    /** As a discriminator is trained: on real and on generated pictures, before one backward. */
    @Test
    void twoForwardPassesCanPrecedeBackward() {
        Linear linear = SpectralNorm.of(new Linear(3, 2, RNG), RNG.split("spectral"));
        Tensor first = linear.forward(Tensor.normal(RNG.split(1), 4, 3));
        Tensor second = linear.forward(Tensor.normal(RNG.split(2), 4, 3));
        first.sum().sub(second.square().sum()).backward();
        assertThat(linear.namedParameters().get("weight_orig").grad()).isNotNull();
        linear.eval();
        linear.to(DType.FLOAT64);
        assertThat(GradCheck.of("spectralNorm", in -> linear.forward(in.get(0)))
                        .check(Tensor.normal(RNG, 2, 3).to(DType.FLOAT64)))
                .isLessThan(1e-6);
    }
}
