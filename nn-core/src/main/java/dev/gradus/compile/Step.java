package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** One call of a program. */
abstract class Step {
    /** The arguments that depend on the input; one that is used twice appears twice. */
    abstract List<Value.Use> uses();

    /** What is computed, null for absent parts. */
    abstract List<Value> results();

    /** Runs the call: takes its arguments from the tensors of the run and puts its results there. */
    abstract void run(Backend backend, Tensor[] tensors);

    /** The constants that it reads in a run. */
    List<Tensor> constants() {
        return List.of();
    }

    /** Gives back what it holds besides constants. */
    void close() {}

    /** The call without its results. */
    abstract String text();

    /** {@code v3 = map(RELU, v2, 0.0, 0.0) → (2, 8, 16, 16)}. */
    @Override
    public final String toString() {
        List<Value> kept = results().stream()
                .filter(value -> value != null && value.isUsed())
                .toList();
        return kept.stream().map(Value::toString).collect(Collectors.joining(", ")) + " = " + text() + " → "
                + kept.stream().map(value -> value.shape.toString()).collect(Collectors.joining(", "));
    }

    /** Hands a result to the run, or frees what nobody uses. */
    static void put(Value value, Tensor tensor, Tensor[] tensors) {
        if (value != null && value.isUsed()) {
            tensors[value.slot()] = tensor;
        } else if (tensor != null) {
            tensor.free();
        }
    }

    /** Calls a kernel; what it throws comes through as it is. */
    static Object call(Method kernel, Backend backend, Object... arguments) {
        try {
            return kernel.invoke(backend, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(kernel.getName() + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(kernel.getName() + " is not accessible", e);
        }
    }

    /** The tensors in a kernel's result. */
    static Tensor[] tensors(Object result) {
        if (result instanceof Tensor tensor) {
            return new Tensor[] {tensor};
        }
        if (result instanceof Backend.Pooled pooled) {
            return new Tensor[] {pooled.output(), pooled.saved()};
        }
        if (result instanceof Backend.Normalized n) {
            return new Tensor[] {n.output(), n.mean(), n.variance(), n.saved()};
        }
        return result instanceof List<?> list ? list.toArray(Tensor[]::new) : new Tensor[0];
    }

    /** An argument for reading. */
    static String text(Object argument) {
        if (argument instanceof Tensor constant) {
            return "constant " + constant.shape();
        }
        if (argument instanceof long[] values) {
            return Arrays.toString(values);
        }
        if (argument instanceof int[] values) {
            return Arrays.toString(values);
        }
        if (argument instanceof boolean[] values) {
            return Arrays.toString(values);
        }
        return argument instanceof List<?> list
                ? list.stream().map(Step::text).collect(Collectors.joining(", ", "[", "]"))
                : Objects.toString(argument, "none");
    }
}
