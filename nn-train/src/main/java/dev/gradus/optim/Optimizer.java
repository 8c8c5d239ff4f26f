package dev.gradus.optim;

import dev.gradus.layers.Module;
import dev.gradus.layers.Parameter;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes parameters along their gradients. It moves all parameters into one run of memory, their gradients into a
 * second, and what it remembers of each into others, so that a step is one pass over flat arrays.
 *
 * <pre>{@code
 * Sgd sgd = new Sgd(model, Sgd.lr(0.01).momentum(0.9));
 * sgd.zeroGrad();
 * loss.backward();
 * sgd.step();
 * }</pre>
 *
 * <p>Parameters without a gradient are skipped, and what is remembered of them stays. A parameter belongs to the
 * optimizer that was made last; an older one then refuses to step.
 */
public abstract class Optimizer {
    /** Parameters begin at multiples of a cache line. */
    private static final int ALIGNMENT = 16;

    private static final String LR = "lr";
    private static final String STEP = "step";

    /** A parameter's place in the runs of memory, and how many steps it has made. */
    private static final class Slot {
        final String name;
        final Parameter parameter;
        final Tensor memory;
        final long offset;
        final long length;
        long steps;

        Slot(String name, Parameter parameter, Tensor memory, long offset) {
            this.name = name;
            this.parameter = parameter;
            this.memory = memory;
            this.offset = offset;
            this.length = padded(parameter.size());
        }
    }

    private final List<Slot> slots = new ArrayList<>();
    private final Tensor values;
    private final Tensor gradients;
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private double lr;

