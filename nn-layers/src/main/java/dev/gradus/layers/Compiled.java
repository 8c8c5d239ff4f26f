package dev.gradus.layers;

import dev.gradus.backend.Backend;
import dev.gradus.compile.Program;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A layer made ready for inference on inputs of one shape, by {@link Layer#compile}: the straight line of kernel calls
 * that its forward makes, with batch norms folded into the weights before them, sums and relus computed within the
 * convolutions, weights kept in the kernels' own format, and every intermediate result in memory that the call before
 * has left. {@link #toString} prints the calls.
 *
 * <pre>{@code
 * network.eval();
 * try (Compiled compiled = network.compile(Shape.of(1, 3, 512, 512))) {
 *     for (Tensor photo : photos) {
 *         Tensor scores = compiled.forward(photo);
 *     }
 * }
 * }</pre>
 *
 * <p>Its values are those of the layer's forward when it was compiled, up to rounding where something was folded or
 * fused. It has copies of all parameters and buffers: later changes of the layer are not seen. A
 * {@link dev.gradus.autograd.Precision} block that was open around {@code compile} is compiled in; one around
 * {@code forward} changes nothing. It records no gradients.
 *
 * <p>Threads: several may call {@code forward} at once, with results bit-equal to those of one.
 */
public final class Compiled implements AutoCloseable {
    private final Program program;
    private final Shape input;
    private final DType dtype;
    /** Calls share it; closing waits for them. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean closed;

    private Compiled(Program program, Shape input, DType dtype) {
        this.program = program;
        this.input = input;
        this.dtype = dtype;
    }

    static Compiled of(Layer layer, Shape input) {
        layer.namedModules().forEach((path, module) -> {
            if (module.isTraining()) {
                throw new IllegalStateException("compile: expected a network in evaluation mode (call eval()), got "
                        + (path.isEmpty() ? module.describe() : path + ", " + module.describe() + ",")
                        + " in training mode");
            }
        });
        Parameter first = layer.parameters().stream().findFirst().orElse(null);
        Backend backend = first == null ? Backend.current() : first.memory().backend();
        DType dtype = first == null ? DType.FLOAT32 : first.dtype();
        return new Compiled(Program.of(layer::forward, backend, input, dtype), input, dtype);
    }

    /**
     * Computes the output.
     *
     * @param x of the shape that was compiled for, and of the parameters' type
     * @return the output, untracked and owned by the caller's scope
     * @throws IllegalArgumentException if x has another shape or type, or belongs to another backend
     * @throws IllegalStateException after {@link #close}
     */
    public Tensor forward(Tensor x) {
        Shape.require(x.shape().equals(input), "compiled", () -> "input " + input, x::shape);
        Shape.require(x.dtype() == dtype, "compiled", () -> "an input of type " + dtype, x::dtype);
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("compiled: expected to be open, got a call after it was closed");
            }
            return program.run(x);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Frees the constants, after the calls that are running. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                program.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The program: one kernel call a line, {@code v0} the input. */
    @Override
    public String toString() {
        return program.toString();
    }
}
