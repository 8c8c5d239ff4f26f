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
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;

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
    private static final String SLOW = "slow";
    /** PyTorch's, against a division by zero. */
    private static final double NORM_EPS = 1e-6;

    /** A parameter's place in the runs of memory, and how many steps it has made. */
    private static final class Slot {
        final String name;
        final Parameter parameter;
        final Tensor memory;
        final Group group;
        final long offset;
        final long length;
        long steps;

        Slot(String name, Parameter parameter, Tensor memory, Group group, long offset) {
            this.name = name;
            this.parameter = parameter;
            this.memory = memory;
            this.group = group;
            this.offset = offset;
            this.length = padded(parameter.size());
        }

        boolean isLike(Slot other) {
            return steps == other.steps && group.equals(other.group);
        }
    }

    /**
     * What holds for one update.
     *
     * @param count how many steps these parameters have made with this one, from 1
     * @param lr their learning rate
     * @param weightDecay their weight decay
     */
    protected record Step(long count, double lr, double weightDecay) {}

    private final List<Slot> slots = new ArrayList<>();
    private final Tensor values;
    private final Tensor gradients;
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final double weightDecay;
    private double lr;
    private long steps;
    private int lookaheadEvery;
    private LongToDoubleFunction lookaheadShare;

    /**
     * Moves a module's parameters into runs of memory.
     *
     * @param module the module, with at least one parameter; all of one type and backend
     * @param lr the learning rate
     * @param weightDecay the weight decay
     * @param stateNames what is remembered of each parameter, in PyTorch's names; all start as 0
     * @param groups parameters with rates of their own; the first that names a parameter holds
     * @throws IllegalArgumentException if a group names no parameter
     */
    protected Optimizer(Module module, double lr, double weightDecay, List<String> stateNames, Group... groups) {
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
        this.weightDecay = weightDecay;
        List<Group> all = Group.thatMatch(List.of(groups), parameters.keySet());
        values = zeros(first, total);
        gradients = zeros(first, total);
        stateNames.forEach(name -> state.put(name, zeros(first, total)));
        long offset = 0;
        for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
            Parameter parameter = entry.getValue();
            Tensor memory = window(values, offset, parameter.shape()).moveTo(null);
            parameter.moveTo(
                    memory, window(gradients, offset, parameter.shape()).moveTo(null));
            slots.add(new Slot(entry.getKey(), parameter, memory, Group.of(entry.getKey(), all), offset));
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
            steps++;
            if (lookaheadEvery > 0 && steps % lookaheadEvery == 0) {
                lookAhead();
            }
        }
    }

    /**
     * Keeps slow weights beside those that are trained: after every so many steps {@code slow += share · (p − slow)}
     * and {@code p = slow}. Zhang, Lucas, Hinton and Ba, "Lookahead optimizer", 2019, arXiv:1907.08610. To be called
     * before the first step, and before a state is loaded.
     *
     * @param every how many steps, 5 or 6 by custom
     * @param share how far the slow weights go, 0.5 by custom
     * @return this
     */
    public final Optimizer lookahead(int every, double share) {
        Shape.require(share > 0 && share <= 1, "lookahead", () -> "a share above 0, at most 1", () -> share);
        return lookahead(every, step -> share);
    }

    /**
     * {@link #lookahead(int, double)} with a share that changes, such as one that falls towards the end, so that the slow
     * weights become an average of ever more steps.
     *
     * @param every how many steps
     * @param share how far the slow weights go after so many steps, above 0 and at most 1
     * @return this
     */
    public final Optimizer lookahead(int every, LongToDoubleFunction share) {
        Shape.require(every > 0, "lookahead", () -> "at least 1 step", () -> every);
        Shape.require(steps == 0 && lookaheadEvery == 0, "lookahead", () -> "a new optimizer", () -> steps + " steps");
        lookaheadEvery = every;
        lookaheadShare = share;
        state.put(SLOW, values.copy().moveTo(null));
        return this;
    }

    private void lookAhead() {
        Tensor slow = state.get(SLOW);
        assign(slow, slow.add(values.sub(slow).mul(lookaheadShare.applyAsDouble(steps))));
        assign(values, slow);
        slots.forEach(slot -> slot.parameter.changed());
    }

    /** Copies a result into memory that stays. */
    protected static void assign(Tensor target, Tensor value) {
        target.backend().copyInto(target, value);
    }

    // ---- gradients

    /**
     * The Euclidean norm of all gradients as one vector.
     *
     * @return the norm; 0 if there are none
     */
    @SuppressWarnings("try") // the scope acts by being open
    public final double gradNorm() {
        double sum = 0;
        try (TensorScope scope = TensorScope.open()) {
            for (Slot slot : slots) {
                Tensor gradient = slot.parameter.grad();
                sum += gradient == null ? 0 : gradient.square().sum().item();
            }
        }
        return Math.sqrt(sum);
    }

    /**
     * Shrinks all gradients by one factor, {@code limit / (norm + 1e-6)}, where their norm is above the limit. To be
     * called between backward and step.
     *
     * @param limit the largest norm
     * @return the norm before
     */
    public final double clipGradNorm(double limit) {
        Shape.require(limit > 0, "clipGradNorm", () -> "a limit above 0", () -> limit);
        double norm = gradNorm();
        double factor = limit / (norm + NORM_EPS);
        if (factor < 1) {
            changeGradients(gradient -> gradient.mul(factor));
        }
        return norm;
    }

    /**
     * Limits each element of all gradients to ±limit. To be called between backward and step.
     *
     * @param limit the largest size
     */
    public final void clipGradValue(double limit) {
        Shape.require(limit > 0, "clipGradValue", () -> "a limit above 0", () -> limit);
        changeGradients(gradient -> gradient.clamp(-limit, limit));
    }

    @SuppressWarnings("try") // the scope acts by being open
    private void changeGradients(UnaryOperator<Tensor> change) {
        try (TensorScope scope = TensorScope.open()) {
            for (Slot slot : slots) {
                Tensor gradient = slot.parameter.grad();
                if (gradient != null) {
                    assign(gradient, change.apply(gradient));
                }
            }
        }
    }

    // ---- how a step is made

    private boolean isReady(int index) {
        return slots.get(index).parameter.grad() != null;
    }

    /**
     * Steps the longest run of neighbours that have gradients, made equally many steps and are of one group, or a single
     * parameter where each has an update of its own; returns where it ends.
     */
    private int stepRun(int from) {
        Slot first = slots.get(from);
        int to = from;
        long length = 0;
        do {
            length += slots.get(to++).length;
        } while (!isPerParameter()
                && to < slots.size()
                && isReady(to)
                && slots.get(to).isLike(first));
        Shape run = isPerParameter() ? first.parameter.shape() : Shape.of(length);
        List<Tensor> remembered = new ArrayList<>();
        state.values().forEach(s -> remembered.add(window(s, first.offset, run)));
        double decay = first.group.weightDecay() == null ? weightDecay : first.group.weightDecay();
        Step step = new Step(first.steps + 1, lr * first.group.lrScale(), decay);
        update(window(values, first.offset, run), window(gradients, first.offset, run), remembered, step);
        for (Slot slot : slots.subList(from, to)) {
            slot.steps = step.count;
            slot.parameter.changed();
        }
        return to;
    }

    /**
     * Whether an update needs one parameter at a time, in its own shape, because it computes with norms or matrices.
     *
     * @return false unless overridden: many parameters are updated at once, flat
     */
    protected boolean isPerParameter() {
        return false;
    }

    /**
     * Changes parameters in place, by {@link #assign} or a kernel.
     *
     * @param p their values
     * @param g their gradients
     * @param remembered what is remembered of them, in the order of the names
     * @param step count and rates
     */
    protected abstract void update(Tensor p, Tensor g, List<Tensor> remembered, Step step);

    // ---- state

    /**
     * What is needed to go on as if nothing had happened, beside the parameters themselves: for each parameter what is
     * remembered and its number of steps; the learning rate and the number of all steps.
     *
     * @return copies, such as {@code conv1.weight.exp_avg}, owned by the current scope
     */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> dict = new LinkedHashMap<>();
        dict.put(LR, Tensor.full(Shape.of(), DType.FLOAT64, lr));
        dict.put(STEP, Tensor.of(new long[] {steps}, Shape.of()));
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
        steps = dict.get(STEP).toLongArray()[0];
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
        expected.put(STEP, DType.INT64 + " ()");
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
