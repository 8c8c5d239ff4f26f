package dev.gradus.layers;

import dev.gradus.layers.init.Initializer;
import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * A network, or a part of one: named parameters, buffers and child modules, in the order in which they were added.
 * Subclasses are final, and declare a {@code forward} of their own; {@link Layer} is the common case.
 *
 * <p>Names in the state dict are paths such as {@code blocks.0.conv1.weight}, and PyTorch's for the same network.
 *
 * <p>Threads: one thread trains a module. In evaluation mode, and with gradients off, several threads may run it at
 * once.
 */
public abstract class Module implements Cloneable {
    // Not final, because a copy gets maps of its own.
    private Map<String, Module> children = new LinkedHashMap<>();
    private Map<String, State> state = new LinkedHashMap<>();
    private Map<String, RandomStream> streams = new LinkedHashMap<>();
    private Module parent;
    private String nameInParent;
    private boolean training = true;

    /** A module without children, parameters or buffers. */
    protected Module() {}

    // ---- building

    /**
     * Adds a child.
     *
     * @param <M> its type
     * @param name its name, without dots
     * @param module the child
     * @return the child
     */
    protected final <M extends Module> M child(String name, M module) {
        requireNew(name);
        children.put(name, module);
        Module added = module;
        if (added.parent == null) {
            added.parent = this;
            added.nameInParent = name;
        }
        return module;
    }

    /**
     * Adds a parameter and draws its values.
     *
     * @param name its name, without dots
     * @param shape its shape
     * @param initializer how it is drawn
     * @param rng what it is drawn from: the child of this generator by the parameter's name
     * @return the parameter
     */
    @SuppressWarnings("try") // the scope acts by being open
    protected final Parameter parameter(String name, Shape shape, Initializer initializer, Rng rng) {
        requireNew(name);
        try (TensorScope scope = TensorScope.open()) {
            return add(name, initializer.draw(shape, rng.split(name)));
        }
    }

    /**
     * Adds a parameter with given values.
     *
     * @param name its name, without dots
     * @param initial its values, floating; copied
     * @return the parameter
     */
    protected final Parameter parameter(String name, Tensor initial) {
        requireNew(name);
        return add(name, initial.copy());
    }

    /** The parameter of this name, not of a child's. */
    final Parameter ownParameter(String name) {
        Shape.require(
                state.get(name) instanceof Parameter,
                "module",
                () -> "a parameter of the module's own",
                () -> "'" + name + "'");
        return (Parameter) state.get(name);
    }

    /** Takes a parameter out of the state, where others will stand for it. */
    final void removeParameter(String name) {
        state.remove(name);
    }

    /**
     * Adds a parameter of another module, which both then train: it is one of the {@link #parameters}, but stands in
     * the state dict under both names, as in PyTorch.
     *
     * @param name its name here, without dots
     * @param shared the parameter
     * @return the parameter
     */
    protected final Parameter parameter(String name, Parameter shared) {
        requireNew(name);
        state.put(name, shared);
        return shared;
    }

    private Parameter add(String name, Tensor values) {
        Shape.require(values.dtype().isFloating(), "parameter " + name, () -> "a floating tensor", values::dtype);
        Parameter parameter = new Parameter(this, name, values.moveTo(null));
        state.put(name, parameter);
        return parameter;
    }

    /**
     * Adds a buffer.
     *
     * @param name its name, without dots
     * @param initial its values; copied
     * @return the buffer
     */
    protected final Buffer buffer(String name, Tensor initial) {
        requireNew(name);
        Buffer buffer = new Buffer(this, name, initial.copy().moveTo(null));
        state.put(name, buffer);
        return buffer;
    }

    /**
     * Adds a stream of random numbers.
     *
     * @param name its name, without dots
     * @param rng where it begins; used by nobody else
     * @return the stream
     */
    protected final RandomStream stream(String name, Rng rng) {
        requireNew(name);
        RandomStream stream = new RandomStream(rng);
        streams.put(name, stream);
        return stream;
    }

