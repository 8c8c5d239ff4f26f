package dev.gradus.benchmarks.raw;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;

/**
 * One primitive of oneDNN with memory of its own, made once and run again and again: images are channels-last, weights
 * lie in the format that the primitive likes best and stay there. What a program could reach that had nothing to do but
 * this. For one thread; freed with its process.
 */
public final class RawOneDnn {
    /** What a convolution is asked for. */
    public enum Pass {
        /** The output. */
        FORWARD,
        /** The input's gradient. */
        INPUT_GRADIENT,
        /** The weight's gradient. */
        WEIGHT_GRADIENT;

        /** Such as {@code input gradient}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final int CACHE_LINE = 64;
    private static final int FILLED_AT_ONCE = 1 << 16;

    private final dnnl_engine engine = new dnnl_engine();
    private final dnnl_stream stream = new dnnl_stream();
    private final dnnl_primitive_desc description = new dnnl_primitive_desc();
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final dnnl_exec_arg_t arguments;
    private final List<Pointer> memory = new ArrayList<>();

    private interface Maker {
        int make(dnnl_primitive_desc description, dnnl_engine engine);
    }

    private RawOneDnn(Maker maker, int... roles) {
        check(dnnl_engine_create(engine, dnnl_cpu, 0));
        check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags));
        check(maker.make(description, engine));
        check(dnnl_primitive_create(primitive, description));
        arguments = new dnnl_exec_arg_t(roles.length);
        Random random = new Random(1);
        for (int i = 0; i < roles.length; i++) {
            dnnl_memory_desc desc = dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, roles[i]);
            dnnl_memory argument = new dnnl_memory();
            check(dnnl_memory_create(argument, desc, engine, filled(desc, random)));
            arguments.position(i).arg(roles[i]).memory(argument);
        }
        arguments.position(0);
    }

    /**
     * A convolution of stride 1 whose output is as large as its input, without bias.
     *
     * @param pass what is computed
     * @param input (N, C, H, W)
     * @param outChannels how many there are
     * @param kernelSize odd; of both directions
     * @param bf16 whether images and weights are BFLOAT16; the weight's gradient is FLOAT32
     * @return the primitive
     */
    public static RawOneDnn convolution(Pass pass, long[] input, long outChannels, int kernelSize, boolean bf16) {
        int type = bf16 ? dnnl_bf16 : dnnl_f32;
        long[] output = {input[0], outChannels, input[2], input[3]};
        long[] kernel = {outChannels, input[1], kernelSize, kernelSize};
        dnnl_memory_desc src = descriptor(input, type, dnnl_nhwc);
        dnnl_memory_desc dst = descriptor(output, type, dnnl_nhwc);
        dnnl_memory_desc weight = descriptor(kernel, type, dnnl_format_tag_any);
        long[] ones = {1, 1};
        long[] none = {0, 0};
        long[] pad = {kernelSize / 2, kernelSize / 2};
        Maker forward = (made, engine) -> dnnl_convolution_forward_primitive_desc_create(
                made,
                engine,
                dnnl_forward_training,
                dnnl_convolution_direct,
                src,
                weight,
                null,
                dst,
                ones,
                none,
                pad,
                pad,
                null);
        return switch (pass) {
            case FORWARD -> new RawOneDnn(forward, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST);
            case INPUT_GRADIENT ->
                new RawOneDnn(
                        (made, engine) -> dnnl_convolution_backward_data_primitive_desc_create(
                                made,
                                engine,
                                dnnl_convolution_direct,
                                src,
                                weight,
                                dst,
                                ones,
                                none,
                                pad,
                                pad,
                                hint(forward, engine),
                                null),
                        DNNL_ARG_DIFF_DST,
                        DNNL_ARG_WEIGHTS,
                        DNNL_ARG_DIFF_SRC);
            case WEIGHT_GRADIENT ->
                new RawOneDnn(
                        (made, engine) -> dnnl_convolution_backward_weights_primitive_desc_create(
                                made,
                                engine,
                                dnnl_convolution_direct,
                                src,
                                descriptor(kernel, dnnl_f32, dnnl_format_tag_any),
                                null,
                                dst,
                                ones,
                                none,
                                pad,
                                pad,
                                hint(forward, engine),
                                null),
                        DNNL_ARG_SRC,
                        DNNL_ARG_DIFF_DST,
                        DNNL_ARG_DIFF_WEIGHTS);
        };
    }

