package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.gradus.tensor.DType;

/** The element-wise functions that oneDNN computes, on flat memory. */
final class OneDnnEltwise {
    private record Key(boolean forward, int algorithm, float alpha, float beta, long size, DType dtype) {}

    private final int algorithm;
    private final int backwardAlgorithm;
    private final boolean fromOutput;
    private final float alpha;
    private final float beta;

    private OneDnnEltwise(int algorithm, int backwardAlgorithm, boolean fromOutput, double alpha, double beta) {
        this.algorithm = algorithm;
        this.backwardAlgorithm = backwardAlgorithm;
        this.fromOutput = fromOutput;
        this.alpha = (float) alpha;
        this.beta = (float) beta;
    }

    /** The kernel of a function; null where a Java loop is as good, or oneDNN's definition differs. */
    static OneDnnEltwise of(Unary f, double a, double b) {
        return switch (f) {
            case EXP -> new OneDnnEltwise(dnnl_eltwise_exp, dnnl_eltwise_exp_use_dst_for_bwd, true, 0, 0);
            case LOG -> new OneDnnEltwise(dnnl_eltwise_log, 0, false, 0, 0);
            case SQUARE -> new OneDnnEltwise(dnnl_eltwise_square, dnnl_eltwise_square, false, 0, 0);
            case AFFINE -> new OneDnnEltwise(dnnl_eltwise_linear, dnnl_eltwise_linear, false, a, b);
            case RELU -> new OneDnnEltwise(dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, true, 0, 0);
            case LEAKY_RELU -> new OneDnnEltwise(dnnl_eltwise_relu, dnnl_eltwise_relu, false, a, 0);
            case SIGMOID -> new OneDnnEltwise(dnnl_eltwise_logistic, dnnl_eltwise_logistic_use_dst_for_bwd, true, 0, 0);
            case TANH -> new OneDnnEltwise(dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd, true, 0, 0);
            case SOFTPLUS -> new OneDnnEltwise(dnnl_eltwise_soft_relu, dnnl_eltwise_soft_relu, false, 1, 0);
            case ELU ->
                b == 1 ? new OneDnnEltwise(dnnl_eltwise_elu, dnnl_eltwise_elu_use_dst_for_bwd, true, a, 0) : null;
            case GELU -> new OneDnnEltwise(dnnl_eltwise_gelu_erf, dnnl_eltwise_gelu_erf, false, 0, 0);
            case GELU_TANH -> new OneDnnEltwise(dnnl_eltwise_gelu_tanh, dnnl_eltwise_gelu_tanh, false, 0, 0);
            case SILU -> new OneDnnEltwise(dnnl_eltwise_swish, dnnl_eltwise_swish, false, 1, 0);
            case MISH -> new OneDnnEltwise(dnnl_eltwise_mish, dnnl_eltwise_mish, false, 0, 0);
            case LOG_SIGMOID -> new OneDnnEltwise(dnnl_eltwise_soft_relu, dnnl_eltwise_soft_relu, false, -1, 0);
            default -> null;
        };
    }

    boolean hasBackward() {
        return backwardAlgorithm != 0;
    }

    /** Arguments: input, output. */
    OneDnnPrimitive forward(long size, DType dtype) {
        return OneDnnContext.current()
                .cached(
                        new Key(true, algorithm, alpha, beta, size, dtype),
                        () -> OneDnnPrimitive.make(
                                "eltwise " + algorithm,
                                (out, d, attr) -> dnnl_eltwise_forward_primitive_desc_create(
                                        out,
                                        OneDnnContext.engine(),
                                        dnnl_forward_training,
                                        algorithm,
                                        d.vector(size, dtype),
                                        d.vector(size, dtype),
                                        alpha,
                                        beta,
                                        attr),
                                DNNL_ARG_SRC,
                                DNNL_ARG_DST));
    }

    /** Arguments: input or output of the function, the output's gradient, the input's gradient. */
    OneDnnPrimitive backward(long size, DType dtype) {
        return OneDnnContext.current()
                .cached(
                        new Key(false, backwardAlgorithm, alpha, beta, size, dtype),
                        () -> OneDnnPrimitive.make(
                                "eltwise gradient " + backwardAlgorithm,
                                (out, d, attr) -> {
                                    var hint = new org.bytedeco.dnnl.dnnl_primitive_desc();
                                    var desc = d.vector(size, dtype);
                                    int status = dnnl_eltwise_forward_primitive_desc_create(
                                            hint,
                                            OneDnnContext.engine(),
                                            dnnl_forward_training,
                                            backwardAlgorithm,
                                            desc,
                                            desc,
                                            alpha,
                                            beta,
                                            attr);
                                    if (status != dnnl_success) {
                                        return status;
                                    }
                                    try {
                                        return dnnl_eltwise_backward_primitive_desc_create(
                                                out,
                                                OneDnnContext.engine(),
                                                backwardAlgorithm,
                                                desc,
                                                desc,
                                                desc,
                                                alpha,
                                                beta,
                                                hint,
                                                attr);
                                    } finally {
                                        dnnl_primitive_desc_destroy(hint);
                                    }
                                },
                                fromOutput ? DNNL_ARG_DST : DNNL_ARG_SRC,
                                DNNL_ARG_DIFF_DST,
                                DNNL_ARG_DIFF_SRC));
    }
}
