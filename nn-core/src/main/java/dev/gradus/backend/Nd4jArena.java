package dev.gradus.backend;

import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays of one kernel: those of its inputs, which it only reads, and its temporaries, which are freed when the
 * kernel ends, exception or not. Ownership is that of buffers, for several arrays may share one: closing an array
 * would free a reshaped one's memory too. Nothing is taken from the workspaces of the calling thread.
 */
final class Nd4jArena implements AutoCloseable {
    private final MemoryWorkspace outOfWorkspaces = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
    // By identity: two buffers are equal to ND4J if their contents are.
    private final Set<DataBuffer> inputs = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<DataBuffer> owned = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The elements of a tensor, under its shape. */
    INDArray in(Tensor x) {
        if (x.layout() == Layout.PLAIN) {
            return view(x, 0, x.shape().dims(), x.shape().strides());
        }
        Shape s = x.shape();
        Shape physical = Shape.of(s.dim(0), s.dim(2), s.dim(3), s.dim(1));
        return view(x, 0, physical.dims(), physical.strides()).permute(0, 3, 1, 2);
    }

    /** Some of the elements of a tensor; writing to the array changes the tensor. */
    INDArray view(Tensor x, long from, long[] dims, long[] strides) {
        Nd4jStorage storage = (Nd4jStorage) x.storage();
        inputs.add(storage.buffer());
        return Nd4j.create(storage.buffer(), dims, strides, storage.offset() + from, 'c');
    }

    /** The elements of a tensor as FLOAT or DOUBLE: BFLOAT16 computes in FLOAT, whole numbers in DOUBLE. */
    INDArray real(Tensor x) {
        INDArray array = in(x);
        return switch (x.dtype()) {
            case FLOAT32, FLOAT64 -> array;
            case BFLOAT16 -> cast(array, DataType.FLOAT);
            case INT32, INT64, UINT8, BOOL -> cast(array, DataType.DOUBLE);
        };
    }

    /** As {@link #real}, but INT64 and BOOL as they are. */
    INDArray value(Tensor x) {
        return x.dtype() == DType.INT64 || x.dtype() == DType.BOOL ? in(x) : real(x);
    }

    /** Makes sure that an array made here is freed in the end. */
    INDArray hold(INDArray array) {
        DataBuffer buffer = array.data();
        if (buffer != null && !inputs.contains(buffer) && buffer.closeable()) {
            owned.add(buffer);
        }
        return array;
    }

    /** An array of undefined contents. */
    INDArray fresh(DataType type, long... dims) {
        return hold(Nd4j.createUninitialized(type, dims, 'c'));
    }

    /** A copy in row-major order. */
    INDArray copy(INDArray x) {
        return fresh(x.dataType(), x.shape()).assign(x);
    }

    /** The array itself if it has that type already. */
    INDArray cast(INDArray x, DataType type) {
        return hold(x.castTo(type));
    }

    /** A vector of whole numbers. */
    INDArray longs(long... values) {
        return hold(Nd4j.createFromArray(values));
    }

    /** Another shape of a dense row-major array: shares its buffer. */
    INDArray reshape(INDArray x, long... dims) {
        // ND4J overwrites the dimensions that it is given.
        return hold(x.reshape('c', dims.clone()));
    }

    /** Runs one of ND4J's ops, with its whole-number and boolean arguments, into a new array. */
    INDArray op(String name, DataType type, long[] dims, List<INDArray> arguments, long[] whole, boolean... flags) {
        INDArray out = fresh(type, dims);
        op(name, new INDArray[] {out}, arguments, whole, flags);
        return out;
    }

    /** Runs one of ND4J's ops into arrays that are there already. */
    void op(String name, INDArray[] results, List<INDArray> arguments, long[] whole, boolean... flags) {
        DynamicCustomOp op = new DynamicCustomOp(name, arguments.toArray(INDArray[]::new), results);
        op.addIArgument(whole);
        op.addBArgument(flags);
        Nd4j.exec(op);
    }

