package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.lang.ref.Cleaner;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * What one thread needs to run oneDNN: a stream, and the primitives it has made, by shape. Kept to the thread because
 * memory objects are aimed before each call; oneDNN itself shares the compiled kernels. Freed after the thread's death.
 */
final class OneDnnContext {
    private static final int CAPACITY = 4096;
    private static final Cleaner CLEANER = Cleaner.create();
    private static final ThreadLocal<OneDnnContext> CURRENT = ThreadLocal.withInitial(OneDnnContext::new);
    /** For {@link Threads#alone(boolean, Runnable)}: a primitive is divided among threads when it is made. */
    private static final ThreadLocal<OneDnnContext> ALONE = ThreadLocal.withInitial(OneDnnContext::new);

    /** The process's one CPU engine. */
    private static final class Engine {
        static final dnnl_engine INSTANCE = new dnnl_engine();
        static final dnnl_primitive_attr ATTRIBUTES = attributes(false, false);
        static final dnnl_primitive_attr SUM = attributes(true, false);
        static final dnnl_primitive_attr RELU = attributes(false, true);
        static final dnnl_primitive_attr SUM_RELU = attributes(true, true);

        static {
            dnnl_engine_create(INSTANCE, dnnl_cpu, 0);
        }

        private static dnnl_primitive_attr attributes(boolean sum, boolean relu) {
            dnnl_primitive_attr attributes = new dnnl_primitive_attr();
            dnnl_primitive_attr_create(attributes);
            dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
            dnnl_post_ops ops = new dnnl_post_ops();
            dnnl_post_ops_create(ops);
            if (sum) {
                dnnl_post_ops_append_sum(ops, 1, 0, dnnl_data_type_undef);
            }
            if (relu) {
                dnnl_post_ops_append_eltwise(ops, dnnl_eltwise_relu, 0, 0);
            }
            dnnl_primitive_attr_set_post_ops(attributes, ops);
            dnnl_post_ops_destroy(ops);
            return attributes;
        }
    }

    /** The native objects, which must not reach the context. */
    private static final class Natives implements Runnable {
        final dnnl_stream stream = new dnnl_stream();
        final Map<Object, OneDnnPrimitive> primitives = new LinkedHashMap<>(256, 0.75f, true);

        @Override
        public void run() {
            primitives.values().forEach(OneDnnPrimitive::close);
            dnnl_stream_destroy(stream);
        }
    }

    private final Natives natives = new Natives();
    private final Map<String, String> implementations = new TreeMap<>();

    private OneDnnContext() {
        dnnl_stream_create(natives.stream, Engine.INSTANCE, dnnl_stream_default_flags);
        CLEANER.register(this, natives);
    }

    static OneDnnContext current() {
        Threads.apply();
        return (Threads.isAlone() ? ALONE : CURRENT).get();
    }

    static dnnl_engine engine() {
        return Engine.INSTANCE;
    }

    /** The attributes of every primitive: scratchpads are the caller's. */
    static dnnl_primitive_attr attributes() {
        return Engine.ATTRIBUTES;
    }

    /** The attributes of a primitive that adds its result to what the output holds, and then applies a relu. */
    static dnnl_primitive_attr attributes(boolean sum, boolean relu) {
        return sum ? (relu ? Engine.SUM_RELU : Engine.SUM) : (relu ? Engine.RELU : Engine.ATTRIBUTES);
    }

    dnnl_stream stream() {
        return natives.stream;
    }

    /**
     * Finds or makes a primitive.
     *
     * @param key equal for equal shapes, formats and parameters
     * @param make makes it
     * @return the primitive, valid until this thread asks for thousands of others
     */
    OneDnnPrimitive cached(Object key, Supplier<OneDnnPrimitive> make) {
        OneDnnPrimitive found = natives.primitives.get(key);
        if (found == null) {
            found = make.get();
            natives.primitives.put(key, found);
            if (natives.primitives.size() > CAPACITY) {
                var eldest = natives.primitives.entrySet().iterator().next();
                natives.primitives.remove(eldest.getKey());
                eldest.getValue().close();
            }
        }
        return found;
    }

    void log(String what, OneDnnPrimitive primitive) {
        implementations.put(what, primitive.implementation());
    }

    /** The kernels that oneDNN chose for this thread's primitives. */
    Map<String, String> implementations() {
        return implementations;
    }
}
