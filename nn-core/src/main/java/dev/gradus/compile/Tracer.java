package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.memory.Storage;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Stands between ops and a backend while a forward pass runs on this thread: lets each kernel run, and writes down the
 * calls that depend on the input. What depends on constants alone (parameters, buffers, literals) is a constant itself,
 * and so is folded by being computed now. Tensors are told apart by their memory, so that an alias or a reshaped view
 * is the value that it shows.
 */
public final class Tracer extends KernelCalls {
    private final IdentityHashMap<Storage, Value> values = new IdentityHashMap<>();
    private final IdentityHashMap<Storage, Tensor> constants = new IdentityHashMap<>();
    private final List<Tensor> copies = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    Tracer(Backend delegate) {
        super(delegate);
    }

    // ---- what tensors ask

    /**
     * Called before a tensor's values leave the kernels' world, where their way cannot be followed.
     *
     * @param tensor what is read
     * @param call what reads it
     * @throws IllegalArgumentException if this thread is tracing and the values depend on the input
     */
    public static void requireConstant(Tensor tensor, String call) {
        if (current() instanceof Tracer tracer) {
            Shape.require(
                    !tracer.values.containsKey(tensor.storage()),
                    "compile",
                    () -> "a forward that computes in ops alone",
                    () -> call + " of a tensor " + tensor.shape() + " that depends on the input");
        }
    }

    // ---- tracing

    /** Runs a forward pass, whose calls are recorded. */
    Tensor run(UnaryOperator<Tensor> forward, Tensor x) {
        return watch(() -> forward.apply(x));
    }

    /** Makes a tensor a value of the program. */
    Value define(Tensor tensor) {
        return values.computeIfAbsent(tensor.storage(), storage -> new Value(tensor.shape(), tensor.dtype()));
    }

    /** A tensor as an argument: the use of a value, or a constant's copy, which later changes do not reach. */
    Object argument(Tensor tensor) {
        Value value = values.get(tensor.storage());
        if (value != null) {
            return new Value.Use(value, tensor.shape(), tensor.layout());
        }
        Tensor known = constants.get(tensor.storage());
        if (known != null && known.shape().equals(tensor.shape()) && known.layout() == tensor.layout()) {
            return known;
        }
        Tensor copy = tensor.copy().moveTo(null);
        constants.put(tensor.storage(), copy);
        copies.add(copy);
        return copy;
    }

    List<Step> steps() {
        return steps;
    }

    /** The constants that arguments are. */
    Collection<Tensor> constants() {
        return copies;
    }

    // ---- kernel calls

    @Override
    Object observe(Method kernel, Object... arguments) {
        boolean depends = Arrays.stream(arguments).anyMatch(this::depends);
        if (kernel.getReturnType() == void.class) {
            requireUnseen(kernel, arguments, depends);
        }
        Object result = Step.call(kernel, delegate, arguments);
        if (!depends) {
            return result;
        }
        if (kernel.getReturnType() == void.class) {
            Tensor target = (Tensor) arguments[0];
            steps.add(new CopyStep((Value.Use) argument((Tensor) arguments[1]), define(target)));
            return result;
        }
        Tensor[] made = Step.tensors(result);
        if (Arrays.stream(made).anyMatch(tensor -> tensor != null && !values.containsKey(tensor.storage()))) {
            Object[] recorded = Arrays.stream(arguments).map(this::recorded).toArray();
            Value[] results = Arrays.stream(made)
                    .map(tensor -> tensor == null ? null : define(tensor))
                    .toArray(Value[]::new);
            steps.add(new KernelStep(kernel, recorded, results));
        }
        return result;
    }

    /** A kernel that changes a tensor in place may fill a new one by a copy; any other change would escape us. */
    private void requireUnseen(Method kernel, Object[] arguments, boolean depends) {
        Storage target = ((Tensor) arguments[0]).storage();
        boolean seen = values.containsKey(target) || constants.containsKey(target);
        Shape.require(
                !seen && (!depends || kernel.getName().equals("copyInto")),
                "compile",
                () -> "kernels that change no tensor of the forward pass",
                () -> kernel.getName() + " into one of shape " + ((Tensor) arguments[0]).shape());
    }

    private boolean depends(Object argument) {
        return argument instanceof Tensor tensor
                ? values.containsKey(tensor.storage())
                : argument instanceof List<?> list && list.stream().anyMatch(this::depends);
    }

    private Object recorded(Object argument) {
        if (argument instanceof Tensor tensor) {
            return argument(tensor);
        }
        return argument instanceof List<?> list
                ? list.stream().map(this::recorded).toList()
                : argument;
    }
}
