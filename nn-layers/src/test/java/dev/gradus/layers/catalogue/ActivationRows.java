package dev.gradus.layers.catalogue;

import static dev.gradus.layers.catalogue.LayerCatalogue.with;

import dev.gradus.layers.Celu;
import dev.gradus.layers.Elu;
import dev.gradus.layers.Gelu;
import dev.gradus.layers.Glu;
import dev.gradus.layers.HardShrink;
import dev.gradus.layers.HardSigmoid;
import dev.gradus.layers.HardSwish;
import dev.gradus.layers.HardTanh;
import dev.gradus.layers.Layer;
import dev.gradus.layers.LeakyRelu;
import dev.gradus.layers.LogSigmoid;
import dev.gradus.layers.LogSoftmax;
import dev.gradus.layers.Mish;
import dev.gradus.layers.PRelu;
import dev.gradus.layers.RRelu;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Relu6;
import dev.gradus.layers.Selu;
import dev.gradus.layers.Sigmoid;
import dev.gradus.layers.Silu;
import dev.gradus.layers.SoftShrink;
import dev.gradus.layers.Softmax;
import dev.gradus.layers.Softmin;
import dev.gradus.layers.Softplus;
import dev.gradus.layers.Softsign;
import dev.gradus.layers.Tanh;
import dev.gradus.layers.TanhShrink;
import dev.gradus.layers.Threshold;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.bytedeco.pytorch.CELUImpl;
import org.bytedeco.pytorch.ELUImpl;
import org.bytedeco.pytorch.ELUOptions;
import org.bytedeco.pytorch.GELUImpl;
import org.bytedeco.pytorch.GELUOptions;
import org.bytedeco.pytorch.GLUImpl;
import org.bytedeco.pytorch.HardshrinkImpl;
import org.bytedeco.pytorch.HardtanhImpl;
import org.bytedeco.pytorch.HardtanhOptions;
import org.bytedeco.pytorch.LeakyReLUImpl;
import org.bytedeco.pytorch.LogSigmoidImpl;
import org.bytedeco.pytorch.LogSoftmaxImpl;
import org.bytedeco.pytorch.MishImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.PReLUImpl;
import org.bytedeco.pytorch.PReLUOptions;
import org.bytedeco.pytorch.RReLUImpl;
import org.bytedeco.pytorch.ReLU6Impl;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SELUImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.SiLUImpl;
import org.bytedeco.pytorch.SigmoidImpl;
import org.bytedeco.pytorch.SoftmaxImpl;
import org.bytedeco.pytorch.SoftminImpl;
import org.bytedeco.pytorch.SoftplusImpl;
import org.bytedeco.pytorch.SoftshrinkImpl;
import org.bytedeco.pytorch.SoftsignImpl;
import org.bytedeco.pytorch.TanhImpl;
import org.bytedeco.pytorch.TanhshrinkImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.ThresholdImpl;
import org.bytedeco.pytorch.global.torch;

/** Rows of the activations. */
final class ActivationRows {
    private ActivationRows() {}

    private static <T extends Module> LayerCase row(
            Supplier<Layer> layer, String name, Supplier<T> twin, BiFunction<T, Tensor, Tensor> forward) {
        return LayerCase.of(rng -> layer.get(), 2, 3, 4, 6).pytorch("torch.nn." + name, twin, forward);
    }

    /** A name without a class in PyTorch's C++ library, which has the function. */
    private static LayerCase function(Supplier<Layer> layer, String name, BiFunction<Module, Tensor, Tensor> forward) {
        return row(layer, name, Module::new, forward);
    }

