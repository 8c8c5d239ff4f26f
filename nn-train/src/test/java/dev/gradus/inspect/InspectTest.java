package dev.gradus.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.Sample;
import dev.gradus.layers.BatchNorm1d;
import dev.gradus.layers.Lambda;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.Sigmoid;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.BufferPool;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Adam;
import dev.gradus.optim.Sgd;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // scopes and profilers act by being open
final class InspectTest {
    private static final Loss LOSS = new CrossEntropyLoss();

    private record Points(int size) implements Dataset<Sample> {
        @Override
        public Sample get(int index) {
            float[] x = new float[4];
            Rng.seed(index).fillNormal(x, 0, 4, 0, 1);
            return Sample.ofClass(x, new long[] {4}, x[0] > 0 ? 1 : 0);
        }
    }

    private static Sequential network() {
        Rng rng = Rng.seed(3);
        return Sequential.named()
                .add("fc1", new Linear(4, 16, rng.split("fc1")))
                .add("norm", new BatchNorm1d(16))
                .add("relu", new Relu())
                .add("fc2", new Linear(16, 2, rng.split("fc2")))
                .build();
    }

    private static Tensor input() {
        return Tensor.normal(Rng.seed(1), 8, 4);
    }

    private static Tensor classes() {
        return Tensor.of(new long[] {0, 1, 0, 1, 1, 1, 0, 0}, Shape.of(8));
    }

    @Test
    void theProfileNamesPhasesOpsModulesAndKernels(@TempDir Path folder) throws Exception {
        Sequential network = network();
        Trainer trainer = new Trainer(network, LOSS, new Adam(network, Adam.lr(0.01)));
        Path file = folder.resolve("trace.json");
        String table;
        try (DataLoader loader = DataLoader.of(new Points(32), DataLoader.batchSize(8), Rng.seed(1));
                Profiler profiler = Profiler.start()) {
            trainer.fit(loader, null, 1);
            table = profiler.table();
            profiler.writeTrace(file);
        }
        assertThat(table)
                .contains("data ", "forward ", "backward ", "update ")
                .containsPattern("linear +8 ")
                .contains("fc1", "fc2", "matmul", "adam");
        JsonNode events = new ObjectMapper().readTree(file.toFile()).get("traceEvents");
        Set<String> categories = new TreeSet<>();
        double end = 0;
        for (JsonNode event : events) {
            categories.add(event.get("cat").asText());
            assertThat(event.get("ph").asText()).isEqualTo("X");
            assertThat(event.get("ts").asDouble()).isNotNegative();
            end = Math.max(end, event.get("ts").asDouble() + event.get("dur").asDouble());
        }
        assertThat(categories).containsExactly("backward", "kernel", "module", "op", "phase");
        for (JsonNode op : spans(events, "op")) { // those of a gradient are part of it, and not counted again
            double at = op.get("ts").asDouble();
            assertThat(spans(events, "backward"))
                    .noneMatch(span -> at > span.get("ts").asDouble()
                            && at < span.get("ts").asDouble() + span.get("dur").asDouble());
        }
        assertThat(events.findValuesAsText("name")).contains("fc1", "norm", "fc2");
    }

    private static List<JsonNode> spans(JsonNode events, String category) {
        List<JsonNode> spans = new ArrayList<>();
        events.forEach(event -> {
            if (event.get("cat").asText().equals(category)) {
                spans.add(event);
            }
        });
        return spans;
    }

    /** Each op lies within its module, and each kernel of a forward pass within an op or module. */
    @Test
    void spansAreNested(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("trace.json");
        try (TensorScope scope = TensorScope.open();
                Profiler profiler = Profiler.start()) {
            network().apply(input());
            profiler.writeTrace(file);
        }
        JsonNode events = new ObjectMapper().readTree(file.toFile()).get("traceEvents");
        JsonNode module = null;
        JsonNode op = null;
        for (JsonNode event : events) {
            boolean fc2 = event.get("args").get("module").asText().equals("fc2");
            module = fc2 && event.get("cat").asText().equals("module") ? event : module;
            op = fc2 && event.get("cat").asText().equals("op") ? event : op;
        }
        assertThat(op.get("ts").asDouble())
                .isGreaterThanOrEqualTo(module.get("ts").asDouble());
        assertThat(op.get("ts").asDouble() + op.get("dur").asDouble())
                .isLessThanOrEqualTo(
                        module.get("ts").asDouble() + module.get("dur").asDouble());
    }

    @Test
    void noGradientIsMissedWhereAllIsFrozen() {
        try (TensorScope scope = TensorScope.open()) {
            Sequential network = network();
            network.freeze("fc1.*");
            LayerFlow flow = LayerFlow.of(network, LOSS, input(), classes());
            assertThat(flow.rows().get(0).gradient()).isNaN();
            assertThat(flow.findings()).isEmpty();
        }
    }

    @Test
    void aGradientThatIsHeldUpIsMissed() {
        try (TensorScope scope = TensorScope.open()) {
            Rng rng = Rng.seed(3);
            Sequential network = Sequential.named()
                    .add("fc1", new Linear(4, 16, rng.split("fc1")))
                    .add("stop", new Lambda("stop", Tensor::detach))
                    .add("relu", new Relu())
                    .add("fc2", new Linear(16, 2, rng.split("fc2")))
                    .build();
            assertThat(LayerFlow.of(network, LOSS, input(), classes()).findings())
                    .containsExactly(
                            "fc1: no gradient reaches its output (detached?)",
                            "stop: no gradient reaches its output (detached?)",
                            "relu: no gradient reaches its output (detached?)");
        }
    }

