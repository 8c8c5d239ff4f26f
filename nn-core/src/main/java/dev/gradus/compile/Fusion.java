package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.backend.Binary;
import dev.gradus.backend.Unary;
import dev.gradus.backend.Window;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Makes a program shorter. Calls whose results nobody uses are dropped. A convolution takes in what follows it, as long
 * as nobody else looks at the results between: factors and shifts that are constant for each channel (a batch norm in
 * evaluation is one of each) go into its weights and bias; a sum with a tensor that is not needed afterwards, and a
 * relu, into its kernel. A linear layer takes in factors and shifts. Sums that are left take the memory of an operand
 * that is not needed afterwards.
 */
final class Fusion {
    private final Backend backend;
    private final Value input;
    private final List<Step> steps;
    private final Object output;

    Fusion(Backend backend, Value input, List<Step> recorded, Object output) {
        this.backend = backend;
        this.input = input;
        this.steps = new ArrayList<>(recorded);
        this.output = output;
    }

    List<Step> run() {
        dropDead();
        // From the end: of two convolutions that are added, the later one takes in the sum.
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i) instanceof KernelStep step) {
                if (step.is("conv2d") && hasConstants(step, 1, 2)) {
                    fuse(step);
                } else if (step.is("matmul") && hasConstants(step, 2, 4)) {
                    fold(step);
                }
            }
        }
        steps.replaceAll(step -> step instanceof KernelStep kernel ? inPlace(kernel) : step);
        return steps;
    }

    /** The values that some call or the output reads. */
    static Set<Value> used(List<Step> steps, Object output) {
        Set<Value> used = Collections.newSetFromMap(new IdentityHashMap<>());
        steps.forEach(step -> step.uses().forEach(use -> used.add(use.value())));
        if (output instanceof Value.Use use) {
            used.add(use.value());
        }
        return used;
    }

    private void dropDead() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (Collections.disjoint(steps.get(i).results(), used(steps.subList(i + 1, steps.size()), output))) {
                steps.remove(i);
            }
        }
    }

    private static boolean hasConstants(KernelStep step, int weight, int bias) {
        return step.argument(0) instanceof Value.Use
                && step.argument(weight) instanceof Tensor
                && !(step.argument(bias) instanceof Value.Use);
    }

    // ---- who reads what

    /** The one kernel that reads a value as it is, or null if there are others or none. */
    private KernelStep onlyReader(Value value) {
        Step reader = null;
        int uses = reads(output, value) ? 1 : 0;
        for (Step step : steps) {
            for (Value.Use use : step.uses()) {
                if (use.value() == value) {
                    uses++;
                    reader = use.isWhole() ? step : null;
                }
            }
        }
        return uses == 1 && reader instanceof KernelStep kernel ? kernel : null;
    }

    private static boolean reads(Object argument, Value value) {
        return argument instanceof Value.Use use && use.value() == value;
    }

    /** Whether a step may take the memory of one of its arguments: the step is the last to read it. */
    private boolean dies(Value.Use use, Step at) {
        Value value = use.value();
        boolean readLater = steps.subList(steps.indexOf(at) + 1, steps.size()).stream()
                .flatMap(step -> step.uses().stream())
                .anyMatch(later -> later.value() == value);
        // In BFLOAT16, adding in place would round otherwise than the kernel in the program does.
        boolean exact = value.dtype == DType.FLOAT32 || value.dtype == DType.FLOAT64;
        return exact && value != input && use.isWhole() && !readLater && !reads(output, value);
    }

    /** The operand of a sum or product beside a given value. */
    private static Object other(KernelStep zip, Value value) {
        return reads(zip.argument(1), value) ? zip.argument(2) : zip.argument(1);
    }

    private static boolean isZip(KernelStep step, Binary f) {
        return step.is("zip") && step.argument(0) == f;
    }

    // ---- convolutions and linear layers

    private void fuse(KernelStep conv) {
        Value.Use x = (Value.Use) conv.argument(0);
        Tensor weight = (Tensor) conv.argument(1);
        PerChannel folded = new PerChannel(conv.result().shape.dim(1), 2);
        Value.Use sum = null;
        boolean relu = false;
        StringBuilder name = new StringBuilder("conv2d");
        KernelStep end = conv;
        for (KernelStep next = onlyReader(end.result()); next != null && !relu; next = onlyReader(end.result())) {
            if (sum == null && folded.takesIn(next, end.result())) {
                name.append(isZip(next, Binary.MUL) ? "+mul" : "+add");
            } else if (sum == null && isSum(next, end.result(), x.value())) {
                sum = (Value.Use) other(next, end.result());
                name.append("+sum");
            } else if (next.is("map") && next.argument(0) == Unary.RELU) {
                relu = true;
                name.append("+relu");
            } else {
                break;
            }
            steps.remove(end);
            end = next;
        }
        Tensor newWeight = folded.weight(weight, 0);
        Tensor newBias = folded.bias((Tensor) conv.argument(2));
        Window window = (Window) conv.argument(3);
        var prepared = backend.prepareConv2d(newWeight, newBias, window, x.shape(), sum != null, relu);
        steps.set(
                steps.indexOf(end),
                new ConvolutionStep(prepared, name.toString(), weight.shape(), x, sum, end.result()));
    }

    /** Whether a step adds to a result a tensor of the same shape that nobody needs afterwards. */
    private boolean isSum(KernelStep step, Value result, Value convolved) {
        return isZip(step, Binary.ADD)
                && other(step, result) instanceof Value.Use use
                && use.value() != convolved
                && use.shape().equals(result.shape)
                && dies(use, step);
    }

    private void fold(KernelStep matmul) {
        int outputs = matmul.result().shape.rank() - 1;
        PerChannel folded = new PerChannel(matmul.result().shape.dim(outputs), 0);
        KernelStep end = matmul;
        for (KernelStep next = onlyReader(end.result());
                next != null && folded.takesIn(next, end.result());
                next = onlyReader(end.result())) {
            steps.remove(end);
            end = next;
        }
        if (end != matmul) {
            Tensor weight = (Tensor) matmul.argument(2);
            boolean transposed = (boolean) matmul.argument(3);
            Object[] arguments = {
                matmul.argument(0),
                matmul.argument(1),
                folded.weight(weight, transposed ? weight.rank() - 2 : weight.rank() - 1),
                transposed,
                folded.bias((Tensor) matmul.argument(4))
            };
            steps.set(steps.indexOf(end), matmul.with(arguments, end.result()));
        }
    }

    private Step inPlace(KernelStep step) {
        if (isZip(step, Binary.ADD)
                && step.argument(1) instanceof Value.Use a
                && step.argument(2) instanceof Value.Use b
                && a.value() != b.value()
                && a.shape().equals(b.shape())) {
            if (dies(a, step)) {
                return new AddStep(a, b, step.result());
            }
            if (dies(b, step)) {
                return new AddStep(b, a, step.result());
            }
        }
        return step;
    }
}
