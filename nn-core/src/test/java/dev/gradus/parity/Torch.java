package dev.gradus.parity;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Runs a function in PyTorch on heap arrays and gives its outputs and gradients back as heap arrays.
 *
 * <pre>{@code
 * Torch.assumeAvailable();
 * Torch.Result r = Torch.run(
 *         Torch.FLOAT64,
 *         List.of(Torch.leaf(a, 2, 3), Torch.leaf(b, 3, 4)),
 *         x -> torch.matmul(x[0], x[1]),
 *         outputGradient);
 * r.output().values();      // 2 * 4 values in row-major order
 * r.gradients().get(1);     // of b, shape (3, 4)
 * }</pre>
 *
 * <p>PyTorch computes with one thread, on a thread of its own: its {@code set_num_threads} sets OpenMP's count of the
 * calling thread, and the OpenMP runtime is the one that oneDNN uses. All tensors of a run are freed at its end, so the
 * function must let none escape. {@linkplain dev.gradus.parity The package's page} lists how the ops are called.
 */
@SuppressWarnings("ArrayRecordComponent") // the records carry arrays and are never compared
public final class Torch {
    public static final ScalarType FLOAT32 = ScalarType.Float;
    public static final ScalarType FLOAT64 = ScalarType.Double;
    public static final ScalarType BFLOAT16 = ScalarType.BFloat16;

    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(work -> {
        Runnable withOneThread = () -> {
            torch.set_num_threads(1);
            work.run();
        };
        Thread thread = new Thread(withOneThread, "pytorch");
        thread.setDaemon(true);
        return thread;
    });

    private Torch() {}

    /** Whether PyTorch's natives for this platform are on the class path. */
    public static boolean available() {
        return Torch.class.getResource("/org/bytedeco/pytorch/" + Loader.getPlatform() + "/") != null;
    }

    /** Skips the calling test where PyTorch is not {@link #available()}. */
    public static void assumeAvailable() {
        assumeThat(available())
                .as("skipped: org.bytedeco:pytorch has no natives for %s on the class path", Loader.getPlatform())
                .isTrue();
    }

    /** What a tensor of an {@link Input} is to PyTorch. */
    public enum Kind {
        /** Floating point, with a gradient. */
        LEAF,
        /** Floating point, without. */
        CONSTANT,
        /** int64: class labels, positions. */
        INDEX,
        /** Booleans: every value but 0 is true. */
        MASK
    }

    /** An argument in row-major order. */
    public record Input(double[] values, Kind kind, long... shape) {}

    /** A result in row-major order; numbers of every type are widened to double. */
    public record Value(double[] values, long... shape) {}

    /** The outputs, and the gradients of the inputs of kind {@link Kind#LEAF} in their order. */
    public record Result(List<Value> outputs, List<Value> gradients) {
        /** The only output. */
        public Value output() {
            if (outputs.size() != 1) {
                throw new IllegalStateException("output: expected one output, got " + outputs.size());
            }
            return outputs.get(0);
        }
    }

    public static Input leaf(double[] values, long... shape) {
        return new Input(values, Kind.LEAF, shape);
    }

    public static Input constant(double[] values, long... shape) {
        return new Input(values, Kind.CONSTANT, shape);
    }

    public static Input index(double[] values, long... shape) {
        return new Input(values, Kind.INDEX, shape);
    }

    public static Input mask(double[] values, long... shape) {
        return new Input(values, Kind.MASK, shape);
    }

    /** Runs {@code function} without gradients. */
    public static Value forward(ScalarType dtype, List<Input> inputs, Function<Tensor[], Tensor> function) {
        return runAll(dtype, inputs, x -> new Tensor[] {function.apply(x)}).output();
    }

    /**
     * Runs {@code function} forward and backward.
     *
     * @param dtype of the leaves and constants
     * @param outputGradient what backward starts from, as many values as the output has
     */
    public static Result run(
            ScalarType dtype, List<Input> inputs, Function<Tensor[], Tensor> function, double... outputGradient) {
        return runAll(dtype, inputs, x -> new Tensor[] {function.apply(x)}, outputGradient);
    }

    /**
     * The same for a function of several outputs.
     *
     * @param outputGradients one for each of the first outputs; the others, such as indices, take part in no backward;
     *     if there are none, no gradient is computed
     */
    public static Result runAll(
            ScalarType dtype, List<Input> inputs, Function<Tensor[], Tensor[]> function, double[]... outputGradients) {
        return call(() -> {
            Tensor[] arguments =
                    inputs.stream().map(input -> tensor(dtype, input)).toArray(Tensor[]::new);
            Tensor[] outputs = function.apply(arguments);
            List<Value> values = new ArrayList<>();
            for (Tensor output : outputs) {
                values.add(value(output));
            }
            List<Value> gradients =
                    outputGradients.length == 0 ? List.of() : gradients(arguments, outputs, outputGradients);
            return new Result(List.copyOf(values), gradients);
        });
    }

    /** {@code tensor} as the argument of an op that can also do without. */
    public static TensorOptional optional(Tensor tensor) {
        return new TensorOptional(tensor);
    }

    /** The argument of an op that can do without. */
    public static TensorOptional none() {
        return new TensorOptional();
    }

    private static List<Value> gradients(Tensor[] arguments, Tensor[] outputs, double[][] outputGradients) {
        TensorVector roots = new TensorVector();
        TensorVector seeds = new TensorVector();
        for (int i = 0; i < outputGradients.length; i++) {
            roots.push_back(outputs[i]);
            seeds.push_back(AbstractTensor.create(outputGradients[i], outputs[i].shape())
                    .to(outputs[i].scalar_type()));
        }
        TensorVector leaves = new TensorVector();
        for (Tensor argument : arguments) {
            if (argument.requires_grad()) {
                leaves.push_back(argument);
            }
        }
        boolean allowUnused = true;
        TensorVector found = torch.grad(roots, leaves, seeds, new BoolOptional(), false, allowUnused);
        List<Value> gradients = new ArrayList<>();
        for (long i = 0; i < leaves.size(); i++) {
            Tensor gradient = found.get(i);
            gradients.add(value(gradient.defined() ? gradient : torch.zeros_like(leaves.get(i))));
        }
        return List.copyOf(gradients);
    }

    private static Tensor tensor(ScalarType dtype, Input input) {
        Tensor values = AbstractTensor.create(input.values(), input.shape());
        return switch (input.kind()) {
            case LEAF -> values.to(dtype).set_requires_grad(true);
            case CONSTANT -> values.to(dtype);
            case INDEX -> values.to(ScalarType.Long);
            case MASK -> values.to(ScalarType.Bool);
        };
    }

    /** The elements of a tensor; only within {@link #call}. */
    public static Value value(Tensor tensor) {
        Tensor plain = tensor.detach().to(FLOAT64).contiguous();
        double[] values = new double[Math.toIntExact(plain.numel())];
        plain.data_ptr_double().get(values);
        return new Value(values, plain.shape());
    }

    /** Does something with PyTorch itself, whose tensors are freed at its end, on its thread. */
    public static <T> T call(Supplier<T> work) {
        try {
            return THREAD.submit(() -> inScope(work)).get();
        } catch (ExecutionException e) {
            throw new IllegalArgumentException("PyTorch: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PyTorch computed", e);
        }
    }

    @SuppressWarnings("try") // the scope works by being open
    private static <T> T inScope(Supplier<T> work) {
        try (PointerScope scope = new PointerScope()) {
            return work.get();
        }
    }
}