    @Test
    void figuresOfALayerAreThoseOfItsOutput() {
        try (TensorScope scope = TensorScope.open()) {
            Sequential network = network();
            LayerFlow flow = LayerFlow.of(network, LOSS, input(), classes());
            LayerFlow.Row first = flow.rows().get(0);
            double[] output = network.forward(input()).toDoubleArray();
            LayerFlow.Row last = flow.rows().get(3);
            double mean = 0;
            for (double value : output) {
                mean += value / output.length;
            }
            assertThat(flow.rows()).extracting(LayerFlow.Row::path).containsExactly("fc1", "norm", "relu", "fc2");
            assertThat(first.output()).isEqualTo(Shape.of(8, 16));
            assertThat(last.mean()).isCloseTo(mean, within(1e-6));
            // softmax minus one-hot, over the batch
            Tensor scores = network.forward(input());
            double[] p = scores.softmax(1).toDoubleArray();
            long[] labels = classes().toLongArray();
            double squares = 0;
            for (int i = 0; i < p.length; i++) {
                double g = (p[i] - (labels[i / 2] == i % 2 ? 1 : 0)) / 8;
                squares += g * g;
            }
            assertThat(last.gradient()).isCloseTo(Math.sqrt(squares / p.length), within(1e-6));
            assertThat(flow.findings()).isEmpty();
            assertThat(flow.toString()).contains("fc2", "gradient");
        }
    }

    @Test
    void deadRelusAreFound() {
        try (TensorScope scope = TensorScope.open()) {
            Sequential network = network();
            network.namedParameters().get("norm.bias").set(Tensor.ones(16).mul(-100));
            List<String> findings =
                    LayerFlow.of(network, LOSS, input(), classes()).findings();
            assertThat(findings).anyMatch(finding -> finding.startsWith("relu: 100 % of its features are 0"));
        }
    }

    @Test
    void vanishingAndExplodingGradientsAreFound() {
        try (TensorScope scope = TensorScope.open()) {
            assertThat(LayerFlow.of(deep(1, new Sigmoid()), LOSS, input(), classes())
                            .findings())
                    .anyMatch(finding -> finding.startsWith("gradients vanish"));
            assertThat(LayerFlow.of(deep(30, new Relu()), LOSS, input(), classes())
                            .findings())
                    .anyMatch(finding -> finding.startsWith("gradients explode"));
        }
    }

    private static Sequential deep(double scale, Layer activation) {
        Sequential.Builder builder = Sequential.named();
        Rng rng = Rng.seed(5);
        for (int i = 0; i < 8; i++) {
            Linear linear = new Linear(i == 0 ? 4 : 16, i == 7 ? 2 : 16, rng.split(i));
            linear.weight().set(linear.weight().value().detach().mul(scale));
            builder.add("fc" + i, linear);
            if (i < 7) {
                builder.add("act" + i, activation instanceof Relu ? new Relu() : new Sigmoid());
            }
        }
        return builder.build();
    }

    @Test
    void theLossAtChanceIsChecked() {
        try (TensorScope scope = TensorScope.open()) {
            Sequential network = network();
            assertThat(SanityCheck.lossAtChance(network, LOSS, input(), classes())
                            .passed())
                    .isTrue();
            network.namedParameters()
                    .get("fc2.weight")
                    .set(Tensor.normal(Rng.seed(2), 2, 16).mul(50));
            SanityCheck wild = SanityCheck.lossAtChance(network, LOSS, input(), classes());
            assertThat(wild.passed()).isFalse();
            assertThat(wild.message()).startsWith("loss at chance: expected about ln 2 = 0.693, found ");
        }
    }

    @Test
    void oneBatchIsLearnedByHeartUnlessSomethingIsWrong() {
        try (TensorScope scope = TensorScope.open()) {
            Sequential network = network();
            String before = network.stateDict().get("fc1.weight").toString();
            SanityCheck check = SanityCheck.overfitOneBatch(
                    network, LOSS, model -> new Adam(model, Adam.lr(0.05)), input(), classes(), 100);
            assertThat(check.passed()).as(check.message()).isTrue();
            assertThat(network.stateDict().get("fc1.weight").toString()).isEqualTo(before);
            SanityCheck slow = SanityCheck.overfitOneBatch(
                    network, LOSS, model -> new Sgd(model, Sgd.lr(1e-6)), input(), classes(), 20);
            assertThat(slow.passed()).isFalse();
            assertThat(slow.message()).contains("after 20 updates");
        }
    }

    @Test
    void nothingIsLeft() {
        Sequential network = network();
        Runnable all = () -> {
            try (TensorScope scope = TensorScope.open()) {
                LayerFlow.of(network, LOSS, input(), classes());
                SanityCheck.lossAtChance(network, LOSS, input(), classes());
                SanityCheck.overfitOneBatch(network, LOSS, m -> new Adam(m, Adam.lr(0.05)), input(), classes(), 3);
            }
        };
        all.run();
        long live = BufferPool.host().liveBytes();
        all.run();
        assertThat(BufferPool.host().liveBytes()).isEqualTo(live);
    }
}
