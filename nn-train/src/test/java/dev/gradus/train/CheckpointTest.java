package dev.gradus.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.Sample;
import dev.gradus.io.ModelFormatException;
import dev.gradus.io.Safetensors;
import dev.gradus.layers.BatchNorm2d;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Dropout;
import dev.gradus.layers.Flatten;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.CrossEntropyLoss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Adam;
import dev.gradus.optim.ReduceOnPlateau;
import dev.gradus.optim.WeightAverage;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // scopes act by being open
final class CheckpointTest {
    private static final int EPOCHS = 3;
    private static final int UPDATES = 12;

    @TempDir
    private Path folder;

    /** Pictures of noise, whose classes are learned by heart. */
    private record Noise() implements Dataset<Sample> {
        @Override
        public int size() {
            return 44;
        }

        @Override
        public Sample get(int index) {
            Rng rng = Rng.seed(index);
            float[] pixels = new float[36];
            rng.fillNormal(pixels, 0, pixels.length, 0, 1);
            return Sample.ofClass(pixels, new long[] {1, 6, 6}, rng.nextInt(3));
        }
    }

    /** A training with everything that has a state: dropout, batch norm, Adam, a plateau, an average, callbacks. */
    private static final class Run implements AutoCloseable {
        final Sequential model;
        final Adam adam;
        final WeightAverage average;
        final BestState best;
        final Trainer trainer;
        final DataLoader training;
        final DataLoader validation;
        TrainingResult result;

        Run(Checkpoints checkpoints, int accumulated) {
            Rng rng = Rng.seed(5);
            model = new Sequential(
                    Conv2d.of(1, 4, 3).padding(1).build(rng.split("conv")),
                    new BatchNorm2d(4),
                    new Relu(),
                    new Flatten(),
                    new Dropout(0.3, rng.split("dropout")),
                    new Linear(144, 3, rng.split("fc")));
            adam = new Adam(model, Adam.lr(0.02).decoupledWeightDecay(0.01));
            adam.lookahead(3, 0.5);
            average = WeightAverage.ema(model, 0.9);
            best = new BestState(model, report -> -report.evaluation().loss());
            DataLoader.Options options = DataLoader.batchSize(4);
            training = DataLoader.of(new Noise(), options.shuffle(true), rng.split("order"));
            validation = DataLoader.of(new Noise(), options, rng);
            trainer = new Trainer(model, new CrossEntropyLoss(), adam)
                    .schedule(ReduceOnPlateau.from(0.02)
                            .patience(0)
                            .threshold(0.9)
                            .warmup(5)
                            .times(0.9))
                    .metric(new Accuracy())
                    .average(average, 2)
                    .clipGradNorm(0.5)
                    .accumulate(accumulated)
                    .callback(best);
            trainer.callback(new EarlyStopping(trainer, 10));
            if (checkpoints != null) {
                trainer.checkpoints(checkpoints);
            }
        }

        Run fit() throws Exception {
            result = trainer.fit(training, validation, EPOCHS);
            return this;
        }

        /** Everything, as numbers. */
        String outcome() {
            StringBuilder text = new StringBuilder();
            try (TensorScope scope = TensorScope.open()) {
                for (Map<String, Tensor> part :
                        List.of(model.stateDict(), adam.stateDict(), average.stateDict(), best.stateDict())) {
                    part.forEach((name, tensor) -> {
                        if (!name.equals("report")) { // holds seconds
                            text.append(name).append(Arrays.toString(tensor.toDoubleArray()));
                        }
                    });
                }
            }
            result.epochs().forEach(e -> text.append(e.trainLoss()).append(e.evaluation()));
            return text.append(result.steps()).toString();
        }

        @Override
        public void close() {
            training.close();
            validation.close();
        }
    }