    /**
     * Moves a module's parameters into runs of memory.
     *
     * @param module the module, with at least one parameter; all of one type and backend
     * @param lr the learning rate
     * @param stateNames what is remembered of each parameter, in PyTorch's names; all start as 0
     */
    @SuppressWarnings("try") // the scope acts by being open
    protected Optimizer(Module module, double lr, List<String> stateNames) {
        Map<String, Parameter> parameters = module.namedParameters();
        Shape.require(!parameters.isEmpty(), "optimizer", () -> "a module with parameters", () -> "none");
        Parameter first = parameters.values().iterator().next();
        parameters.forEach((name, parameter) -> Shape.require(
                parameter.dtype() == first.dtype()
                        && parameter.memory().backend() == first.memory().backend(),
                "optimizer",
                () -> "parameters of one type and backend, " + first.dtype() + " as " + first.name(),
                () -> name + " " + parameter.dtype()));
        long total =
                parameters.values().stream().mapToLong(p -> padded(p.size())).sum();
        this.lr = lr;
        values = zeros(first, total);
        gradients = zeros(first, total);
        stateNames.forEach(name -> state.put(name, zeros(first, total)));
        long offset = 0;
        for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
            Parameter parameter = entry.getValue();
            Tensor memory = window(values, offset, parameter.shape()).moveTo(null);
            parameter.moveTo(
                    memory, window(gradients, offset, parameter.shape()).moveTo(null));
            slots.add(new Slot(entry.getKey(), parameter, memory, offset));
            offset += padded(parameter.size());
        }
    }

    private static long padded(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static Tensor zeros(Parameter like, long length) {
        return like.memory().backend().full(Shape.of(length), like.dtype(), 0).moveTo(null);
    }

    private static Tensor window(Tensor run, long offset, Shape shape) {
        return Tensor.wrap(run.backend(), run.storage().window(offset, shape.size()), shape, Layout.PLAIN);
    }

    // ---- training

    /**
     * The learning rate.
     *
     * @return the rate of the next step
     */
    public final double lr() {
        return lr;
    }

    /**
     * Sets the learning rate.
     *
     * @param newLr the rate of the next step, finite and at least 0
     */
    public final void setLr(double newLr) {
        Shape.require(newLr >= 0 && Double.isFinite(newLr), "optimizer", () -> "a learning rate >= 0", () -> newLr);
        lr = newLr;
    }

    /** Forgets all gradients; to be called before each backward unless gradients shall add up. */
    public final void zeroGrad() {
        slots.forEach(slot -> slot.parameter.zeroGrad());
    }

    /**
     * Changes all parameters that have a gradient.
     *
     * @throws IllegalStateException if another optimizer has taken a parameter over
     */
    @SuppressWarnings("try") // the scope acts by being open
    public final void step() {
        for (Slot slot : slots) {
            if (slot.parameter.memory() != slot.memory) {
                throw new IllegalStateException("optimizer: expected parameter " + slot.name
                        + " to be its own, but it was moved to another optimizer or converted");
            }
        }
        try (TensorScope scope = TensorScope.open()) {
            int from = 0;
            while (from < slots.size()) {
                from = isReady(from) ? stepRun(from) : from + 1;
            }
        }
    }

    private boolean isReady(int index) {
        return slots.get(index).parameter.grad() != null;
    }

    /** Steps the longest run of neighbours that have gradients and made equally many steps; returns where it ends. */
    private int stepRun(int from) {
        Slot first = slots.get(from);
        int to = from;
        long length = 0;
        while (to < slots.size() && isReady(to) && slots.get(to).steps == first.steps) {
            length += slots.get(to++).length;
        }
        Shape run = Shape.of(length);
        List<Tensor> remembered = new ArrayList<>();
        state.values().forEach(s -> remembered.add(window(s, first.offset, run)));
        long step = first.steps + 1;
        update(window(values, first.offset, run), window(gradients, first.offset, run), remembered, step);
        for (Slot slot : slots.subList(from, to)) {
            slot.steps = step;
            slot.parameter.changed();
        }
        return to;
    }

    /**
     * Changes a run of parameters in place.
     *
     * @param p their values, flat
     * @param g their gradients
     * @param remembered what is remembered of them, in the order of the names
     * @param step how many steps these parameters have made with this one, from 1
     */
    protected abstract void update(Tensor p, Tensor g, List<Tensor> remembered, long step);

    // ---- state

    /**
     * What is needed to go on as if nothing had happened, beside the parameters themselves: for each parameter what is
     * remembered and its number of steps, and the learning rate.
     *
     * @return copies, such as {@code conv1.weight.exp_avg}, owned by the current scope
     */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> dict = new LinkedHashMap<>();
        dict.put(LR, Tensor.full(Shape.of(), DType.FLOAT64, lr));
        for (Slot slot : slots) {
            state.forEach((name, run) -> {
                Tensor view = window(run, slot.offset, slot.parameter.shape());
                dict.put(slot.name + "." + name, view.copy());
                view.free();
            });
            dict.put(slot.name + "." + STEP, Tensor.of(new long[] {slot.steps}, Shape.of()));
        }
        return dict;
    }

    /**
     * Continues from a state.
     *
     * @param dict what {@link #stateDict} gave, for the same parameters
     * @throws IllegalArgumentException if an entry is missing, unexpected or of another shape; nothing has been changed
     */
    public final void loadStateDict(Map<String, Tensor> dict) {
        checkState(dict);
        lr = dict.get(LR).item();
        for (Slot slot : slots) {
            state.forEach((name, run) -> {
                Tensor given = dict.get(slot.name + "." + name);
                run.storage().write(slot.offset, given.toArray(), 0, Math.toIntExact(given.size()));
            });
            slot.steps = dict.get(slot.name + "." + STEP).toLongArray()[0];
        }
    }

    private void checkState(Map<String, Tensor> dict) {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put(LR, DType.FLOAT64 + " ()");
        for (Slot slot : slots) {
            state.keySet()
                    .forEach(name ->
                            expected.put(slot.name + "." + name, slot.memory.dtype() + " " + slot.memory.shape()));
            expected.put(slot.name + "." + STEP, DType.INT64 + " ()");
        }
        List<String> mismatches = new ArrayList<>();
        expected.forEach((name, form) -> {
            Tensor given = dict.get(name);
            String got = given == null ? "nothing" : given.dtype() + " " + given.shape();
            if (!got.equals(form)) {
                mismatches.add(name + ": expected " + form + ", got " + got);
            }
        });
        dict.keySet().stream()
                .filter(name -> !expected.containsKey(name))
                .forEach(name -> mismatches.add("unexpected " + name));
        if (!mismatches.isEmpty()) {
            throw new IllegalArgumentException("optimizer state: " + String.join("; ", mismatches));
        }
    }

    /** Gives back the memory of gradients and state; parameters keep theirs. The optimizer cannot be used any more. */
    public final void free() {
        String why = "the optimizer was freed";
        values.free(why);
        gradients.free(why);
        state.values().forEach(run -> run.free(why));
    }
}