    static List<LayerCase> rows() {
        return List.of(
                row(Relu::new, "ReLU", ReLUImpl::new, ReLUImpl::forward).prints("Relu"),
                row(LeakyRelu::new, "LeakyReLU", LeakyReLUImpl::new, LeakyReLUImpl::forward)
                        .prints("LeakyRelu(negativeSlope 0.01)"),
                row(Sigmoid::new, "Sigmoid", SigmoidImpl::new, SigmoidImpl::forward)
                        .prints("Sigmoid"),
                row(Tanh::new, "Tanh", TanhImpl::new, TanhImpl::forward).prints("Tanh"),
                row(() -> new Softmax(1), "Softmax", () -> new SoftmaxImpl(1), SoftmaxImpl::forward)
                        .prints("Softmax(dim 1)"),
                row(() -> new LogSoftmax(-1), "LogSoftmax", () -> new LogSoftmaxImpl(-1), LogSoftmaxImpl::forward)
                        .prints("LogSoftmax(dim -1)"),
                row(() -> new Softmin(1), "Softmin", () -> new SoftminImpl(1), SoftminImpl::forward),
                row(Relu6::new, "ReLU6", ReLU6Impl::new, ReLU6Impl::forward),
                row(
                        () -> new Elu(0.5),
                        "ELU",
                        () -> new ELUImpl(with(new ELUOptions(), o -> o.alpha().put(0.5))),
                        ELUImpl::forward),
                row(Celu::new, "CELU", CELUImpl::new, CELUImpl::forward),
                row(Selu::new, "SELU", SELUImpl::new, SELUImpl::forward),
                row(Gelu::new, "GELU", GELUImpl::new, GELUImpl::forward),
                row(
                        Gelu::approximateTanh,
                        "GELU",
                        () -> new GELUImpl(with(new GELUOptions(), o -> o.approximate("tanh"))),
                        GELUImpl::forward),
                row(Silu::new, "SiLU", SiLUImpl::new, SiLUImpl::forward),
                row(Mish::new, "Mish", MishImpl::new, MishImpl::forward),
                // PyTorch's own gradient has 1/6 in FLOAT32.
                function(
                        HardSigmoid::new,
                        "Hardsigmoid",
                        (module, x) -> torch.relu6(x.add(new Scalar(3.0))).div(new Scalar(6.0))),
                function(HardSwish::new, "Hardswish", (module, x) -> torch.hardswish(x)),
                row(
                        () -> new HardTanh(-0.5, 0.25),
                        "Hardtanh",
                        () -> new HardtanhImpl(with(new HardtanhOptions(), o -> {
                            o.min_val().put(-0.5);
                            o.max_val().put(0.25);
                        })),
                        HardtanhImpl::forward),
                row(LogSigmoid::new, "LogSigmoid", LogSigmoidImpl::new, LogSigmoidImpl::forward),
                row(Softsign::new, "Softsign", SoftsignImpl::new, SoftsignImpl::forward),
                row(Softplus::new, "Softplus", SoftplusImpl::new, SoftplusImpl::forward),
                row(
                        () -> new Threshold(0.102, -7),
                        "Threshold",
                        () -> new ThresholdImpl(0.102, -7),
                        ThresholdImpl::forward),
                row(Glu::new, "GLU", GLUImpl::new, GLUImpl::forward),
                row(HardShrink::new, "Hardshrink", HardshrinkImpl::new, HardshrinkImpl::forward),
                row(SoftShrink::new, "Softshrink", SoftshrinkImpl::new, SoftshrinkImpl::forward),
                row(TanhShrink::new, "Tanhshrink", TanhshrinkImpl::new, TanhshrinkImpl::forward),
                LayerCase.of(RRelu::new, 2, 3, 4, 6)
                        .random()
                        .pytorch("torch.nn.RReLU", RReLUImpl::new, RReLUImpl::forward),
                row(PRelu::new, "PReLU", PReLUImpl::new, PReLUImpl::forward),
                row(
                        () -> new PRelu(3, 0.5),
                        "PReLU",
                        () -> new PReLUImpl(
                                with(new PReLUOptions(), o -> o.num_parameters().put(3))),
                        PReLUImpl::forward));
    }
}
