package dev.gradus.vision.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.autograd.GradMode;
import dev.gradus.layers.Compiled;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One network serves several threads at once: oneDNN's primitives are wrong when threads share their scratchpads. */
@SuppressWarnings("try") // scopes and modes act by being open
class ConcurrentInferenceTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 200;

    private final UNet network = new UNet(UNet.Config.of(3, 1), Rng.seed(1));

    @Test
    void everyOutputIsBitEqualToThatOfOneThread() throws Exception {
        network.eval();
        compareThreads(network::forward);
    }

    @Test
    void andSoIsThatOfTheCompiledNetwork() throws Exception {
        network.eval();
        try (Compiled compiled = network.compile(Shape.of(1, 3, 48, 48))) {
            compareThreads(compiled::forward);
        }
    }

    private static void compareThreads(UnaryOperator<Tensor> network) throws Exception {
        List<float[]> photos = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            float[] photo = new float[3 * 48 * 48];
            Rng.seed(7).split(i).fillNormal(photo, 0, photo.length, 0, 1);
            photos.add(photo);
            expected.add(segment(network, photo));
        }
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Integer>> jobs = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                float[] photo = photos.get(i);
                float[] wanted = expected.get(i);
                jobs.add(() -> differing(network, photo, wanted));
            }
            for (Future<Integer> wrong : pool.invokeAll(jobs)) {
                assertThat(wrong.get()).as("outputs that differ of " + ROUNDS).isZero();
            }
        } finally {
            pool.shutdown();
        }
    }

    private static int differing(UnaryOperator<Tensor> network, float[] photo, float[] wanted) {
        int wrong = 0;
        for (int round = 0; round < ROUNDS; round++) {
            wrong += java.util.Arrays.equals(segment(network, photo), wanted) ? 0 : 1;
        }
        return wrong;
    }

    private static float[] segment(UnaryOperator<Tensor> network, float[] photo) {
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            return network.apply(Tensor.of(photo, Shape.of(1, 3, 48, 48))).toFloatArray();
        }
    }
}
