package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.javacpp.indexer.Bfloat16Indexer;
import org.bytedeco.javacpp.indexer.BooleanIndexer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.Indexer;
import org.bytedeco.javacpp.indexer.IntIndexer;
import org.bytedeco.javacpp.indexer.LongIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
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
     * @param array of an element type that {@link DType} has; it is copied unless it is dense, row-major, no part
     *     of another array and outside of ND4J's workspaces
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
        if (isDense(array) && !array.isView() && !array.isAttached()) {
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
            DataBuffer buffer = storage instanceof Nd4jStorage own ? own.shown() : hostView(storage).buffer;
            long offset = storage instanceof Nd4jStorage own ? own.offset() : 0;
            if (tensor.layout() == Layout.PLAIN) {
                return Nd4j.create(buffer, shape.dims(), shape.strides(), offset, 'c');
            }
            Shape physical = Shape.of(shape.dim(0), shape.dim(2), shape.dim(3), shape.dim(1));
            return Nd4j.create(buffer, physical.dims(), physical.strides(), offset, 'c')
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
            Memory memory = new Memory(storage);
            DataType type = Nd4jStorage.type(storage.dtype());
            buffer = Nd4j.createBuffer(memory, type, storage.length(), memory.indexer());
            // So that closing an array over it does nothing.
            buffer.setConstant(true);
        }

        @Override
        public void close() {
            buffer.setConstant(false);
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

        Indexer indexer() {
            return switch (storage.dtype()) {
                case FLOAT32 -> FloatIndexer.create(new FloatPointer(this));
                case FLOAT64 -> DoubleIndexer.create(new DoublePointer(this));
                case BFLOAT16 -> Bfloat16Indexer.create(new ShortPointer(this));
                case INT32 -> IntIndexer.create(new IntPointer(this));
                case INT64 -> LongIndexer.create(new LongPointer(this));
                case UINT8 -> UByteIndexer.create(new BytePointer(this));
                case BOOL -> BooleanIndexer.create(new BooleanPointer(this));
            };
        }
    }
}