    private void requireNew(String name) {
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException("module: expected a name without dots, got '" + name + "'");
        }
        if (children.containsKey(name) || state.containsKey(name) || streams.containsKey(name)) {
            throw new IllegalArgumentException("module: expected a new name, got '" + name + "', which is taken");
        }
    }

    // ---- what it holds

    /**
     * The children by name.
     *
     * @return a read-only view
     */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /**
     * This module (with an empty name) and all below it, by path.
     *
     * @return the modules, outer ones first
     */
    public final Map<String, Module> namedModules() {
        Map<String, Module> found = new LinkedHashMap<>();
        walk("", found::put);
        return found;
    }

    /**
     * All parameters by path; one that is shared appears under its first name.
     *
     * @return the parameters
     */
    public final Map<String, Parameter> namedParameters() {
        Map<String, Parameter> found = new LinkedHashMap<>();
        Collection<Parameter> seen = new LinkedHashSet<>();
        namedState().forEach((name, entry) -> {
            if (entry instanceof Parameter parameter && seen.add(parameter)) {
                found.put(name, parameter);
            }
        });
        return found;
    }

    /**
     * All parameters, each once.
     *
     * @return the parameters
     */
    public final List<Parameter> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /**
     * All buffers by path.
     *
     * @return the buffers
     */
    public final Map<String, Buffer> namedBuffers() {
        Map<String, Buffer> found = new LinkedHashMap<>();
        namedState().forEach((name, entry) -> {
            if (entry instanceof Buffer buffer) {
                found.put(name, buffer);
            }
        });
        return found;
    }

    /**
     * All streams of random numbers by path; a checkpoint keeps their positions.
     *
     * @return the streams
     */
    public final Map<String, RandomStream> namedStreams() {
        Map<String, RandomStream> found = new LinkedHashMap<>();
        walk("", (path, module) -> module.streams.forEach((name, stream) -> found.put(join(path, name), stream)));
        return found;
    }

    /**
     * The number of values that the parameters hold, frozen ones included.
     *
     * @return the sum of the parameters' sizes
     */
    public final long parameterCount() {
        return parameters().stream().mapToLong(Parameter::size).sum();
    }

    /**
     * The number of values that training changes.
     *
     * @return the sum of the sizes of the parameters that are not frozen
     */
    public final long trainedParameterCount() {
        return parameters().stream()
                .filter(parameter -> !parameter.isFrozen())
                .mapToLong(Parameter::size)
                .sum();
    }

    private Map<String, State> namedState() {
        Map<String, State> found = new LinkedHashMap<>();
        walk("", (path, module) -> module.state.forEach((name, entry) -> found.put(join(path, name), entry)));
        return found;
    }

    private void walk(String path, BiConsumer<String, Module> visitor) {
        visitor.accept(path, this);
        children.forEach((name, module) -> module.walk(join(path, name), visitor));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The path from the outermost module, with a dot at its end; empty for that module itself. */
    final String path() {
        return parent == null ? "" : parent.path() + nameInParent + ".";
    }

    // ---- modes

    /** Switches this module and all below it to training: dropout drops, batch norm uses its batch. */
    public final void train() {
        walk("", (path, module) -> module.training = true);
    }

    /** Switches this module and all below it to evaluation. */
    public final void eval() {
        walk("", (path, module) -> module.training = false);
    }

    /** Switches this module alone. */
    final void setTraining(boolean newTraining) {
        training = newTraining;
    }

    /**
     * Whether the module trains; true for a new one.
     *
     * @return false after {@link #eval}
     */
    public final boolean isTraining() {
        return training;
    }

    /**
     * Takes parameters out of training; see {@link Parameter#freeze}.
     *
     * <pre>{@code
     * network.freeze("encoder.*");      // all below encoder
     * network.freeze("*.bias");
     * }</pre>
     *
     * @param pattern the paths of the parameters: {@code *} stands for any characters, dots included, {@code ?} for one
     * @return how many parameters it names
     * @throws IllegalArgumentException if it names none
     */
    public final int freeze(String pattern) {
        List<Parameter> named = PathPattern.of(pattern).among(namedParameters());
        named.forEach(Parameter::freeze);
        return named.size();
    }

    /**
     * Takes parameters into training again.
     *
     * @param pattern their paths; see {@link #freeze}
     * @return how many parameters it names
     * @throws IllegalArgumentException if it names none
     */
    public final int unfreeze(String pattern) {
        List<Parameter> named = PathPattern.of(pattern).among(namedParameters());
        named.forEach(Parameter::unfreeze);
        return named.size();
    }

    /** Forgets the gradients of all parameters. */
    public final void zeroGrad() {
        parameters().forEach(Parameter::zeroGrad);
    }

    /**
     * Converts parameters and floating buffers; FLOAT64 is for gradient checks. To be done before an optimizer is made.
     *
     * @param dtype a floating type
     */
    public final void to(DType dtype) {
        Shape.require(dtype.isFloating(), "module", () -> "a floating type", () -> dtype);
        namedState().values().forEach(entry -> entry.to(dtype));
    }

    /** Gives the memory of all parameters and buffers back now, instead of when the collector finds the module. */
    public final void free() {
        namedState().values().forEach(State::free);
    }

    // ---- copying

    /**
     * A module like another one, with parameters, buffers and random streams of its own that begin with the same
     * contents; modes and what is frozen or shared within it are the same. Gradients and hooks are not copied.
     *
     * <p>Fields of its modules are copied as far as they hold modules, parameters, buffers or streams, directly or in
     * lists, maps, records and arrays; whatever else they hold, options and functions, is shared.
     *
     * @param <M> its type
     * @param module the module
     * @return the copy, which belongs to no other module
     * @throws IllegalArgumentException if what would be shared refers to a part of the original
     */
    public static <M extends Module> M deepCopy(M module) {
        return new ModuleCopy(module).of(module);
    }

    /** A copy of the fields alone, with empty maps. */
    final Module shallowCopy() {
        try {
            Module copy = (Module) super.clone();
            copy.children = new LinkedHashMap<>();
            copy.state = new LinkedHashMap<>();
            copy.streams = new LinkedHashMap<>();
            copy.parent = null;
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("a module is cloneable", e);
        }
    }

    /** Fills the maps of a shallow copy with what takes the place of this module's own. */
    final void copyInto(Module copy, UnaryOperator<Object> counterpart) {
        children.forEach((name, child) -> copy.child(name, (Module) counterpart.apply(child)));
        state.forEach((name, entry) -> copy.state.put(name, (State) counterpart.apply(entry)));
        streams.forEach((name, stream) -> copy.streams.put(name, (RandomStream) counterpart.apply(stream)));
    }

    final Map<String, State> ownState() {
        return state;
    }

    final Collection<RandomStream> ownStreams() {
        return streams.values();
    }

    // ---- state

    /**
     * Copies of all parameters and buffers.
     *
     * @return the tensors by path, in order, owned by the current scope
     */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> dict = new LinkedHashMap<>();
        namedState().forEach((name, entry) -> dict.put(name, entry.memory().copy()));
        return dict;
    }

    /**
     * Sets all parameters and buffers; the names must be exactly this module's.
     *
     * @param dict tensors by path
     * @throws IllegalArgumentException if anything does not fit: lists every mismatch, and nothing has been changed
     */
    public final void loadStateDict(Map<String, Tensor> dict) {
        loadStateDict(dict, LoadOptions.strict());
    }

    /**
     * Sets parameters and buffers.
     *
     * @param dict tensors by name
     * @param options how names are matched
     * @throws IllegalArgumentException if anything does not fit: lists every mismatch, and nothing has been changed
     */
    public final void loadStateDict(Map<String, Tensor> dict, LoadOptions options) {
        new StateDictLoader(namedState(), options).load(dict);
    }

    // ---- text

    /**
     * One line for the tree of {@link #toString}: the class and its arguments.
     *
     * @return the line; the class's name unless overridden
     */
    protected String describe() {
        return getClass().getSimpleName();
    }

    /** The tree of modules with the number of parameters of each. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder();
        print(text, "", "");
        return text.toString();
    }

    private void print(StringBuilder text, String indent, String label) {
        text.append(indent).append(label).append(describe());
        long count = parameterCount();
        if (count > 0) {
            text.append(String.format(Locale.ROOT, ": %,d parameter%s", count, count == 1 ? "" : "s"));
        }
        children.forEach((name, module) -> {
            text.append('\n');
            module.print(text, indent + "  ", "(" + name + ") ");
        });
    }
}
