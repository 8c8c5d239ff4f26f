package dev.gradus.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.autograd.Precision;
import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.data.Sample;
import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Dropout;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Linear;
import dev.gradus.layers.MaxPool2d;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.layers.losses.MseLoss;
import dev.gradus.optim.Adam;
import dev.gradus.optim.LrSchedule;
import dev.gradus.optim.Sgd;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainerTest {
    private record Listed(List<Sample> samples) implements Dataset<Sample> {
        @Override
        public int size() {
            return samples.size();
        }

        @Override
        public Sample get(int index) {
            return samples.get(index);
        }
    }

    private static DataLoader line(int batch) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            float x = i / 16f - 1;
            samples.add(new Sample(new float[] {x}, new long[] {1}, new float[] {3 * x - 1}, new long[] {1}));
        }
        return DataLoader.of(new Listed(samples), DataLoader.batchSize(batch).shuffle(true), Rng.seed(1));
    }

    private static Dataset<Sample> pictures(int count) {
        Rng rng = Rng.seed(11);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] pixels = new float[64];
            rng.fillNormal(pixels, 0, 64, 0, 1);
            samples.add(Sample.ofClass(pixels, new long[] {1, 8, 8}, rng.nextInt(5)));
        }
        return new Listed(samples);
    }

    private static Sequential network(Rng rng, double dropout) {
        return new Sequential(
                Conv2d.of(1, 8, 3).padding(1).build(rng.split("conv")),
                new BatchNorm2d(8),
                new Relu(),
                new MaxPool2d(2),
                new Flatten(),
                new Dropout(dropout, rng.split("dropout")),
                new Linear(128, 5, rng.split("fc")));
    }

    @Test
    void aLinearLayerLearnsALine() throws DatasetException {
        Linear model = new Linear(1, 1, Rng.seed(3));
        try (DataLoader data = line(8)) {
            TrainingResult result =
                    new Trainer(model, new MseLoss(), new Sgd(model, Sgd.lr(0.1).momentum(0.9))).fit(data, data, 60);
            assertThat(result.steps()).isEqualTo(240);
            assertThat(result.epochs()).hasSize(60);
            assertThat(result.epochs().get(59).evaluation().loss()).isLessThan(1e-6);
        }
        assertThat(model.weight().value().item()).isCloseTo(3, within(1e-3));
        assertThat(model.bias().value().item()).isCloseTo(-1, within(1e-3));
    }

    @Test
    void overfitsTwentyPictures() throws DatasetException {
        Sequential model = network(Rng.seed(5), 0);
        try (DataLoader data =
                DataLoader.of(pictures(20), DataLoader.batchSize(10).shuffle(true), Rng.seed(2))) {
            Trainer trainer =
                    new Trainer(model, new CrossEntropyLoss(), new Adam(model, Adam.lr(0.01))).metric(new Accuracy());
            double untrained = trainer.evaluate(data).loss();
            assertThat(untrained).isBetween(0.7 * Math.log(5), 1.6 * Math.log(5));
            trainer.fit(data, null, 30);
            EpochReport.Evaluation trained = trainer.evaluate(data);
            assertThat(trained.metrics().get("accuracy")).isEqualTo(1);
            assertThat(trained.loss()).isLessThan(0.1);
            assertThat(model.isTraining()).isTrue();
        }
    }

    @Test
    void trainsInMixedPrecisionAndEvaluatesWithout() throws DatasetException {
        Linear model = new Linear(1, 1, Rng.seed(3));
        List<String> seen = new ArrayList<>();
        Layer watched = new Layer() {
            {
                child("linear", model);
            }

            @Override
            public Tensor forward(Tensor x) {
                Tensor y = model.forward(x);
                seen.add((isTraining() ? "training " : "evaluation ") + y.dtype());
                return y;
            }
        };
        try (DataLoader data = line(32)) {
            new Trainer(watched, new MseLoss(), new Sgd(model, Sgd.lr(0.1).momentum(0.9)))
                    .precision(Precision::bf16)
                    .fit(data, data, 100);
        }
        assertThat(seen).startsWith("training BFLOAT16", "evaluation FLOAT32").doesNotContain("training FLOAT32");
        assertThat(Precision.isBf16()).isFalse();
        assertThat(model.weight().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(model.weight().value().item()).isCloseTo(3, within(0.03));
    }

    private static float[] trainedWeights(int workers) throws DatasetException {
        Sequential model = network(Rng.seed(5), 0.3);
        DataLoader.Options options = DataLoader.batchSize(6).shuffle(true).workers(workers);
        try (DataLoader data = DataLoader.of(pictures(20), options, Rng.seed(2))) {
            new Trainer(model, new CrossEntropyLoss(), new Adam(model, Adam.lr(0.01)))
                    .schedule(LrSchedule.oneCycle(0.01, 12))
                    .fit(data, null, 3);
        }
        return model.stateDict().get("6.weight").toFloatArray();
    }

    @Test
    void equalSeedsGiveEqualBits() throws DatasetException {
        assertThat(trainedWeights(2)).containsExactly(trainedWeights(0));
    }

    private static final class Logarithm extends Layer {
        @Override
        public Tensor forward(Tensor x) {
            return x.log();
        }
    }

    /** The root's value at 0 is finite, its slope is not. */
    private static final class Root extends Layer {
        @Override
        public Tensor forward(Tensor x) {
            return x.relu().sqrt();
        }
    }

    @Test
    void anomaliesAreFoundInTheGradient() {
        Sequential model = new Sequential(new Linear(1, 1, Rng.seed(3)), new Root());
        try (DataLoader data = line(32)) {
            Trainer trainer = new Trainer(model, new MseLoss(), new Sgd(model, Sgd.lr(0.1))).detectAnomalies();
            assertThatThrownBy(() -> trainer.fit(data, null, 1))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("in epoch 1, batch 1")
                    .hasMessageEndingWith("in the gradient (32, 1) that reaches relu in module 1");
        }
    }

    @Test
    void saysWhereANanArose() {
        Sequential model = new Sequential(new Linear(1, 1, Rng.seed(3)), new Logarithm());
        try (DataLoader data = line(32)) {
            assertThatThrownBy(() -> new Trainer(model, new MseLoss(), new Sgd(model, Sgd.lr(0.1))).fit(data, null, 1))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("training: expected a finite loss, got NaN in epoch 1, batch 1; it arose in the output"
                            + " (32, 1) of log in module 1");
        }
        Sequential broken = new Sequential(new Linear(1, 2, Rng.seed(3)), new Linear(2, 1, Rng.seed(4)));
        broken.namedParameters().get("1.bias").set(Tensor.of(Float.POSITIVE_INFINITY));
        try (DataLoader data = line(32)) {
            assertThatThrownBy(
                            () -> new Trainer(broken, new MseLoss(), new Sgd(broken, Sgd.lr(0.1))).fit(data, null, 1))
                    .hasMessageContaining("epoch 1, batch 1; it arose in parameter 1.bias");
        }
        Linear large = new Linear(1, 1, Rng.seed(3));
        large.weight().set(Tensor.of(new float[] {3e38f}, Shape.of(1, 1)));
        large.bias().set(Tensor.of(3e38f));
        try (DataLoader data = line(32)) {
            assertThatThrownBy(() -> new Trainer(large, new MseLoss(), new Sgd(large, Sgd.lr(0.1))).fit(data, null, 1))
                    .hasMessageContaining("of linear (of parameter weight, parameter bias)");
        }
    }

    @Test
    void stopsAfterTheBatch() throws DatasetException {
        Linear model = new Linear(1, 1, Rng.seed(3));
        Trainer trainer = new Trainer(model, new MseLoss(), new Sgd(model, Sgd.lr(0.1)));
        trainer.callback(new Callback() {
            @Override
            public void onBatch(Progress progress) {
                if (progress.epoch() == 1 && progress.batch() == 2) {
                    trainer.stop();
                }
            }
        });
        try (DataLoader data = line(8)) {
            TrainingResult result = trainer.fit(data, null, 5);
            assertThat(result.stopped()).isTrue();
            assertThat(result.steps()).isEqualTo(7);
            assertThat(result.epochs()).hasSize(1);
        }
    }

    @Test
    void keepsTheBestState() throws DatasetException {
        Linear model = new Linear(1, 1, Rng.seed(3));
        double[] scores = {1, 3, 2};
        List<Float> weights = new ArrayList<>();
        BestState best = new BestState(model, report -> scores[report.epoch()]);
        Callback weight = new Callback() {
            @Override
            public void onEpoch(EpochReport report) {
                weights.add((float) model.weight().value().item());
            }
        };
        try (DataLoader data = line(8)) {
            new Trainer(model, new MseLoss(), new Sgd(model, Sgd.lr(0.1)))
                    .callback(best)
                    .callback(weight)
                    .fit(data, null, 3);
        }
        assertThat(best.best().epoch()).isEqualTo(1);
        best.restore();
        assertThat((float) model.weight().value().item())
                .isEqualTo(weights.get(1))
                .isNotEqualTo(weights.get(2));
    }

    @Test
    void metricsDoNotDependOnBatches() {
        Accuracy whole = new Accuracy();
        Accuracy part = new Accuracy();
        assertThat(whole.value()).isNaN();
        Tensor scores = Tensor.of(new float[] {1, 0, 0, 1, 3, 2}, Shape.of(3, 2));
        whole.update(scores, Tensor.of(new long[] {0, 0, 0}, Shape.of(3)));
        part.update(scores.slice(0, 0, 1), Tensor.of(new long[] {0}, Shape.of(1)));
        Accuracy rest = new Accuracy();
        rest.update(scores.slice(0, 1, 3), Tensor.of(new long[] {0, 0}, Shape.of(2)));
        part.merge(rest);
        assertThat(part.value()).isEqualTo(whole.value()).isEqualTo(2 / 3.0);
        part.reset();
        assertThat(part.value()).isNaN();
        Mean mean = new Mean();
        mean.add(1, 3);
        mean.add(5, 1);
        assertThat(mean.value()).isEqualTo(2);
    }

    @Test
    void theProgressBarShowsLossesAndMetrics() throws DatasetException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Sequential model = network(Rng.seed(5), 0);
        try (DataLoader data = DataLoader.of(pictures(20), DataLoader.batchSize(10), Rng.seed(2))) {
            new Trainer(model, new CrossEntropyLoss(), new Adam(model, Adam.lr(0.01)))
                    .metric(new Accuracy())
                    .callback(new ProgressBar(new PrintStream(bytes, true, StandardCharsets.UTF_8), false))
                    .fit(data, data, 2);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(
                        line -> line.matches(
                                "epoch [12]/2  \\d+:\\d\\d  loss \\d\\.\\d{4}  validation loss \\d\\.\\d{4}  accuracy [01]\\.\\d{4}"));
    }
}
