package dev.gradus.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WeightMapTest {
    private static Map<String, Tensor> weights(String... names) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (String name : names) {
            weights.put(name, Tensor.ones(2, 2));
        }
        return weights;
    }

    @Test
    void theFirstRuleOfTheWholeNameDecides() {
        WeightMap map = WeightMap.of()
                .rename("fire(\\d)/(.*)", "blocks.$1.$2")
                .drop(".*/moment")
                .rename("(.*)/kernel", "$1.weight");
        assertThat(map.apply(weights("fire2/moment", "fc/kernel", "fc/moment", "as it is"))
                        .keySet())
                .containsExactly("blocks.2.moment", "fc.weight", "as it is");
    }

    @Test
    void loadsIntoANetworkAndSaysWhatIsMissingAndLeftOver() {
        Linear layer = new Linear(2, 2, Rng.seed(1));
        WeightMap map = WeightMap.of().rename("kernel", "weight");
        Map<String, Tensor> given = weights("kernel", "extra");
        assertThatThrownBy(() -> layer.loadStateDict(map.apply(given)))
                .hasMessageContaining("2 mismatches: missing bias (2,); unexpected extra (2, 2)");
        given.remove("extra");
        given.put("bias", Tensor.zeros(2));
        layer.loadStateDict(map.apply(given));
        assertThat(layer.stateDict().get("weight").toFloatArray()).containsOnly(1);
    }

    @Test
    void refusesNamesTakenTwiceAndRulesForNothing() {
        WeightMap map = WeightMap.of().rename("a.", "same").rename("c", "d");
        assertThatThrownBy(() -> map.apply(weights("a1", "a2")))
                .hasMessageStartingWith("weight map: expected a name of its own for every weight")
                .hasMessageContaining("a1 and a2 both as same; none for the rule 'c'; the weights are [a1, a2]");
        assertThatThrownBy(() -> WeightMap.of().rename("(", "x"))
                .hasMessageStartingWith("weight map: expected a regular expression, got '('");
    }
}
