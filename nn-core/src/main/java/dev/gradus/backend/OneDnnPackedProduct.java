package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.TemporaryStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;

/**
 * The product of many small FLOAT32 matrices with one and the same: x · B + bias, or x · Bᵀ + bias. B is brought once
 * into the order that oneDNN's kernel reads; at each call that would cost more than the product itself. Each product
 * takes one thread, and several threads may compute products at once.
 */
final class OneDnnPackedProduct implements AutoCloseable {
    private record Key(long rows, long k, long n, boolean bias, OneDnnPrimitive.Format format) {}

    private record PackKey(long k, long n, boolean transposed, OneDnnPrimitive.Format format) {}

    private final long k;
    private final long n;
    private final HostStorage bias;
    private OneDnnPrimitive.Format format;
    private TemporaryStorage packed;

    /**
     * Packs a matrix.
     *
     * @param b (K, N), or (N, K) if transposed
     * @param k the columns of each x
     * @param n the columns of each result
     * @param transposed whether Bᵀ is multiplied with
     * @param bias (N,), or null
     * @param rows the rows of most x
     */
    OneDnnPackedProduct(HostStorage b, long k, long n, boolean transposed, HostStorage bias, long rows) {
        this.k = k;
        this.n = n;
        this.bias = bias;
        Threads.alone(true, () -> pack(b, transposed, rows));
    }

    private void pack(HostStorage b, boolean transposed, long rows) {
        OneDnnPrimitive product = primitive(new Key(rows, k, n, bias != null, null));
        format = product.format(DNNL_ARG_WEIGHTS);
        packed = TemporaryStorage.ofBytes(product.bytes(DNNL_ARG_WEIGHTS));
        long[] strides = transposed ? new long[] {1, k} : new long[] {n, 1};
        OneDnnContext.current()
                .cached(
                        new PackKey(k, n, transposed, format),
                        () -> OneDnnPrimitive.make(
                                "pack matrix",
                                (out, d, attr) -> dnnl_reorder_primitive_desc_create(
                                        out,
                                        d.strided(new long[] {k, n}, strides, dnnl_f32),
                                        OneDnnContext.engine(),
                                        d.of(format),
                                        OneDnnContext.engine(),
                                        attr),
                                DNNL_ARG_FROM,
                                DNNL_ARG_TO))
                .run(b, packed.storage());
    }

    private static OneDnnPrimitive primitive(Key key) {
        int[] roles = key.bias
                ? new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_BIAS}
                : new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
        return OneDnnContext.current()
                .cached(
                        key,
                        () -> OneDnnPrimitive.make(
                                "packed product " + key.rows + " x " + key.k + " x " + key.n,
                                (out, d, attr) -> dnnl_matmul_primitive_desc_create(
                                        out,
                                        OneDnnContext.engine(),
                                        d.strided(new long[] {key.rows, key.k}, new long[] {key.k, 1}, dnnl_f32),
                                        key.format == null
                                                ? d.any(Shape.of(key.k, key.n), DType.FLOAT32)
                                                : d.of(key.format),
                                        key.bias
                                                ? d.strided(new long[] {1, key.n}, new long[] {key.n, 1}, dnnl_f32)
                                                : null,
                                        d.strided(new long[] {key.rows, key.n}, new long[] {key.n, 1}, dnnl_f32),
                                        attr),
                                roles));
    }

    /**
     * Computes a product; on a thread of {@link Parallel} or in {@link Threads#alone}.
     *
     * @param x (rows, K)
     * @param rows how many
     * @param out (rows, N)
     */
    void run(HostStorage x, long rows, HostStorage out) {
        OneDnnPrimitive product = primitive(new Key(rows, k, n, bias != null, format));
        if (bias == null) {
            product.run(x, packed.storage(), out);
        } else {
            product.run(x, packed.storage(), out, bias);
        }
    }

    @Override
    public void close() {
        packed.close();
    }
}
