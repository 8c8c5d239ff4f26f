package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A kernel call as the forward pass made it. */
final class KernelStep extends Step {
    private final Method kernel;
    /** The kernel's arguments, tensors as {@link Tracer#argument} gives them. */
    private final Object[] arguments;

    private final Value[] results;

    KernelStep(Method kernel, Object[] arguments, Value... results) {
        this.kernel = kernel;
        this.arguments = arguments;
        this.results = results;
    }

    boolean is(String name) {
        return kernel.getName().equals(name);
    }

    Object argument(int index) {
        return arguments[index];
    }

    /** The only result. */
    Value result() {
        return results[0];
    }

    /** The same call with other arguments that leave another result. */
    KernelStep with(Object[] others, Value result) {
        return new KernelStep(kernel, others, result);
    }

    @Override
    List<Value.Use> uses() {
        return leaves(Value.Use.class);
    }

    @Override
    List<Tensor> constants() {
        return leaves(Tensor.class);
    }

    private <T> List<T> leaves(Class<T> type) {
        return Arrays.stream(arguments)
                .flatMap(argument -> argument instanceof List<?> list ? list.stream() : Stream.of(argument))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Override
    List<Value> results() {
        return Arrays.asList(results);
    }

    @Override
    void run(Backend backend, Tensor[] tensors) {
        Object[] actual = new Object[arguments.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = actual(arguments[i], tensors);
        }
        Tensor[] made = tensors(call(kernel, backend, actual));
        for (int i = 0; i < actual.length; i++) {
            release(arguments[i], actual[i], tensors);
        }
        for (int i = 0; i < results.length; i++) {
            put(results[i], made[i], tensors);
        }
    }

    private static Object actual(Object argument, Tensor[] tensors) {
        if (argument instanceof Value.Use use) {
            return use.in(tensors);
        }
        if (!(argument instanceof List<?> list)) {
            return argument;
        }
        List<Object> items = new ArrayList<>(list.size());
        for (Object item : list) {
            items.add(actual(item, tensors));
        }
        return items;
    }

    private static void release(Object argument, Object actual, Tensor[] tensors) {
        if (argument instanceof Value.Use use) {
            use.release((Tensor) actual, tensors);
        } else if (argument instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                release(list.get(i), ((List<?>) actual).get(i), tensors);
            }
        }
    }

    @Override
    String text() {
        return kernel.getName() + Arrays.stream(arguments).map(Step::text).collect(Collectors.joining(", ", "(", ")"));
    }
}
