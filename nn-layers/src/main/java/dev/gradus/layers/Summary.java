package dev.gradus.layers;

import dev.gradus.autograd.GradMode;
import dev.gradus.autograd.Hook;
import dev.gradus.backend.Backend;
import dev.gradus.compile.KernelMeter;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A table of a network: its tree of modules with the shape of each output, the parameters, and the multiply-adds of
 * matrix products and convolutions; found by really running it once, in evaluation mode.
 *
 * <pre>{@code
 * System.out.println(Summary.of(network, 1, 3, 224, 224));
 * }</pre>
 *
 * <p>Shapes and multiply-adds are those of layers whose parents call {@link Layer#apply}, as all of this library do. The
 * memory is an estimate for a training step: the input, the output of each layer that is made of no others and its
 * gradient, parameters and buffers; not the optimizer's state, nor what kernels keep for themselves.
 */
@SuppressWarnings("try") // scopes and modes act by being open
public final class Summary {
    private static final double MEGABYTE = 1e6;

    /**
     * A module of the table.
     *
     * @param path its path, empty for the network itself
     * @param text the line that describes it
     * @param output the shape of its last output, null if it has not run or is no {@link Layer}
     * @param parameters the values of its parameters, those of modules within included
     * @param multiplyAdds what it computed, modules within included
     * @param repeated whether the module stands in an earlier row too
     */
    public record Row(String path, String text, Shape output, long parameters, long multiplyAdds, boolean repeated) {}

    /** What is seen of a layer while the network runs. */
    private static final class Seen {
        private final Deque<Long> begun = new ArrayDeque<>();
        private Shape output;
        private long multiplyAdds;
    }

    private final List<Row> rows;
    private final long parameters;
    private final long trained;
    private final long multiplyAdds;
    private final long inputBytes;
    private final long outputBytes;
    private final long stateBytes;

    private Summary(Layer network, Tensor input) {
        IdentityHashMap<Module, Seen> seen = new IdentityHashMap<>();
        long[] bytes = {0};
        KernelMeter meter = new KernelMeter(backend(network, input));
        watch(network, input, seen, meter, bytes);
        rows = rows(network, seen);
        parameters = network.parameterCount();
        trained = network.trainedParameterCount();
        multiplyAdds = meter.multiplyAdds();
        inputBytes = bytes(input);
        outputBytes = bytes[0];
        Set<Tensor> memories = new LinkedHashSet<>();
        network.parameters().forEach(parameter -> memories.add(parameter.memory()));
        network.namedBuffers().values().forEach(buffer -> memories.add(buffer.memory()));
        stateBytes = memories.stream().mapToLong(Summary::bytes).sum();
    }

    private static Backend backend(Layer network, Tensor input) {
        return network.parameters().stream()
                .findFirst()
                .map(parameter -> parameter.memory().backend())
                .orElse(input.backend());
    }

    /**
     * Runs a network on an input of ones, of its parameters' type.
     *
     * @param network the network; its modes are left as they are
     * @param input the dimensions of the input
     * @return the table
     */
    public static Summary of(Layer network, long... input) {
        DType dtype =
                network.parameters().stream().findFirst().map(Parameter::dtype).orElse(DType.FLOAT32);
        try (TensorScope scope = TensorScope.open()) {
            Shape shape = Shape.of(input);
            Backend backend = network.parameters().stream()
                    .findFirst()
                    .map(parameter -> parameter.memory().backend())
                    .orElse(Backend.current());
            return of(network, backend.full(shape, dtype, 1));
        }
    }

    /**
     * Runs a network on an input, where ones would not do: one of class labels, say.
     *
     * @param network the network; its modes are left as they are
     * @param input the input
     * @return the table
     */
    public static Summary of(Layer network, Tensor input) {
        return new Summary(network, input);
    }

    private static void watch(
            Layer network, Tensor input, IdentityHashMap<Module, Seen> seen, KernelMeter meter, long[] bytes) {
        Set<Module> modules = new LinkedHashSet<>(network.namedModules().values());
        List<Module> training = modules.stream().filter(Module::isTraining).toList();
        List<Hook> hooks = new ArrayList<>();
        for (Module module : modules) {
            if (module instanceof Layer layer) {
                Seen own = new Seen();
                seen.put(layer, own);
                hooks.add(layer.onInput(x -> {
                    own.begun.push(meter.multiplyAdds());
                    return x;
                }));
                hooks.add(layer.onForward((x, y) -> {
                    own.output = y.shape();
                    own.multiplyAdds += meter.multiplyAdds() - own.begun.pop();
                    bytes[0] += layer.children().isEmpty() && x != y ? bytes(y) : 0;
                    return y;
                }));
            }
        }
        network.eval();
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.noGrad()) {
            meter.run(() -> network.apply(input));
        } finally {
            hooks.forEach(Hook::close);
            training.forEach(module -> module.setTraining(true));
        }
    }

    private static long bytes(Tensor tensor) {
        return tensor.size() * tensor.dtype().bytes();
    }

    private static List<Row> rows(Layer network, Map<Module, Seen> seen) {
        List<Row> rows = new ArrayList<>();
        Set<Module> listed = new LinkedHashSet<>();
        network.namedModules().forEach((path, module) -> {
            Seen own = seen.getOrDefault(module, new Seen());
            rows.add(new Row(
                    path,
                    module.describe(),
                    own.output,
                    module.parameterCount(),
                    own.multiplyAdds,
                    !listed.add(module)));
        });
        return List.copyOf(rows);
    }

    // ---- what was found

    /**
     * The modules, outer ones first.
     *
     * @return one row a path
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * The values of all parameters, each once.
     *
     * @return the number
     */
    public long parameters() {
        return parameters;
    }

    /**
     * Those of them that are not frozen.
     *
     * @return the number
     */
    public long trainedParameters() {
        return trained;
    }

    /**
     * The multiply-adds of the whole forward pass.
     *
     * @return pairs of a multiplication and an addition
     */
    public long multiplyAdds() {
        return multiplyAdds;
    }

    /**
     * The estimated memory of a training step.
     *
     * @return bytes
     */
    public long memory() {
        return inputBytes + 2 * outputBytes + stateBytes;
    }

    /** The table. */
    @Override
    public String toString() {
        List<String[]> cells = new ArrayList<>();
        cells.add(new String[] {"Layer", "Output", "Parameters", "Multiply-adds"});
        rows.forEach(row -> cells.add(cells(row)));
        int[] widths = new int[4];
        for (String[] line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        String form = "%-" + widths[0] + "s  %-" + widths[1] + "s  %" + widths[2] + "s  %" + widths[3] + "s";
        String rule = "-".repeat(widths[0] + widths[1] + widths[2] + widths[3] + 6) + "\n";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            text.append(
                    String.format(Locale.ROOT, form, (Object[]) cells.get(i)).stripTrailing());
            text.append('\n').append(i == 0 ? rule : "");
        }
        return text.append(rule).append(totals()).toString();
    }

    private static String[] cells(Row row) {
        String name = row.path.substring(row.path.lastIndexOf('.') + 1);
        int depth = row.path.isEmpty()
                ? 0
                : 1 + (int) row.path.chars().filter(c -> c == '.').count();
        String label = depth == 0 ? "" : "  ".repeat(depth) + "(" + name + ") ";
        return new String[] {
            label + row.text,
            row.output == null ? "" : row.output.toString(),
            row.parameters == 0 ? "" : row.repeated ? "shared" : count(row.parameters),
            row.multiplyAdds == 0 || row.repeated ? "" : count(row.multiplyAdds)
        };
    }

    private String totals() {
        return "Parameters: " + count(parameters) + ", " + count(trained) + " of them trained\n"
                + "Multiply-adds: " + count(multiplyAdds) + "\n"
                + String.format(
                        Locale.ROOT,
                        "Memory of a training step, about: %.2f MB = input %.2f + outputs and their gradients %.2f"
                                + " + parameters and buffers %.2f",
                        memory() / MEGABYTE,
                        inputBytes / MEGABYTE,
                        2 * outputBytes / MEGABYTE,
                        stateBytes / MEGABYTE);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
