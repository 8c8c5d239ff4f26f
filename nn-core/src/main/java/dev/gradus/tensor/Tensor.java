package dev.gradus.tensor;

import dev.gradus.autograd.Backward;
import dev.gradus.autograd.Node;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Nd4jDoor;
import dev.gradus.compile.Tracer;
import dev.gradus.memory.Storage;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Activations;
import dev.gradus.ops.Elementwise;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.ops.Reductions;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An n-dimensional array whose contents never change, and a variable of the autograd graph.
 *
 * <pre>{@code
 * Tensor x = Tensor.of(new float[] {1, 2, 3}, Shape.of(3)).tracked();
 * Tensor loss = x.square().sum();
 * loss.backward();
 * System.out.println(x.grad());      // [2. 4. 6.]
 * }</pre>
 *
 * <p>A tensor belongs to the {@link TensorScope} in which it was made and is freed with it; without one, to the garbage
 * collector. Using it afterwards throws {@link IllegalStateException}. A tensor may be read by several threads.
 */
public final class Tensor {
    private static final int CHUNK = 1 << 20;

    private final Backend backend;
    private final Storage storage;
    private final Shape shape;
    private final Layout layout;
    private TensorScope scope;
    private Node node;
    private volatile String gone;

    private Tensor(Backend backend, Storage storage, Shape shape, Layout layout, TensorScope scope) {
        this.backend = backend;
        this.storage = storage;
        this.shape = shape;
        this.layout = layout;
        this.scope = scope;
        TensorScope.own(scope, this);
    }

    // ---- making tensors

    /**
     * Wraps memory that a kernel filled; for backends.
     *
     * @param backend whose memory it is
     * @param storage the elements, one reference of which the tensor takes over
     * @param shape the logical shape
     * @param layout how the elements lie
     * @return the tensor, owned by the current scope
     */
    public static Tensor wrap(Backend backend, Storage storage, Shape shape, Layout layout) {
        return new Tensor(backend, storage, shape, layout, TensorScope.current());
    }

    private static Tensor from(Object values, int length, DType dtype, Shape shape) {
        Shape.require(
                length == shape.size(), "tensor", () -> shape.size() + " values for shape " + shape, () -> length);
        Backend backend = Backend.current();
        Storage storage = backend.allocate(dtype, length);
        storage.write(0, values, 0, length);
        return wrap(backend, storage, shape, Layout.PLAIN);
    }

    /**
     * A FLOAT32 tensor.
     *
     * @param values its elements in row-major order; copied
     * @param shape its shape
     * @return the tensor
     */
    public static Tensor of(float[] values, Shape shape) {
        return from(values, values.length, DType.FLOAT32, shape);
    }

    /**
     * A FLOAT64 tensor.
     *
     * @param values its elements in row-major order; copied
     * @param shape its shape
     * @return the tensor
     */
    public static Tensor of(double[] values, Shape shape) {
        return from(values, values.length, DType.FLOAT64, shape);
    }

    /**
     * An INT32 tensor.
     *
     * @param values its elements in row-major order; copied
     * @param shape its shape
     * @return the tensor
     */
    public static Tensor of(int[] values, Shape shape) {
        return from(values, values.length, DType.INT32, shape);
    }

    /**
     * An INT64 tensor.
     *
     * @param values its elements in row-major order; copied
     * @param shape its shape
     * @return the tensor
     */
    public static Tensor of(long[] values, Shape shape) {
        return from(values, values.length, DType.INT64, shape);
    }

    /**
     * A UINT8 tensor.
     *
     * @param values its elements in row-major order, as unsigned bytes; copied
     * @param shape its shape
     * @return the tensor
     */
    public static Tensor of(byte[] values, Shape shape) {
        return from(values, values.length, DType.UINT8, shape);
    }

