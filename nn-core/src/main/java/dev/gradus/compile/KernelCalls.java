package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.tensor.Tensor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/** Stands between ops and a backend while something runs on this thread, and sees each kernel call. */
public abstract sealed class KernelCalls permits Tracer, KernelMeter, KernelTimes {
    private static final ThreadLocal<KernelCalls> CURRENT = new ThreadLocal<>();

    /** Threads that are watched now. Read without a lock: that a thread sees its own change is all that it needs. */
    private static int watching;

    /** Whose kernels run. */
    final Backend delegate;

    private final Backend proxy;
    private boolean inKernel;

    KernelCalls(Backend delegate) {
        this.delegate = delegate;
        this.proxy = (Backend)
                Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, this::invoke);
    }

    /**
     * The backend that ops shall call, for {@link Tensor#backend}.
     *
     * @param backend a tensor's backend
     * @return it, or what sees its calls, if this thread is watched
     */
    public static Backend over(Backend backend) {
        return watching == 0 ? backend : redirected(backend);
    }

    private static Backend redirected(Backend backend) {
        KernelCalls calls = current();
        return calls != null && calls.delegate == backend ? calls.proxy : backend;
    }

    /**
     * The backend that a tensor belongs to, for {@link Tensor#wrap}.
     *
     * @param backend a backend, or what sees its calls
     * @return the backend
     */
    public static Backend behind(Backend backend) {
        KernelCalls calls = watching == 0 ? null : CURRENT.get();
        return calls != null && calls.proxy == backend ? calls.delegate : backend;
    }

    /** What watches this thread, null while a kernel runs. */
    static KernelCalls current() {
        KernelCalls calls = watching == 0 ? null : CURRENT.get();
        return calls == null || calls.inKernel ? null : calls;
    }

    /** Runs something whose calls are seen. */
    final <T> T watch(Supplier<T> work) {
        KernelCalls outer = begin();
        try {
            return work.get();
        } finally {
            end(outer);
        }
    }

    /** Sees the calls from here on; gives what saw them before. */
    final KernelCalls begin() {
        KernelCalls outer = CURRENT.get();
        CURRENT.set(this);
        count(1);
        return outer;
    }

    static void end(KernelCalls outer) {
        count(-1);
        CURRENT.set(outer);
    }

    private static synchronized void count(int change) {
        watching += change;
    }

    private Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "observed " + delegate.name();
            };
        }
        if (inKernel || CURRENT.get() != this) {
            return Step.call(method, delegate, arguments);
        }
        inKernel = true;
        try {
            return observe(method, arguments == null ? new Object[0] : arguments);
        } finally {
            inKernel = false;
        }
    }

    /** Makes the call on the {@link #delegate}, and whatever of it. */
    abstract Object observe(Method kernel, Object... arguments);
}
