package dev.gradus.layers.catalogue;

import dev.gradus.layers.Layer;
import dev.gradus.layers.Module;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A row of the catalogue: a layer or module with inputs, and the module of PyTorch that does the same.
 *
 * <pre>{@code
 * LayerCase.of(rng -> new Linear(6, 4, rng), 2, 3, 6)
 *         .prints("Linear(6, 4): 28 parameters")
 *         .pytorch("torch.nn.Linear", () -> new LinearImpl(6, 4), LinearImpl::forward);
 * }</pre>
 */
final class LayerCase {
    private static final long SEED = 21;

    /** An argument: its shape, and what its values are. */
    record Input(Shape shape, Kind kind, int classes) {
        enum Kind {
            /** Floating: shuffled steps of 0.01 around 0, which keep ties and kinks away from differences. */
            SPREAD,
            /** Floating: those, moved between 0 and 1. */
            UNIT,
            /** Floating: corners of boxes, in rows of x1, y1, x2, y2. */
            BOXES,
            /** Floating: 0 or 1. */
            ZERO_ONE,
            /** INT64: class numbers. */
            CLASSES
        }

        static Input of(long... dims) {
            return new Input(Shape.of(dims), Kind.SPREAD, 0);
        }

        static Input zeroOne(long... dims) {
            return new Input(Shape.of(dims), Kind.ZERO_ONE, 2);
        }

        static Input unit(long... dims) {
            return new Input(Shape.of(dims), Kind.UNIT, 0);
        }

        /** Boxes; other ones for another number. */
        static Input boxes(long count, int set) {
            return new Input(Shape.of(count, 4), Kind.BOXES, set);
        }

        static Input classes(int classes, long... dims) {
            return new Input(Shape.of(dims), Kind.CLASSES, classes);
        }

        boolean isFloating() {
            return kind != Kind.CLASSES;
        }

        double[] values() {
            int n = Math.toIntExact(shape.size());
            Rng rng = Rng.seed(SEED).split(shape.toString());
            return switch (kind) {
                case SPREAD -> spread(rng, n).toArray();
                case UNIT -> spread(rng, n).map(v -> 0.5 + v).toArray();
                case BOXES -> boxes(rng.split(classes), n);
                case ZERO_ONE, CLASSES ->
                    rng.ints(n, 0, classes).asDoubleStream().toArray();
            };
        }

        private static DoubleStream spread(Rng rng, int n) {
            return IntStream.of(rng.permutation(n)).mapToDouble(i -> (i - n / 2 + 0.5) * 0.01);
        }

        private static double[] boxes(Rng rng, int n) {
            double[] corners = new double[n];
            for (int i = 0; i < n; i += 4) {
                for (int axis = 0; axis < 2; axis++) {
                    corners[i + axis] = rng.nextDouble(0, 1);
                    corners[i + 2 + axis] = corners[i + axis] + rng.nextDouble(1, 2);
                }
            }
            return corners;
        }

        Tensor tensor(DType floating) {
            return Tensor.of(values(), shape).to(isFloating() ? floating : DType.INT64);
        }
    }

    /** The module in PyTorch, and how it is called. */
    record Twin(
            Supplier<? extends org.bytedeco.pytorch.Module> make,
            BiFunction<org.bytedeco.pytorch.Module, org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor>
                    forward) {}

    final List<Input> inputs;
    private final Function<Rng, Module> make;
    private final BiFunction<Module, Tensor[], Tensor> run;
    private String name;
    private String tree;
    private Shape output;
    private String pytorch;
    private String remark = "";
    private Twin twin;
    private boolean random;
    private boolean differences = true;
    private boolean stepping;

    private LayerCase(Function<Rng, Module> make, BiFunction<Module, Tensor[], Tensor> run, List<Input> inputs) {
        this.make = make;
        this.run = run;
        this.inputs = inputs;
    }

    /** A row for a layer of one floating input. */
    static LayerCase of(Function<Rng, ? extends Layer> make, long... input) {
        return of(make, Input.of(input));
    }

    static LayerCase of(Function<Rng, ? extends Layer> make, Input input) {
        return new LayerCase(make::apply, (layer, x) -> ((Layer) layer).apply(x[0]), List.of(input));
    }

    /** A row for a module with a forward of its own. */
    @SuppressWarnings("unchecked") // it gets what make made
    static <M extends Module> LayerCase module(
            Function<Rng, M> make, BiFunction<M, Tensor[], Tensor> run, Input... inputs) {
        return new LayerCase(make::apply, (module, x) -> run.apply((M) module, x), List.of(inputs));
    }

    // ---- what is known of it

    LayerCase prints(String expected) {
        tree = expected;
        return this;
    }

    LayerCase gives(long... dims) {
        output = Shape.of(dims);
        return this;
    }

    /** PyTorch's name where its C++ library has no such module. */
    LayerCase pytorch(String newName) {
        pytorch = newName;
        return this;
    }

    @SuppressWarnings("unchecked") // it gets what make made
    <T extends org.bytedeco.pytorch.Module> LayerCase pytorch(
            String newName,
            Supplier<T> newTwin,
            BiFunction<T, org.bytedeco.pytorch.Tensor, org.bytedeco.pytorch.Tensor> forward) {
        twin = new Twin(newTwin, (module, x) -> forward.apply((T) module, x[0]));
        return pytorch(newName);
    }

    @SuppressWarnings("unchecked") // it gets what make made
    <T extends org.bytedeco.pytorch.Module> LayerCase pytorchAll(
            String newName,
            Supplier<T> newTwin,
            BiFunction<T, org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor> forward) {
        twin = new Twin(newTwin, (module, x) -> forward.apply((T) module, x));
        return pytorch(newName);
    }

    /** PyTorch has none; what its users write instead. */
    LayerCase notInPytorch(String instead) {
        remark = instead;
        return this;
    }

    LayerCase remark(String newRemark) {
        remark = newRemark;
        return this;
    }

    /** Training draws random numbers, so that only evaluation can be compared with PyTorch. */
    LayerCase random() {
        random = true;
        return this;
    }

    /** Training changes what forward computes at each call, so that differences are taken in evaluation. */
    LayerCase stepping() {
        stepping = true;
        return this;
    }

    /** Its gradient is by design not that of its formula. */
    LayerCase withoutDifferences() {
        differences = false;
        return this;
    }

    Module make() {
        return make.apply(Rng.seed(SEED));
    }

    Module makeOther() {
        return make.apply(Rng.seed(SEED + 1));
    }

    Tensor run(Module module, Tensor... x) {
        return run.apply(module, x);
    }

    /** The class of the layer. */
    Class<?> type() {
        return make().getClass();
    }

    String tree() {
        return tree;
    }

    Shape output() {
        return output;
    }

    String pytorch() {
        return pytorch;
    }

    String remark() {
        return remark;
    }

    Twin twin() {
        return twin;
    }

    boolean isRandom() {
        return random;
    }

    boolean isStepping() {
        return stepping;
    }

    boolean hasDifferences() {
        return differences;
    }

    @Override
    public synchronized String toString() {
        if (name == null) {
            name = make().toString().lines().findFirst().orElseThrow().replaceFirst(": [\\d,]+ parameters?$", "")
                    + " on " + inputs.get(0).shape();
        }
        return name;
    }
}