    /**
     * A BOOL tensor.
     *
     * @param values its elements in row-major order; copied
     * @param shape its shape
     * @return the tensor
     */
    public static Tensor of(boolean[] values, Shape shape) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return from(bytes, bytes.length, DType.BOOL, shape);
    }

    /**
     * A FLOAT32 vector.
     *
     * @param values its elements; copied
     * @return a tensor of shape (values.length,)
     */
    public static Tensor of(float... values) {
        return of(values, Shape.of(values.length));
    }

    /**
     * Borrows an ND4J array without copying: changes to the array show in the tensor, and the tensor never frees it.
     *
     * @param array FLOAT, DOUBLE, INT32, INT64, UINT8 or BOOL; dense and row-major, else it is copied
     * @return the tensor
     */
    public static Tensor of(INDArray array) {
        return Nd4jDoor.borrow(array);
    }

    /**
     * A FLOAT32 scalar.
     *
     * @param value its value
     * @return a tensor of shape ()
     */
    public static Tensor scalar(double value) {
        return full(Shape.of(), DType.FLOAT32, value);
    }

    /**
     * A tensor of one value.
     *
     * @param shape its shape
     * @param dtype its type
     * @param value the value of each element
     * @return the tensor
     */
    public static Tensor full(Shape shape, DType dtype, double value) {
        return Backend.current().full(shape, dtype, value);
    }

    /**
     * A FLOAT32 tensor of zeros.
     *
     * @param dims its dimensions
     * @return the tensor
     */
    public static Tensor zeros(long... dims) {
        return full(Shape.of(dims), DType.FLOAT32, 0);
    }

    /**
     * A FLOAT32 tensor of ones.
     *
     * @param dims its dimensions
     * @return the tensor
     */
    public static Tensor ones(long... dims) {
        return full(Shape.of(dims), DType.FLOAT32, 1);
    }

    /**
     * The FLOAT32 vector (0, 1, …, n − 1).
     *
     * @param n its length
     * @return the tensor
     */
    public static Tensor arange(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        return of(values);
    }

    /**
     * FLOAT32 draws from the normal distribution of mean 0 and variance 1.
     *
     * @param rng where they are drawn
     * @param dims the dimensions
     * @return the tensor
     */
    public static Tensor normal(Rng rng, long... dims) {
        return filled(Shape.of(dims), (values, count) -> rng.fillNormal(values, 0, count, 0, 1));
    }

    /**
     * FLOAT32 draws from the uniform distribution on [low, high).
     *
     * @param rng where they are drawn
     * @param low the lower bound
     * @param high the upper bound
     * @param dims the dimensions
     * @return the tensor
     */
    public static Tensor uniform(Rng rng, double low, double high, long... dims) {
        return filled(Shape.of(dims), (values, count) -> rng.fillUniform(values, 0, count, (float) low, (float) high));
    }

    private interface Filler {
        void fill(float[] values, int count);
    }

    private static Tensor filled(Shape shape, Filler filler) {
        Backend backend = Backend.current();
        Storage storage = backend.allocate(DType.FLOAT32, shape.size());
        float[] values = new float[(int) Math.min(CHUNK, shape.size())];
        for (long done = 0; done < shape.size(); done += values.length) {
            int count = (int) Math.min(values.length, shape.size() - done);
            filler.fill(values, count);
            storage.write(done, values, 0, count);
        }
        return wrap(backend, storage, shape, Layout.PLAIN);
    }

    // ---- what it is

    /**
     * The dimensions.
     *
     * @return the shape
     */
    public Shape shape() {
        return shape;
    }

    /**
     * One dimension.
     *
     * @param dim its index; negative counts from the end
     * @return its extent
     */
    public long dim(int dim) {
        return shape.dim(dim);
    }

    /**
     * The number of dimensions.
     *
     * @return the rank
     */
    public int rank() {
        return shape.rank();
    }

    /**
     * The number of elements.
     *
     * @return the size
     */
    public long size() {
        return shape.size();
    }

    /**
     * The element type.
     *
     * @return the type
     */
    public DType dtype() {
        return storage.dtype();
    }

    /**
     * How the elements lie in memory; for backends.
     *
     * @return the layout
     */
    public Layout layout() {
        return layout;
    }

    /**
     * Whose memory the elements are in.
     *
     * @return the backend
     */
    public Backend backend() {
        return Tracer.over(backend);
    }

    /**
     * The elements; for backends.
     *
     * @return the storage
     * @throws IllegalStateException if the tensor was freed
     */
    public Storage storage() {
        if (gone != null) {
            throw new IllegalStateException("tensor " + shape + ": used after " + gone);
        }
        return storage;
    }

    // ---- reading

    /**
     * The value of a tensor of one element.
     *
     * @return the value, converted to double
     */
    public double item() {
        Shape.require(size() == 1, "item", () -> "a tensor of one element", () -> "shape " + shape);
        return toDoubleArray()[0];
    }

    /**
     * All elements as floats, converted where the type is another.
     *
     * @return the elements in row-major order
     */
    public float[] toFloatArray() {
        if (dtype() == DType.FLOAT32) {
            return (float[]) read(float[]::new);
        }
        double[] values = toDoubleArray();
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }

    /**
     * All elements as doubles, converted where the type is another.
     *
     * @return the elements in row-major order
     */
    public double[] toDoubleArray() {
        return switch (dtype()) {
            case FLOAT64 -> (double[]) read(double[]::new);
            case FLOAT32 -> widen((float[]) read(float[]::new));
            case BFLOAT16 -> widen((short[]) read(short[]::new));
            case INT32 ->
                Arrays.stream((int[]) read(int[]::new)).asDoubleStream().toArray();
            case INT64 ->
                Arrays.stream((long[]) read(long[]::new)).asDoubleStream().toArray();
            case UINT8, BOOL -> widen((byte[]) read(byte[]::new));
        };
    }

    /**
     * All elements as longs.
     *
     * @return the elements in row-major order
     * @throws IllegalArgumentException if the type is floating
     */
    public long[] toLongArray() {
        Shape.require(!dtype().isFloating(), "toLongArray", () -> "a tensor of whole numbers", this::dtype);
        return dtype() == DType.INT64
                ? (long[]) read(long[]::new)
                : Arrays.stream(toDoubleArray()).mapToLong(v -> (long) v).toArray();
    }

    /**
     * All elements in the array type of the storage, see {@link Storage}.
     *
     * @return a primitive array in row-major order
     */
    public Object toArray() {
        return switch (dtype()) {
            case FLOAT32 -> read(float[]::new);
            case FLOAT64 -> read(double[]::new);
            case BFLOAT16 -> read(short[]::new);
            case INT32 -> read(int[]::new);
            case INT64 -> read(long[]::new);
            case UINT8, BOOL -> read(byte[]::new);
        };
    }

    private Object read(IntFunction<Object> allocate) {
        Tracer.requireConstant(this, "a read");
        int count = Math.toIntExact(size());
        Object values = allocate.apply(count);
        Tensor plain = backend.plain(this);
        plain.storage().read(0, values, 0, count);
        plain.free();
        return values;
    }

    private static double[] widen(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    private static double[] widen(short[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.intBitsToFloat(values[i] << 16);
        }
        return out;
    }

    private static double[] widen(byte[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i] & 0xff;
        }
        return out;
    }

    /**
     * A view for reading through ND4J, in logical order: channels-last memory shows as strides, {@code dup('c')} makes
     * plain order. It must not be written to, and dies with this tensor.
     *
     * @return the array, without a copy where the type is one of ND4J's
     */
    public INDArray data() {
        Tracer.requireConstant(this, "data()");
        return Nd4jDoor.view(this);
    }

    /** The values as NumPy prints them, long tensors abridged. */
    @Override
    public String toString() {
        return gone != null ? "tensor" + shape + " (freed: " + gone + ")" : TensorFormat.format(this);
    }

    // ---- ownership

    /**
     * Frees the tensor now instead of with its scope.
     */
    public void free() {
        free("it was freed");
    }

    /**
     * Frees the tensor.
     *
     * @param why what a later use is told
     */
    public void free(String why) {
        synchronized (this) {
            if (gone != null) {
                return;
            }
            gone = why;
        }
        storage.release();
    }

    /**
     * Whether the tensor may still be used.
     *
     * @return false after {@link #free} or the end of its scope
     */
    public boolean isOpen() {
        return gone == null;
    }

    /**
     * Another untracked handle on the same elements, owned by the current scope.
     *
     * @return the handle
     */
    public Tensor alias() {
        return wrap(backend, storage().retain(), shape, layout);
    }

    /**
     * Another untracked handle on the same elements under another shape; only for dense row-major tensors.
     *
     * @param newShape a shape of the same size
     * @return the handle, owned by the current scope
     */
    public Tensor aliasAs(Shape newShape) {
        Shape.require(
                newShape.size() == size(),
                "reshape",
                () -> "a shape of " + size() + " elements for " + shape,
                () -> newShape);
        Shape.require(
                layout == Layout.PLAIN || Layout.coincide(shape), "reshape", () -> "a row-major tensor", () -> layout);
        return wrap(backend, storage().retain(), newShape, Layout.PLAIN);
    }

    /**
     * An untracked copy with memory of its own.
     *
     * @return the copy, owned by the current scope
     */
    public Tensor copy() {
        Tensor copy = wrap(backend, backend.allocate(dtype(), size()), shape, layout);
        backend().copyInto(copy, this);
        return copy;
    }

    /**
     * Whether no other handle shares the elements.
     *
     * @return true if they may be reused
     */
    public boolean isSoleOwner() {
        return storage().isUnshared();
    }

    /**
     * Who frees this tensor.
     *
     * @return the scope, or null for the garbage collector
     */
    public TensorScope scope() {
        return scope;
    }

    /**
     * Hands this tensor to another owner.
     *
     * @param owner a scope of this thread, or null for the garbage collector: it then outlives every scope, as the
     *     parameters of a network do
     * @return this
     */
    public Tensor moveTo(TensorScope owner) {
        if (scope != null) {
            scope.disown(this);
        }
        scope = owner;
        TensorScope.own(owner, this);
        return this;
    }

    // ---- autograd

    /**
     * The same values as a leaf of the graph: backward leaves a gradient here.
     *
     * @return a new handle, owned by the current scope
     */
    public Tensor tracked() {
        return tracked("tensor", null);
    }

    /**
     * The same values as a named leaf whose gradient is written to given memory.
     *
     * @param name for errors
     * @param gradBuffer a tensor of this shape and type, or null for fresh memory
     * @return a new handle, owned by the current scope
     */
    public Tensor tracked(String name, Tensor gradBuffer) {
        Shape.require(dtype().isFloating(), "tracked", () -> "a floating tensor", this::dtype);
        Tensor leaf = alias();
        leaf.node = Node.leaf(name, leaf, gradBuffer);
        return leaf;
    }

    /**
     * Ends this leaf and returns a new one on the same memory and with the same gradient: for parameters, whose memory
     * was changed. What a graph captured of this leaf is of no use any more.
     *
     * @param why what a later use of this leaf is told
     * @return the new leaf, owned by the current scope
     */
    public Tensor renew(String why) {
        requireTracked("renew");
        // A window, so that nothing cached for the old contents is found under the new handle's storage.
        Tensor leaf = wrap(backend, storage().window(0, size()), shape, layout);
        leaf.node = node;
        free(why);
        return leaf;
    }

    /**
     * Makes this tensor the output of an op; for the engine.
     *
     * @param made what made it
     * @return this, or an alias if this is a leaf
     */
    public Tensor withNode(Node made) {
        Tensor output = node != null && node.isLeaf() ? alias() : this;
        output.node = made;
        return output;
    }

    /**
     * Whether gradients flow to this tensor.
     *
     * @return true for leaves made by {@link #tracked()} and whatever was computed from them while recording
     */
    public boolean isTracked() {
        return node != null;
    }

    /**
     * The vertex of the graph; for the engine.
     *
     * @return the node, null if untracked
     */
    public Node node() {
        return node;
    }

    /**
     * The same values outside the graph.
     *
     * @return an untracked handle
     */
    public Tensor detach() {
        return alias();
    }

    /**
     * Keeps the gradient of this inner tensor when backward passes; {@link #grad()} then gives it.
     *
     * @return this
     */
    public Tensor retainGrad() {
        requireTracked("retainGrad").retainGrad(this);
        return this;
    }

    /**
     * The gradient that backward left here.
     *
     * @return the gradient, or null if none has come
     */
    public Tensor grad() {
        return node == null ? null : node.grad();
    }

    /** Forgets the gradient, so that the next backward starts from zero. */
    public void zeroGrad() {
        if (node != null) {
            node.clearGrad();
        }
    }

    /**
     * Computes the gradients of this scalar for all leaves it depends on, and adds them there; the graph is given back.
     *
     * @throws IllegalStateException if nothing is tracked, or the graph was walked before
     */
    public void backward() {
        backward(false);
    }

    /**
     * Computes the gradients of this scalar.
     *
     * @param retainGraph whether the graph shall be kept for another backward
     */
    @SuppressWarnings("try") // the scope acts by being open
    public void backward(boolean retainGraph) {
        requireTracked("backward");
        Shape.require(size() == 1, "backward", () -> "a scalar, or a gradient to start from", () -> "shape " + shape);
        try (TensorScope inner = TensorScope.open()) {
            Backward.run(this, backend.full(shape, dtype(), 1), retainGraph);
        }
    }

    /**
     * Computes the gradients of Σ gradient · this.
     *
     * @param gradient the gradient of this tensor, of its shape and type
     * @param retainGraph whether the graph shall be kept for another backward
     */
    public void backward(Tensor gradient, boolean retainGraph) {
        requireTracked("backward");
        Shape.require(
                gradient.shape.equals(shape) && gradient.dtype() == dtype(),
                "backward",
                () -> "a gradient " + dtype() + " " + shape,
                () -> gradient.dtype() + " " + gradient.shape);
        Backward.run(this, gradient, retainGraph);
    }

    private Node requireTracked(String call) {
        if (node == null) {
            throw new IllegalStateException(call
                    + ": expected a tensor computed from a tracked one, got an untracked one (see Tensor.tracked)");
        }
        return node;
    }

    // ---- everyday ops; each links to the op that documents it

    /**
     * this + other; see {@link Elementwise#add(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor add(Tensor other) {
        return Elementwise.add(this, other);
    }

    /**
     * this − other; see {@link Elementwise#sub(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor sub(Tensor other) {
        return Elementwise.sub(this, other);
    }

    /**
     * this · other; see {@link Elementwise#mul(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor mul(Tensor other) {
        return Elementwise.mul(this, other);
    }

    /**
     * this / other; see {@link Elementwise#div(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor div(Tensor other) {
        return Elementwise.div(this, other);
    }

    /**
     * this to the power of other; see {@link Elementwise#pow(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor pow(Tensor other) {
        return Elementwise.pow(this, other);
    }

    /**
     * The larger of each pair; see {@link Elementwise#maximum(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor maximum(Tensor other) {
        return Elementwise.maximum(this, other);
    }

    /**
     * The smaller of each pair; see {@link Elementwise#minimum(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor minimum(Tensor other) {
        return Elementwise.minimum(this, other);
    }

    /**
     * this = other; see {@link Elementwise#eq(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor eq(Tensor other) {
        return Elementwise.eq(this, other);
    }

    /**
     * this ≠ other; see {@link Elementwise#ne(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor ne(Tensor other) {
        return Elementwise.ne(this, other);
    }

    /**
     * this &lt; other; see {@link Elementwise#lt(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor lt(Tensor other) {
        return Elementwise.lt(this, other);
    }

    /**
     * this ≤ other; see {@link Elementwise#le(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor le(Tensor other) {
        return Elementwise.le(this, other);
    }

    /**
     * this &gt; other; see {@link Elementwise#gt(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor gt(Tensor other) {
        return Elementwise.gt(this, other);
    }

    /**
     * this ≥ other; see {@link Elementwise#ge(Tensor, Tensor)}.
     *
     * @param other the other tensor
     * @return the result
     */
    public Tensor ge(Tensor other) {
        return Elementwise.ge(this, other);
    }

    /**
     * this + value; see {@link Elementwise#add(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor add(double value) {
        return Elementwise.add(this, value);
    }

    /**
     * this − value; see {@link Elementwise#sub(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor sub(double value) {
        return Elementwise.sub(this, value);
    }

    /**
     * this · value; see {@link Elementwise#mul(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor mul(double value) {
        return Elementwise.mul(this, value);
    }

    /**
     * this / value; see {@link Elementwise#div(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor div(double value) {
        return Elementwise.div(this, value);
    }

    /**
     * this to the power of value; see {@link Elementwise#pow(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor pow(double value) {
        return Elementwise.pow(this, value);
    }

    /**
     * this = value; see {@link Elementwise#eq(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor eq(double value) {
        return Elementwise.eq(this, value);
    }

    /**
     * this ≠ value; see {@link Elementwise#ne(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor ne(double value) {
        return Elementwise.ne(this, value);
    }

    /**
     * this &lt; value; see {@link Elementwise#lt(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor lt(double value) {
        return Elementwise.lt(this, value);
    }

    /**
     * this ≤ value; see {@link Elementwise#le(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor le(double value) {
        return Elementwise.le(this, value);
    }

    /**
     * this &gt; value; see {@link Elementwise#gt(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor gt(double value) {
        return Elementwise.gt(this, value);
    }

    /**
     * this ≥ value; see {@link Elementwise#ge(Tensor, double)}.
     *
     * @param value a number
     * @return the result
     */
    public Tensor ge(double value) {
        return Elementwise.ge(this, value);
    }

    /**
     * −this; see {@link Elementwise#neg(Tensor)}.
     *
     * @return the result
     */
    public Tensor neg() {
        return Elementwise.neg(this);
    }

    /**
     * |this|; see {@link Elementwise#abs(Tensor)}.
     *
     * @return the result
     */
    public Tensor abs() {
        return Elementwise.abs(this);
    }

    /**
     * eˣ; see {@link Elementwise#exp(Tensor)}.
     *
     * @return the result
     */
    public Tensor exp() {
        return Elementwise.exp(this);
    }

    /**
     * The natural logarithm; see {@link Elementwise#log(Tensor)}.
     *
     * @return the result
     */
    public Tensor log() {
        return Elementwise.log(this);
    }

    /**
     * The square root; see {@link Elementwise#sqrt(Tensor)}.
     *
     * @return the result
     */
    public Tensor sqrt() {
        return Elementwise.sqrt(this);
    }

    /**
     * this²; see {@link Elementwise#square(Tensor)}.
     *
     * @return the result
     */
    public Tensor square() {
        return Elementwise.square(this);
    }

    /**
     * 1 / this; see {@link Elementwise#reciprocal(Tensor)}.
     *
     * @return the result
     */
    public Tensor reciprocal() {
        return Elementwise.reciprocal(this);
    }

    /**
     * Limits each element; see {@link Elementwise#clamp}.
     *
     * @param min the lower bound
     * @param max the upper bound
     * @return the result
     */
    public Tensor clamp(double min, double max) {
        return Elementwise.clamp(this, min, max);
    }

    /**
     * max(this, 0); see {@link Activations#relu(Tensor)}.
     *
     * @return the result
     */
    public Tensor relu() {
        return Activations.relu(this);
    }

    /**
     * 1 / (1 + e⁻ˣ); see {@link Activations#sigmoid(Tensor)}.
     *
     * @return the result
     */
    public Tensor sigmoid() {
        return Activations.sigmoid(this);
    }

    /**
     * The hyperbolic tangent; see {@link Activations#tanh(Tensor)}.
     *
     * @return the result
     */
    public Tensor tanh() {
        return Activations.tanh(this);
    }

    /**
     * log(1 + eˣ); see {@link Activations#softplus(Tensor)}.
     *
     * @return the result
     */
    public Tensor softplus() {
        return Activations.softplus(this);
    }

    /**
     * this above 0, else a multiple; see {@link Activations#leakyRelu}.
     *
     * @param negativeSlope the multiple
     * @return the result
     */
    public Tensor leakyRelu(double negativeSlope) {
        return Activations.leakyRelu(this, negativeSlope);
    }

    /**
     * See {@link Activations#softmax}.
     *
     * @param dim the dimension
     * @return the result
     */
    public Tensor softmax(int dim) {
        return Activations.softmax(this, dim);
    }

    /**
     * See {@link Activations#logSoftmax}.
     *
     * @param dim the dimension
     * @return the result
     */
    public Tensor logSoftmax(int dim) {
        return Activations.logSoftmax(this, dim);
    }

    /**
     * Reduces dimensions, none for all, which disappear; see {@link Reductions#sum}.
     *
     * @param dims the dimensions
     * @return the result
     */
    public Tensor sum(int... dims) {
        return Reductions.sum(this, false, dims);
    }

    /**
     * Reduces dimensions, none for all; see {@link Reductions#sum}.
     *
     * @param keepDim whether they stay, with extent 1
     * @param dims the dimensions
     * @return the result
     */
    public Tensor sum(boolean keepDim, int... dims) {
        return Reductions.sum(this, keepDim, dims);
    }

    /**
     * Reduces dimensions, none for all, which disappear; see {@link Reductions#mean}.
     *
     * @param dims the dimensions
     * @return the result
     */
    public Tensor mean(int... dims) {
        return Reductions.mean(this, false, dims);
    }

    /**
     * Reduces dimensions, none for all; see {@link Reductions#mean}.
     *
     * @param keepDim whether they stay, with extent 1
     * @param dims the dimensions
     * @return the result
     */
    public Tensor mean(boolean keepDim, int... dims) {
        return Reductions.mean(this, keepDim, dims);
    }

    /**
     * Reduces dimensions, none for all, which disappear; see {@link Reductions#max}.
     *
     * @param dims the dimensions
     * @return the result
     */
    public Tensor max(int... dims) {
        return Reductions.max(this, false, dims);
    }

    /**
     * Reduces dimensions, none for all; see {@link Reductions#max}.
     *
     * @param keepDim whether they stay, with extent 1
     * @param dims the dimensions
     * @return the result
     */
    public Tensor max(boolean keepDim, int... dims) {
        return Reductions.max(this, keepDim, dims);
    }

    /**
     * Reduces dimensions, none for all, which disappear; see {@link Reductions#min}.
     *
     * @param dims the dimensions
     * @return the result
     */
    public Tensor min(int... dims) {
        return Reductions.min(this, false, dims);
    }

    /**
     * Reduces dimensions, none for all; see {@link Reductions#min}.
     *
     * @param keepDim whether they stay, with extent 1
     * @param dims the dimensions
     * @return the result
     */
    public Tensor min(boolean keepDim, int... dims) {
        return Reductions.min(this, keepDim, dims);
    }

    /**
     * The variance; see {@link Reductions#var}.
     *
     * @param unbiased whether to divide by n − 1
     * @param keepDim whether the dimensions stay, with extent 1
     * @param dims the dimensions, none for all
     * @return the result
     */
    public Tensor var(boolean unbiased, boolean keepDim, int... dims) {
        return Reductions.var(this, unbiased, keepDim, dims);
    }

    /**
     * The index of the largest; see {@link Reductions#argmax}.
     *
     * @param dim the dimension, which disappears
     * @return the result
     */
    public Tensor argmax(int dim) {
        return Reductions.argmax(this, dim);
    }

    /**
     * The matrix product; see {@link LinearAlgebra#matmul}.
     *
     * @param other the right factor
     * @return the result
     */
    public Tensor matmul(Tensor other) {
        return LinearAlgebra.matmul(this, other);
    }

    /**
     * The same elements under another shape; see {@link Shaping#reshape}.
     *
     * @param dims the new dimensions; one may be −1
     * @return the result
     */
    public Tensor reshape(long... dims) {
        return Shaping.reshape(this, dims);
    }

    /**
     * Joins dimensions; see {@link Shaping#flatten}.
     *
     * @param fromDim the first to join
     * @return the result
     */
    public Tensor flatten(int fromDim) {
        return Shaping.flatten(this, fromDim);
    }

    /**
     * Reorders dimensions; see {@link Shaping#permute}.
     *
     * @param order for each output dimension the input dimension
     * @return the result
     */
    public Tensor permute(int... order) {
        return Shaping.permute(this, order);
    }

    /**
     * Swaps two dimensions; see {@link Shaping#transpose}.
     *
     * @param dim0 one
     * @param dim1 the other
     * @return the result
     */
    public Tensor transpose(int dim0, int dim1) {
        return Shaping.transpose(this, dim0, dim1);
    }

    /**
     * Drops a dimension of extent 1; see {@link Shaping#squeeze}.
     *
     * @param dim the dimension
     * @return the result
     */
    public Tensor squeeze(int dim) {
        return Shaping.squeeze(this, dim);
    }

    /**
     * Inserts a dimension of extent 1; see {@link Shaping#unsqueeze}.
     *
     * @param dim where
     * @return the result
     */
    public Tensor unsqueeze(int dim) {
        return Shaping.unsqueeze(this, dim);
    }

    /**
     * A range along a dimension; see {@link Shaping#slice}.
     *
     * @param dim the dimension
     * @param start the first index
     * @param end one past the last
     * @return the result
     */
    public Tensor slice(int dim, long start, long end) {
        return Shaping.slice(this, dim, start, end);
    }

    /**
     * Repeats dimensions of extent 1; see {@link Shaping#expand}.
     *
     * @param dims the full shape
     * @return the result
     */
    public Tensor expand(long... dims) {
        return Shaping.expand(this, dims);
    }

    /**
     * Converts the elements; see {@link Shaping#to}.
     *
     * @param dtype the new type
     * @return the result
     */
    public Tensor to(DType dtype) {
        return Shaping.to(this, dtype);
    }
}
