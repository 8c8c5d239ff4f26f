package dev.gradus.catalogue;

import dev.gradus.backend.Backend;
import dev.gradus.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Stands between ops and a backend: it sees every kernel call, and may change the arguments, change the result, or
 * fail instead. While it is not {@link #start started} it lets all pass.
 */
final class Interception {
    /** What happens at a kernel call. */
    @FunctionalInterface
    interface Handler {
        /**
         * Answers a kernel call.
         *
         * @param kernel the method of {@link Backend}
         * @param arguments its arguments; may be changed
         * @param call makes the call
         * @return the kernel's result, or another in its place
         */
        Object handle(Method kernel, Object[] arguments, Supplier<Object> call);
    }

    /** No kernels: they compute nothing, or change a tensor that the engine owns. */
    private static final Set<String> PASSED = Set.of("name", "allocate");

    private final Backend delegate;
    private final Backend proxy;
    private Handler handler;

    Interception(Backend delegate) {
        this.delegate = delegate;
        this.proxy = (Backend)
                Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, this::invoke);
    }

    /** The backend to use in the other's place; its tensors know it as theirs. */
    Backend backend() {
        return proxy;
    }

    Backend delegate() {
        return delegate;
    }

    void start(Handler with) {
        handler = with;
    }

    void stop() {
        handler = null;
    }

    private Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "interception of " + delegate.name();
            };
        }
        Supplier<Object> call = () -> adopt(call(method, arguments));
        if (handler == null || PASSED.contains(method.getName())) {
            return call.get();
        }
        // What a kernel, or the handler, calls in turn is no call of the op.
        Handler current = handler;
        handler = null;
        try {
            return current.handle(method, arguments, call);
        } finally {
            handler = current;
        }
    }

    private Object call(Method method, Object... arguments) {
        try {
            return method.invoke(delegate, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(method.getName() + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(method.getName() + " is not accessible", e);
        }
    }

    /** Makes a kernel's result a tensor of this backend, so that the next op comes by here too. */
    private Object adopt(Object result) {
        if (result instanceof Tensor tensor) {
            return adopt(tensor);
        }
        if (result instanceof List<?> list) {
            return list.stream().map(item -> adopt((Tensor) item)).toList();
        }
        if (result instanceof Backend.Pooled pooled) {
            return new Backend.Pooled(adopt(pooled.output()), adopt(pooled.saved()));
        }
        if (result instanceof Backend.Normalized n) {
            return new Backend.Normalized(adopt(n.output()), adopt(n.mean()), adopt(n.variance()), adopt(n.saved()));
        }
        return result;
    }

    private Tensor adopt(Tensor tensor) {
        if (tensor == null || tensor.backend() == proxy) {
            return tensor;
        }
        Tensor adopted = Tensor.wrap(proxy, tensor.storage().retain(), tensor.shape(), tensor.layout());
        tensor.free();
        return adopted;
    }
}
