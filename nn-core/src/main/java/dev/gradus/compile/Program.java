package dev.gradus.compile;

import dev.gradus.autograd.GradMode;
import dev.gradus.backend.Backend;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A forward pass as a straight line of kernel calls, for inputs of one shape. Constants are copies; each intermediate
 * result is freed right after its last use, so that the pool serves every run with the memory of the one before.
 * Runs do not share anything that changes: several threads may run one program at once.
 */
@SuppressWarnings("try") // scopes and modes act by being open
public final class Program implements AutoCloseable {
    private final Backend backend;
    private final Shape input;
    private final List<Step> steps;
    /** For each step the slots of the values that it reads last. */
    private final int[][] last;

    private final int slots;
    /** A {@link Value.Use}, or a constant where the input does not matter. */
    private final Object output;

    private final Collection<Tensor> constants;

    private Program(
            Backend backend, Shape input, List<Step> steps, int slots, Object output, Collection<Tensor> constants) {
        this.backend = backend;
        this.input = input;
        this.steps = steps;
        this.slots = slots;
        this.output = output;
        this.constants = constants;
        this.last = lastUses(steps, slots, output);
    }

    /**
     * Runs a forward pass once, and makes a program of the kernels that it called.
     *
     * @param forward from an input to an output, in ops alone; what it does may depend on shapes, not on values
     * @param backend where it runs
     * @param input the shape of the inputs
     * @param dtype and their type
     * @return the program
     * @throws IllegalArgumentException if the pass reads a value that depends on the input, or changes one in place
     */
    public static Program of(UnaryOperator<Tensor> forward, Backend backend, Shape input, DType dtype) {
        Tracer tracer = new Tracer(backend);
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            Tensor x = backend.full(input, dtype, 1);
            Value in = tracer.define(x);
            Object output = tracer.argument(tracer.run(forward, x));
            List<Step> steps = new Fusion(backend, in, tracer.steps(), output).run();
            in.place(0);
            int slots = 1;
            Set<Value> used = Fusion.used(steps, output);
            for (Step step : steps) {
                for (Value value : step.results()) {
                    if (used.contains(value)) {
                        value.place(slots++);
                    }
                }
            }
            return new Program(backend, input, steps, slots, output, kept(tracer, steps, output));
        }
    }

    /** The constants that runs read; the others are freed. */
    private static Collection<Tensor> kept(Tracer tracer, List<Step> steps, Object output) {
        Set<Tensor> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        steps.forEach(step -> kept.addAll(step.constants()));
        if (output instanceof Tensor constant) {
            kept.add(constant);
        }
        tracer.constants().stream().filter(constant -> !kept.contains(constant)).forEach(Tensor::free);
        kept.forEach(constant -> constant.moveTo(null));
        return kept;
    }

    private static int[][] lastUses(List<Step> steps, int slots, Object output) {
        boolean[] seen = new boolean[slots];
        if (output instanceof Value.Use use) {
            seen[use.value().slot()] = true;
        }
        int[][] last = new int[steps.size()][];
        for (int i = last.length - 1; i >= 0; i--) {
            last[i] = steps.get(i).uses().stream()
                    .mapToInt(use -> use.value().slot())
                    .distinct()
                    .filter(slot -> !seen[slot])
                    .toArray();
            for (int slot : last[i]) {
                seen[slot] = true;
            }
        }
        return last;
    }

    /**
     * Runs the calls.
     *
     * @param x of the shape and type that the program was made for
     * @return the output, untracked and owned by the current scope
     * @throws IllegalArgumentException if x belongs to another backend
     */
    public Tensor run(Tensor x) {
        Tracer.requireConstant(x, "a compiled part");
        Shape.require(
                x.backend() == KernelCalls.over(backend),
                "compiled",
                () -> "a tensor of backend " + backend.name(),
                () -> "one of " + x.backend().name());
        try (TensorScope scope = TensorScope.open()) {
            Tensor[] tensors = new Tensor[slots];
            tensors[0] = backend.plain(x);
            for (int i = 0; i < last.length; i++) {
                steps.get(i).run(backend, tensors);
                for (int slot : last[i]) {
                    if (tensors[slot] != null) {
                        tensors[slot].free();
                        tensors[slot] = null;
                    }
                }
            }
            return scope.keep(output instanceof Value.Use use ? use.in(tensors) : ((Tensor) output).alias());
        }
    }

    /** Frees constants and prepared weights. */
    @Override
    public void close() {
        steps.forEach(Step::close);
        constants.forEach(Tensor::free);
    }

    /** The calls, one a line. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("v0 = input → " + input);
        steps.forEach(step -> lines.add(step.toString()));
        lines.add("output " + Step.text(output));
        return String.join("\n", lines);
    }
}
