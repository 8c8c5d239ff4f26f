package dev.gradus.tensor;

import dev.gradus.autograd.Node;
import dev.gradus.backend.Backend;
import dev.gradus.backend.Nd4jDoor;
import dev.gradus.compile.KernelCalls;
import dev.gradus.compile.Tracer;
import dev.gradus.memory.Storage;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
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
 *
 * <p>The everyday ops are methods of the interfaces that it implements; all others are static methods of the classes in
 * {@code dev.gradus.ops}.
 */
public final class Tensor
        implements TensorAutograd, TensorArithmetic, TensorActivations, TensorReductions, TensorShaping {
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
        return new Tensor(KernelCalls.behind(backend), storage, shape, layout, TensorScope.current());
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
        return KernelCalls.over(backend);
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
        return TensorReader.floats(this);
    }

    /**
     * All elements as doubles, converted where the type is another.
     *
     * @return the elements in row-major order
     */
    public double[] toDoubleArray() {
        return TensorReader.doubles(this);
    }

    /**
     * All elements as longs.
     *
     * @return the elements in row-major order
     * @throws IllegalArgumentException if the type is floating
     */
    public long[] toLongArray() {
        return TensorReader.longs(this);
    }

    /**
     * All elements in the array type of the storage, see {@link Storage}.
     *
     * @return a primitive array in row-major order
     */
    public Object toArray() {
        Tracer.requireConstant(this, "a read");
        Tensor plain = backend.plain(this);
        Object values = TensorReader.array(plain);
        plain.free();
        return values;
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
        Node.of(this, "renew");
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
     * The vertex of the graph; for the engine.
     *
     * @return the node, null if untracked
     */
    public Node node() {
        return node;
    }
}
