package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.TemporaryStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * A oneDNN primitive with its memory objects and argument list: made once for a shape, executed many times, by one
 * thread. Its scratchpad comes from the pool at each call, because one that the primitive owned would be shared by all
 * threads, with wrong results.
 */
final class OneDnnPrimitive implements AutoCloseable {
    /** Creates the description of a primitive; the result is oneDNN's status. */
    interface Maker {
        int make(dnnl_primitive_desc description, Descriptors descriptors, dnnl_primitive_attr attributes);
    }

    private final dnnl_primitive_desc description = new dnnl_primitive_desc();
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final dnnl_memory[] memories;
    private final dnnl_exec_arg_t arguments;
    private final long scratchpadBytes;
    private final Address address = new Address();
    private Boolean identity;

    private OneDnnPrimitive(String what, Maker maker, int... roles) {
        OneDnnContext context = OneDnnContext.current();
        try (Descriptors descriptors = new Descriptors()) {
            int status = maker.make(description, descriptors, OneDnnContext.attributes());
            if (status != dnnl_success) {
                throw new OneDnnException(what, status);
            }
        }
        check(what, dnnl_primitive_create(primitive, description));
        scratchpadBytes = dnnl_memory_desc_get_size(descriptor(DNNL_ARG_SCRATCHPAD));
        int count = roles.length + (scratchpadBytes > 0 ? 1 : 0);
        memories = new dnnl_memory[count];
        arguments = new dnnl_exec_arg_t(count);
        for (int i = 0; i < count; i++) {
            int role = i < roles.length ? roles[i] : DNNL_ARG_SCRATCHPAD;
            memories[i] = new dnnl_memory();
            check(what, dnnl_memory_create(memories[i], descriptor(role), OneDnnContext.engine(), null));
            arguments.position(i).arg(role).memory(memories[i]);
        }
        arguments.position(0);
        context.log(what, this);
    }

    /**
     * Makes a primitive.
     *
     * @param what its name, for errors and the list of implementations
     * @param maker creates its description
     * @param roles the DNNL_ARG_… of the storages that {@link #run} takes, in order
     * @return the primitive
     * @throws OneDnnException if oneDNN has no implementation
     */
    static OneDnnPrimitive make(String what, Maker maker, int... roles) {
        return new OneDnnPrimitive(what, maker, roles);
    }

    private static void check(String what, int status) {
        if (status != dnnl_success) {
            throw new OneDnnException(what, status);
        }
    }

    /** The memory format that the primitive wants for an argument; belongs to the primitive. */
    dnnl_memory_desc descriptor(int role) {
        return dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, role);
    }

    /** A memory format as a value, which outlives the primitive that chose it. */
    record Format(ByteBuffer blob) {}

    Format format(int role) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            byte[] none = null;
            check("format", dnnl_memory_desc_get_blob(none, size, descriptor(role)));
            byte[] blob = new byte[Math.toIntExact(size.get())];
            check("format", dnnl_memory_desc_get_blob(blob, size, descriptor(role)));
            return new Format(ByteBuffer.wrap(blob));
        }
    }

    long bytes(int role) {
        return dnnl_memory_desc_get_size(descriptor(role));
    }

    /** The description, as a hint for a backward primitive. */
    dnnl_primitive_desc description() {
        return description;
    }

    /** The name of the kernel that oneDNN chose. */
    String implementation() {
        try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
            check("query", dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, name));
            return new BytePointer(name.get(0)).getString();
        }
    }

    boolean isReference() {
        return implementation().startsWith("ref") || implementation().contains(":ref");
    }

    /** Whether this reorder would move nothing. */
    boolean isIdentity() {
        if (identity == null) {
            identity = dnnl_memory_desc_equal(descriptor(DNNL_ARG_FROM), descriptor(DNNL_ARG_TO)) != 0;
        }
        return identity;
    }

    /** Executes on whole storages, in the order of the roles. */
    void run(HostStorage... storages) {
        long[] addresses = new long[storages.length];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = storages[i].address();
        }
        runAt(addresses, (Object[]) storages);
    }

    /**
     * Executes on addresses.
     *
     * @param addresses one for each role
     * @param owners what keeps the memory alive meanwhile
     */
    void runAt(long[] addresses, Object... owners) {
        for (int i = 0; i < addresses.length; i++) {
            dnnl_memory_set_data_handle(memories[i], address.at(addresses[i]));
        }
        try (TemporaryStorage scratchpad = TemporaryStorage.ofBytes(scratchpadBytes)) {
            if (scratchpadBytes > 0) {
                dnnl_memory_set_data_handle(memories[addresses.length], address.at(scratchpad.address()));
            }
            check(
                    "execute",
                    dnnl_primitive_execute(primitive, OneDnnContext.current().stream(), memories.length, arguments));
        } finally {
            // The collector must not free the memory while the kernel runs.
            Reference.reachabilityFence(owners);
        }
    }

    /** Gives the native objects back. */
    @Override
    public void close() {
        for (dnnl_memory memory : memories) {
            dnnl_memory_destroy(memory);
        }
        arguments.close();
        dnnl_primitive_destroy(primitive);
        dnnl_primitive_desc_destroy(description);
    }

    /** Memory descriptors, alive while a primitive is made. */
    static final class Descriptors implements AutoCloseable {
        private final List<dnnl_memory_desc> made = new ArrayList<>(4);

        dnnl_memory_desc of(Shape shape, Layout layout, DType dtype) {
            return strided(shape.dims(), layout.strides(shape), type(dtype));
        }

        dnnl_memory_desc vector(long length, DType dtype) {
            return strided(new long[] {length}, new long[] {1}, type(dtype));
        }

        dnnl_memory_desc strided(long[] dims, long[] strides, int type) {
            dnnl_memory_desc desc = new dnnl_memory_desc();
            check("descriptor", dnnl_memory_desc_create_with_strides(desc, dims.length, dims, type, strides));
            made.add(desc);
            return desc;
        }

        /** A descriptor that lets the primitive choose the format. */
        dnnl_memory_desc any(Shape shape, DType dtype) {
            return tagged(shape, dtype, dnnl_format_tag_any);
        }

        dnnl_memory_desc tagged(Shape shape, DType dtype, int tag) {
            dnnl_memory_desc desc = new dnnl_memory_desc();
            check("descriptor", dnnl_memory_desc_create_with_tag(desc, shape.rank(), shape.dims(), type(dtype), tag));
            made.add(desc);
            return desc;
        }

        /** A descriptor as {@link OneDnnPrimitive#format} tells it. */
        @SuppressWarnings("ByteBufferBackingArray") // it wraps a whole array
        dnnl_memory_desc of(Format format) {
            dnnl_memory_desc desc = new dnnl_memory_desc();
            check("descriptor", dnnl_memory_desc_create_with_blob(desc, format.blob.array()));
            made.add(desc);
            return desc;
        }

        @Override
        public void close() {
            made.forEach(desc -> dnnl_memory_desc_destroy(desc));
        }
    }

    static int type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> dnnl_f32;
            case BFLOAT16 -> dnnl_bf16;
            case INT32 -> dnnl_s32;
            case UINT8, BOOL -> dnnl_u8;
            default -> throw new IllegalArgumentException("oneDNN: expected a type of up to 32 bits, got " + dtype);
        };
    }
}
