package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The zero-copy door between tensors and ND4J arrays. In both directions the memory stays its owner's, and whoever uses
 * it after the owner has freed it gets an exception.
 */
public final class Nd4jDoor {
    private Nd4jDoor() {}

    /**
     * Borrows an array's memory: changes to the array show in the tensor, which never frees it. Closing the array makes
     * the tensor unusable.
     *
     * @param array of an element type that {@link DType} has; it is copied unless it is dense, row-major and outside
     *     of ND4J's workspaces
     * @return a tensor of the current backend
     */
    public static Tensor borrow(INDArray array) {
        Nd4jRuntime.start();
        DType dtype = dtype(array);
        Shape shape = Shape.of(array.shape());
        Backend backend = Backend.current();
        if (shape.size() == 0) {
            return Tensor.wrap(backend, backend.allocate(dtype, 0), shape, Layout.PLAIN);
        }
        if (isDense(array) && !array.isAttached()) {
            return Tensor.wrap(backend, borrowed(backend, array, dtype), shape, Layout.PLAIN);
        }
        try (Nd4jArena arena = new Nd4jArena()) {
            INDArray dense = arena.copy(array);
            Storage copy = backend.allocate(dtype, shape.size());
            Tensor tensor = Tensor.wrap(backend, copy, shape, Layout.PLAIN);
            Tensor source = Tensor.wrap(backend, borrowed(backend, dense, dtype), shape, Layout.PLAIN);
            backend.copyInto(tensor, source);
            source.free();
            return tensor;
        }
    }

    private static Storage borrowed(Backend backend, INDArray array, DType dtype) {
        if (backend == Nd4jBackend.INSTANCE) {
            return Nd4jStorage.borrowing(array.data(), dtype, array.length());
        }
        // Asked at each use: a closed buffer throws, and the supplier keeps the array reachable.
        DataBuffer buffer = array.data();
        LongSupplier address = () -> {
            if (array.wasClosed()) {
                throw new IllegalStateException("tensor " + Shape.of(array.shape())
                        + ": expected the ND4J array that it borrows to be open, got a closed one");
            }
            return buffer.address();
        };
        return HostStorage.borrow(dtype, array.length(), address);
    }

    private static boolean isDense(INDArray array) {
        return array.rank() == 0
                || (array.ordering() == 'c' && Arrays.equals(array.stride(), Nd4j.getStrides(array.shape(), 'c')));
    }

    private static DType dtype(INDArray array) {
        return switch (array.dataType()) {
            case FLOAT -> DType.FLOAT32;
            case DOUBLE -> DType.FLOAT64;
            case BFLOAT16 -> DType.BFLOAT16;
            case INT -> DType.INT32;
            case LONG -> DType.INT64;
            case UBYTE -> DType.UINT8;
            case BOOL -> DType.BOOL;
            default ->
                throw new IllegalArgumentException(
                        "tensor: expected an ND4J array of FLOAT, DOUBLE, BFLOAT16, INT, LONG, UBYTE or BOOL, got "
                                + array.dataType());
        };
    }

    /**
     * Shows a tensor's memory. The array must not be written to; closing it does nothing, and using it after the tensor
     * was freed throws {@link IllegalStateException}. It keeps a tensor that no scope owns from being collected.
     *
     * @param tensor the tensor
     * @return a view in logical order, whose strides show the layout
     */
    @SuppressWarnings("try") // the block keeps the array out of the caller's workspace
    public static INDArray view(Tensor tensor) {
        Nd4jRuntime.start();
        Storage storage = tensor.storage();
        Shape shape = tensor.shape();
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            if (shape.size() == 0) {
                return Nd4j.createUninitialized(Nd4jStorage.type(tensor.dtype()), shape.dims(), 'c');
            }
            DataBuffer whole = storage instanceof Nd4jStorage own ? own.buffer() : hostView(storage).buffer;
            long offset = storage instanceof Nd4jStorage own ? own.offset() : 0;
            // A view of a buffer cannot be closed, but sees when the buffer is.
            DataBuffer view = Nd4j.createBuffer(whole, offset, shape.size());
            if (tensor.layout() == Layout.PLAIN) {
                return Nd4j.create(view, shape.dims(), shape.strides(), 0, 'c');
            }
            Shape physical = Shape.of(shape.dim(0), shape.dim(2), shape.dim(3), shape.dim(1));
            return Nd4j.create(view, physical.dims(), physical.strides(), 0, 'c')
                    .permute(0, 3, 1, 2);
        }
    }

    private static HostView hostView(Storage storage) {
        if (!(storage instanceof HostStorage host)) {
            throw new IllegalStateException("data: expected a tensor in main memory or in ND4J's, got "
                    + storage.getClass().getSimpleName());
        }
        return (HostView) host.view(() -> new HostView(host));
    }

    /** The one ND4J buffer over a storage in main memory. */
    private static final class HostView implements HostStorage.View {
        final DataBuffer buffer;

        HostView(HostStorage storage) {
            buffer = Nd4j.createBuffer(
                    new Memory(storage), storage.length(), Nd4jStorage.type(storage.dtype()));
        }

        @Override
        public void close() {
            buffer.close();
        }
    }

    /** Where a storage is. JavaCPP frees no pointer made of an address; the buffer keeps this, and so the storage. */
    private static final class Memory extends Pointer {
        private final HostStorage storage;

        Memory(HostStorage storage) {
            this.address = storage.address();
            this.limit = storage.length() * storage.dtype().bytes();
            this.capacity = limit;
            this.storage = storage;
        }
    }
}