    private static Callback stoppingAfter(Trainer trainer, int updates) {
        return new Callback() {
            private int seen;

            @Override
            public void onBatch(Progress progress) {
                if (++seen == updates) {
                    trainer.stop();
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10, 11, 12, 17, 22, 32, 33})
    void goesOnToTheSameBitsAfterAStop(int updates) throws Exception {
        String whole;
        try (Run run = new Run(null, 1)) {
            whole = run.fit().outcome();
        }
        Checkpoints checkpoints = Checkpoints.in(folder);
        try (Run run = new Run(checkpoints, 1)) {
            run.trainer.callback(stoppingAfter(run.trainer, updates));
            assertThat(run.fit().result.stopped()).isTrue();
        }
        try (Run run = new Run(checkpoints, 1)) {
            assertThat(run.trainer.resume()).isTrue();
            assertThat(run.fit().outcome()).isEqualTo(whole);
            assertThat(run.result.stopped()).isFalse();
        }
    }

    /** The last checkpoint within an epoch counts, not what was done after it. */
    @Test
    void goesOnFromTheLastCheckpointAfterACrash() throws Exception {
        String whole;
        try (Run run = new Run(null, 2)) {
            whole = run.fit().outcome();
        }
        Checkpoints checkpoints = Checkpoints.in(folder).every(Duration.ZERO);
        Path copy = folder.resolve("copy");
        try (Run run = new Run(checkpoints, 2)) {
            run.trainer.callback(new Callback() {
                private int seen;

                @Override
                public void onBatch(Progress progress) {
                    if (++seen == UPDATES) {
                        try {
                            Files.copy(checkpoints.file(), copy);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                }
            });
            run.fit();
        }
        Checkpoints found = new Checkpoints(copy, Duration.ofHours(1), Map.of());
        try (Run run = new Run(found, 2)) {
            assertThat(run.trainer.resume()).isTrue();
            assertThat(run.fit().outcome()).isEqualTo(whole);
        }
    }

    @Test
    void doesNothingMoreAfterTheEnd() throws Exception {
        Checkpoints checkpoints = Checkpoints.in(folder);
        String whole;
        try (Run run = new Run(checkpoints, 1)) {
            whole = run.fit().outcome();
        }
        try (Run run = new Run(checkpoints, 1)) {
            assertThat(run.trainer.resume()).isTrue();
            assertThat(run.fit().outcome()).isEqualTo(whole);
        }
    }

    @Test
    void hasNothingToGoOnFromAtFirst() throws Exception {
        try (Run run = new Run(Checkpoints.in(folder), 1)) {
            assertThat(run.trainer.resume()).isFalse();
        }
        try (Run run = new Run(null, 1)) {
            assertThat(run.trainer.resume()).isFalse();
        }
    }

    @Test
    void refusesAnotherRunsCheckpointAndOtherFiles() throws Exception {
        Checkpoints checkpoints = Checkpoints.in(folder).of("seed", 5).of("lr", 0.02);
        try (Run run = new Run(checkpoints, 1)) {
            run.fit();
        }
        try (Run run = new Run(Checkpoints.in(folder).of("seed", 5).of("lr", 0.1), 1)) {
            assertThatThrownBy(run.trainer::resume)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("expected a run with lr 0.1, found one with 0.02");
        }
        try (Run run = new Run(Checkpoints.in(folder).of("epochs", 5), 1)) {
            assertThatThrownBy(run.trainer::resume)
                    .hasMessageContaining("expected a run with epochs 5, found one with none");
        }
        try (TensorScope scope = TensorScope.open()) {
            Safetensors.write(checkpoints.file(), Map.of("x", Tensor.ones(2)), Map.of());
        }
        try (Run run = new Run(checkpoints, 1)) {
            assertThatThrownBy(run.trainer::resume)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("expected a checkpoint of a training, found metadata []");
        }
        Files.writeString(checkpoints.file(), "no tensors");
        try (Run run = new Run(checkpoints, 1)) {
            assertThatThrownBy(run.trainer::resume)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("checkpoint.safetensors");
        }
    }

    /** An epoch need not have been evaluated by the trainer itself. */
    @Test
    @SuppressWarnings("try") // the scope acts by being open
    void theBestStateIsKeptWithoutAnEvaluation() {
        Linear model = new Linear(2, 1, Rng.seed(1));
        BestState best = new BestState(model, EpochReport::trainLoss);
        best.onEpoch(new EpochReport(3, 9, 0.5, null, 2));
        try (TensorScope scope = TensorScope.open()) {
            String kept = model.weight().value().toString();
            BestState again = new BestState(model, EpochReport::trainLoss);
            again.loadStateDict(best.stateDict());
            assertThat(again.best()).isEqualTo(new EpochReport(3, 9, 0.5, null, 2));
            model.weight().set(Tensor.ones(1, 2));
            again.restore();
            assertThat(model.weight().value().toString()).isEqualTo(kept);
        }
    }
}