    /** Runs an op of two arrays with broadcasting. */
    INDArray zip(String name, INDArray x, INDArray y) {
        return zip(name, x.dataType(), x, y);
    }

    /** Compares two arrays with broadcasting. */
    INDArray compare(String name, INDArray x, INDArray y) {
        return zip(name, DataType.BOOL, x, y);
    }

    private INDArray zip(String name, DataType type, INDArray x, INDArray y) {
        long[] dims =
                Shape.broadcast(name, Shape.of(x.shape()), Shape.of(y.shape())).dims();
        return op(name, type, dims, List.of(x, y), new long[0]);
    }

    /** Repeats dimensions of extent 1. */
    INDArray expand(INDArray x, long[] dims) {
        if (Arrays.equals(x.shape(), dims)) {
            return x;
        }
        return dims.length == 0
                ? reshape(x)
                : op("broadcast_to", x.dataType(), dims, List.of(x, longs(dims)), new long[0]);
    }

    /** x where the condition holds, else y; three arrays of one shape. */
    INDArray select(INDArray condition, INDArray x, INDArray y) {
        return op("select", x.dataType(), x.shape(), List.of(condition, x, y), new long[0]);
    }

    /** Sums dimensions to extent 1, in DOUBLE or LONG: ND4J adds in order, and 20 million floats lose their digits. */
    INDArray sum(INDArray x, boolean[] dims) {
        DataType type = x.dataType();
        INDArray sum = along("reduce_sum", cast(x, type.isFPType() ? DataType.DOUBLE : DataType.INT64), dims);
        return type.isFPType() ? cast(sum, type) : sum;
    }

    /** The mean over dimensions, which stay with extent 1; for FLOAT and DOUBLE. */
    INDArray mean(INDArray x, boolean[] dims) {
        INDArray total = along("reduce_sum", cast(x, DataType.DOUBLE), dims);
        return cast(total.divi((double) x.length() / total.length()), x.dataType());
    }

    /** Reduces dimensions to extent 1. */
    INDArray along(String reduction, INDArray x, boolean[] dims) {
        Shape shape = Shape.of(x.shape());
        if (shape.rank() == 0) {
            return copy(x);
        }
        long[] marked = IntStream.range(0, dims.length)
                .filter(i -> dims[i])
                .asLongStream()
                .toArray();
        return marked.length == 0
                ? copy(x)
                : op(reduction, x.dataType(), shape.reduced(dims).dims(), List.of(x), marked, true);
    }

    /**
     * The batched matrix product op(a) · op(b) of two arrays of equal batch dimensions.
     *
     * @param dims the shape of the product
     */
    INDArray matmul(INDArray a, boolean transposeA, INDArray b, boolean transposeB, long... dims) {
        long[] flags = {transposeA ? 1 : 0, transposeB ? 1 : 0};
        return op("matmul", a.dataType(), dims, List.of(a, b), flags);
    }

    /** Ends a kernel: makes a tensor of an array, converted to the type, and no temporary any more. */
    Tensor tensor(INDArray array, Shape shape, DType dtype) {
        INDArray typed = cast(array, Nd4jStorage.type(dtype));
        INDArray dense = isOwnAndDense(typed) ? typed : copy(typed);
        DataBuffer buffer = dense.data();
        owned.remove(buffer);
        return Tensor.wrap(Nd4jBackend.INSTANCE, Nd4jStorage.owning(buffer, dtype, shape.size()), shape, Layout.PLAIN);
    }

    private boolean isOwnAndDense(INDArray x) {
        return owned.contains(x.data())
                && x.data().length() == x.length()
                && Arrays.equals(x.stride(), Nd4j.getStrides(x.shape(), 'c'));
    }

    @Override
    public void close() {
        outOfWorkspaces.close();
        for (DataBuffer buffer : owned) {
            if (buffer.closeable()) {
                buffer.close();
            }
        }
    }
}
