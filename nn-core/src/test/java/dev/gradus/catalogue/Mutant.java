package dev.gradus.catalogue;

import dev.gradus.backend.Backend;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One kernel call of an op broken in one way: a call is named by the kernel and by how many calls of that kernel the op
 * made before.
 *
 * @param kernel the kernel's name
 * @param ordinal 0 for the first call
 * @param part which of several results is broken
 * @param mutation how
 */
record Mutant(String kernel, int ordinal, int part, Mutation mutation) {

    /** Lets the kernels run, with this mutant's call broken; says whether that changed the call's result. */
    static final class Handler implements Interception.Handler {
        private final Interception interception;
        private final Mutant mutant;
        private final Map<String, Integer> calls = new HashMap<>();
        private boolean effective;

        Handler(Interception interception, Mutant mutant) {
            this.interception = interception;
            this.mutant = mutant;
        }

        /** Whether anything was broken. */
        boolean isEffective() {
            return effective;
        }

        @Override
        public Object handle(Method kernel, Object[] arguments, Supplier<Object> call) {
            int ordinal = calls.merge(kernel.getName(), 1, Integer::sum) - 1;
            if (!kernel.getName().equals(mutant.kernel) || ordinal != mutant.ordinal) {
                return call.get();
            }
            Object right = call.get();
            if (Mutation.ofValues().contains(mutant.mutation)) {
                return replace(right, broken(part(right, mutant.part)));
            }
            if (!mutant.mutation.apply(interception.backend(), interception.delegate(), arguments)) {
                return right;
            }
            Object wrong = call.get();
            effective = parts(right) != parts(wrong) || differ(right, wrong);
            return wrong;
        }

        private Tensor broken(Tensor tensor) {
            double[] values = mutant.mutation.apply(tensor.toDoubleArray(), tensor.dtype());
            if (values == null) {
                return tensor;
            }
            effective = true;
            return Values.tensor(
                    interception.backend(),
                    interception.delegate(),
                    values,
                    tensor.shape(),
                    tensor.dtype(),
                    Layout.PLAIN);
        }

        private static boolean differ(Object right, Object wrong) {
            for (int i = 0; i < parts(right); i++) {
                double error = Values.relativeError(
                        part(wrong, i).toDoubleArray(), part(right, i).toDoubleArray());
                if (error > 1e-12) {
                    return true;
                }
            }
            return false;
        }

        private Object replace(Object result, Tensor with) {
            if (result instanceof List<?> list) {
                List<Object> copy = new ArrayList<>(list);
                copy.set(mutant.part, with);
                return List.copyOf(copy);
            }
            if (result instanceof Backend.Pooled pooled) {
                return new Backend.Pooled(with, pooled.saved());
            }
            if (result instanceof Backend.Normalized n) {
                return new Backend.Normalized(
                        mutant.part == 0 ? with : n.output(),
                        mutant.part == 1 ? with : n.mean(),
                        mutant.part == 2 ? with : n.variance(),
                        n.saved());
            }
            return with;
        }
    }

    /** How many tensors a kernel returned that mean the same on every backend. */
    static int parts(Object result) {
        if (result instanceof List<?> list) {
            return list.size();
        }
        if (result instanceof Backend.Normalized) {
            return 3;
        }
        return result instanceof Tensor || result instanceof Backend.Pooled ? 1 : 0;
    }

    private static Tensor part(Object result, int index) {
        if (result instanceof List<?> list) {
            return (Tensor) list.get(index);
        }
        if (result instanceof Backend.Pooled pooled) {
            return pooled.output();
        }
        if (result instanceof Backend.Normalized n) {
            return index == 0 ? n.output() : index == 1 ? n.mean() : n.variance();
        }
        return (Tensor) result;
    }

    @Override
    public String toString() {
        return mutation + " in call " + (ordinal + 1) + " of " + kernel + (part > 0 ? ", result " + (part + 1) : "");
    }
}
