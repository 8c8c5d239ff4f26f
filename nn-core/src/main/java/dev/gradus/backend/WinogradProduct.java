package dev.gradus.backend;

import static dev.gradus.backend.WinogradTiles.FREQUENCIES;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.Shape;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * What takes the place of a convolution in Winograd's domain: for each of the 36 frequencies a product of two matrices,
 * of T tiles, C channels and O outputs.
 */
enum WinogradProduct {
    /** Inputs (T, C) times filters (O, C) transposed. */
    FORWARD,
    /** Gradients of outputs (T, O) times filters (O, C). */
    INPUT_GRAD,
    /** Gradients of outputs (T, O) transposed times inputs (T, C). */
    WEIGHT_GRAD,
    /** The same, added to what is there. */
    WEIGHT_GRAD_SUM;

    private record Key(WinogradProduct product, int frequencies, int tiles, int outputs, int channels) {}

    /** One for each frequency, as it lies in memory. */
    private record Matrix(long rows, long columns, boolean transposed) {
        long bytes() {
            return rows * columns * Float.BYTES;
        }

        dnnl_memory_desc describe(OneDnnPrimitive.Descriptors d, int frequencies) {
            long[] dims = {frequencies, transposed ? columns : rows, transposed ? rows : columns};
            long[] strides = {rows * columns, transposed ? 1 : columns, transposed ? columns : 1};
            return d.strided(dims, strides, dnnl_f32);
        }
    }

    /**
     * Computes c = a·b for each frequency.
     *
     * @param tiles how many
     * @param weight (O, C, 3, 3)
     */
    void run(int tiles, Shape weight, HostStorage a, HostStorage b, HostStorage c) {
        // More pieces than threads, so that one that is held up leaves less to wait for.
        int most = Math.max(1, FREQUENCIES / (2 * Threads.count()));
        Parallel.forRanges(FREQUENCIES, most, (from, to) -> {
            Key key = new Key(this, (int) (to - from), tiles, weight.intDim(0), weight.intDim(1));
            long[] addresses = {
                a.address() + from * left(key).bytes(),
                b.address() + from * right(key).bytes(),
                c.address() + from * result(key).bytes()
            };
            primitive(key).runAt(addresses, a, b, c);
        });
    }

    private static OneDnnPrimitive primitive(Key key) {
        return OneDnnContext.current()
                .cached(
                        key,
                        () -> OneDnnPrimitive.make(
                                "winograd " + key,
                                (out, d, attr) -> dnnl_matmul_primitive_desc_create(
                                        out,
                                        OneDnnContext.engine(),
                                        key.product.left(key).describe(d, key.frequencies),
                                        key.product.right(key).describe(d, key.frequencies),
                                        null,
                                        key.product.result(key).describe(d, key.frequencies),
                                        OneDnnContext.attributes(key.product == WEIGHT_GRAD_SUM, false)),
                                DNNL_ARG_SRC,
                                DNNL_ARG_WEIGHTS,
                                DNNL_ARG_DST));
    }

    private Matrix left(Key key) {
        return switch (this) {
            case FORWARD -> new Matrix(key.tiles, key.channels, false);
            case INPUT_GRAD -> new Matrix(key.tiles, key.outputs, false);
            case WEIGHT_GRAD, WEIGHT_GRAD_SUM -> new Matrix(key.tiles, key.outputs, true);
        };
    }

    private Matrix right(Key key) {
        return switch (this) {
            case FORWARD -> new Matrix(key.outputs, key.channels, true);
            case INPUT_GRAD -> new Matrix(key.outputs, key.channels, false);
            case WEIGHT_GRAD, WEIGHT_GRAD_SUM -> new Matrix(key.tiles, key.channels, false);
        };
    }

    private Matrix result(Key key) {
        return switch (this) {
            case FORWARD -> new Matrix(key.tiles, key.outputs, false);
            case INPUT_GRAD -> new Matrix(key.tiles, key.channels, false);
            case WEIGHT_GRAD, WEIGHT_GRAD_SUM -> new Matrix(key.outputs, key.channels, false);
        };
    }
}