    /**
     * A product of matrices.
     *
     * @param m the rows of the first
     * @param k the columns of the first and rows of the second
     * @param n the columns of the second
     * @param bf16 whether all three are BFLOAT16
     * @return the primitive
     */
    public static RawOneDnn product(long m, long k, long n, boolean bf16) {
        int type = bf16 ? dnnl_bf16 : dnnl_f32;
        return new RawOneDnn(
                (made, engine) -> dnnl_matmul_primitive_desc_create(
                        made,
                        engine,
                        descriptor(new long[] {m, k}, type, dnnl_ab),
                        descriptor(new long[] {k, n}, type, dnnl_format_tag_any),
                        null,
                        descriptor(new long[] {m, n}, type, dnnl_ab),
                        null),
                DNNL_ARG_SRC,
                DNNL_ARG_WEIGHTS,
                DNNL_ARG_DST);
    }

    /**
     * A copy.
     *
     * @param bytesMoved read and written together
     * @return the primitive
     */
    public static RawOneDnn copy(long bytesMoved) {
        long[] floats = {Math.max(1, bytesMoved / (2 * Float.BYTES))};
        return new RawOneDnn(
                (made, engine) -> dnnl_reorder_primitive_desc_create(
                        made,
                        descriptor(floats, dnnl_f32, dnnl_a),
                        engine,
                        descriptor(floats, dnnl_f32, dnnl_a),
                        engine,
                        null),
                DNNL_ARG_FROM,
                DNNL_ARG_TO);
    }

    private static dnnl_primitive_desc hint(Maker forward, dnnl_engine engine) {
        dnnl_primitive_desc hint = new dnnl_primitive_desc();
        check(forward.make(hint, engine));
        return hint;
    }

    private static dnnl_memory_desc descriptor(long[] dims, int type, int tag) {
        dnnl_memory_desc desc = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_tag(desc, dims.length, dims, type, tag));
        return desc;
    }

    /** Memory from a cache line's start, with numbers from 0.5 to 1: untouched pages would all be the same one. */
    private Pointer filled(dnnl_memory_desc desc, Random random) {
        long bytes = dnnl_memory_desc_get_size(desc);
        BytePointer whole = new BytePointer(bytes + CACHE_LINE);
        memory.add(whole);
        BytePointer aligned = whole.getPointer(-whole.address() & (CACHE_LINE - 1));
        float[] floats = new float[FILLED_AT_ONCE];
        short[] halves = new short[FILLED_AT_ONCE];
        for (int i = 0; i < FILLED_AT_ONCE; i++) {
            floats[i] = 0.5f + random.nextFloat() / 2;
            halves[i] = (short) (Float.floatToRawIntBits(floats[i]) >>> 16);
        }
        boolean wide = type(desc) == dnnl_f32;
        long count = bytes / (wide ? Float.BYTES : Short.BYTES);
        for (long at = 0; at < count; at += FILLED_AT_ONCE) {
            int n = (int) Math.min(FILLED_AT_ONCE, count - at);
            if (wide) {
                new FloatPointer(aligned).position(at).put(floats, 0, n);
            } else {
                new ShortPointer(aligned).position(at).put(halves, 0, n);
            }
        }
        return aligned;
    }

    private static int type(dnnl_memory_desc desc) {
        try (IntPointer type = new IntPointer(1)) {
            check(dnnl_memory_desc_query(desc, dnnl_query_data_type, type));
            return type.get();
        }
    }

    private static void check(int status) {
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN: expected success, got status " + status);
        }
    }

    /** Computes, and returns when it is done. */
    public void run() {
        check(dnnl_primitive_execute(primitive, stream, (int) arguments.capacity(), arguments));
        check(dnnl_stream_wait(stream));
    }
}
