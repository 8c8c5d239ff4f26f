package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.function.Supplier;

/**
 * Counts the multiply-adds of the kernels that really run: those of matrix products and convolutions, their gradients
 * included, and of the steps of recurrent layers. What other kernels compute, a few operations an element, counts as none.
 *
 * <pre>{@code
 * KernelMeter meter = new KernelMeter(x.backend());
 * Tensor y = meter.run(() -> network.forward(x));
 * System.out.println(meter.multiplyAdds());
 * }</pre>
 */
public final class KernelMeter extends KernelCalls {
    private long multiplyAdds;

    /**
     * Makes a meter that stands at 0.
     *
     * @param backend whose kernels are counted
     */
    public KernelMeter(Backend backend) {
        super(backend);
    }

    /**
     * Runs something and counts the kernels that this thread calls meanwhile.
     *
     * @param <T> its result
     * @param work what is run
     * @return its result
     */
    public <T> T run(Supplier<T> work) {
        return watch(work);
    }

    /**
     * What was counted so far.
     *
     * @return pairs of a multiplication and an addition
     */
    public long multiplyAdds() {
        return multiplyAdds;
    }

    @Override
    Object observe(Method kernel, Object... arguments) {
        Object result = Step.call(kernel, delegate, arguments);
        String name = kernel.getName();
        if (name.equals("matmul")) {
            Tensor a = (Tensor) arguments[0];
            boolean transposed = (boolean) arguments[1];
            multiplyAdds += ((Tensor) result).size() * a.dim(transposed ? -2 : -1);
        } else if (name.equals("recurrent")) {
            multiplyAdds += ((Tensor) arguments[1]).size() * ((Tensor) arguments[2]).dim(1);
        } else if (name.startsWith("conv")) {
            multiplyAdds += convolution(name, result, arguments);
        }
        return result;
    }

    /** An element on the output's side of a convolution takes part in one multiply-add for each weight of its filter. */
    private static long convolution(String name, Object result, Object... arguments) {
        Tensor outputSide = name.endsWith("Grad") ? (Tensor) arguments[0] : (Tensor) result;
        Shape weight = name.endsWith("WeightGrad") ? (Shape) arguments[2] : ((Tensor) arguments[1]).shape();
        return weight.dim(0) == 0 ? 0 : outputSide.size() * (weight.size() / weight.dim(0));
    }
}
