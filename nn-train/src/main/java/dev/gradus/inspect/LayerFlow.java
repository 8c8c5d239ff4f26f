package dev.gradus.inspect;

import dev.gradus.autograd.Hook;
import dev.gradus.layers.Layer;
import dev.gradus.layers.Module;
import dev.gradus.layers.losses.Loss;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How one batch flows through a network and its gradient back: of each layer that is made of no others the output's
 * mean, deviation, zeros and dead features, and the size of its gradient. Computed on a copy in training mode; the
 * network, its statistics and its random streams stay as they are.
 *
 * <pre>{@code
 * LayerFlow flow = LayerFlow.of(network, loss, batch.input(), batch.target());
 * System.out.println(flow);                      // a table
 * flow.findings().forEach(System.out::println);  // what looks wrong
 * }</pre>
 */
public final class LayerFlow {
    private static final double MANY_DEAD = 0.5;
    private static final double VANISHED = 1e-4;
    private static final double WILD = 1e3;

    /**
     * A layer's figures.
     *
     * @param path its path in the network
     * @param layer its class and arguments
     * @param output the shape of the output
     * @param mean of the output
     * @param std its standard deviation
     * @param zeros the share of elements that are exactly 0
     * @param dead the share of features, along dimension 1, that are 0 in the whole batch
     * @param gradient the root of the mean square of the loss's gradient with respect to the output; NaN if none came
     */
    public record Row(
            String path,
            String layer,
            Shape output,
            double mean,
            double std,
            double zeros,
            double dead,
            double gradient) {}

    private final List<Row> rows;
    private final Set<String> frozen;

    private LayerFlow(Collection<Row> rows, Set<String> frozen) {
        this.rows = List.copyOf(rows);
        this.frozen = Set.copyOf(frozen);
    }

    /**
     * Runs a batch forth and back.
     *
     * @param network the network
     * @param loss what it minimises
     * @param input the batch's input
     * @param target the batch's target
     * @return the figures
     */
    @SuppressWarnings("try") // the scope acts by being open
    public static LayerFlow of(Layer network, Loss loss, Tensor input, Tensor target) {
        Layer copy = Module.deepCopy(network);
        Map<String, Row> seen = new LinkedHashMap<>();
        Set<String> frozen = new HashSet<>();
        List<Hook> hooks = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            copy.train();
            copy.namedModules().forEach((path, module) -> {
                if (module instanceof Layer layer && layer.children().isEmpty()) {
                    hooks.add(layer.onForward((x, y) -> {
                        // As long as nothing is tracked, no gradient is wanted.
                        if (!y.isTracked() && frozen.containsAll(seen.keySet())) {
                            frozen.add(path);
                        }
                        observe(path, layer, y, seen);
                        return y;
                    }));
                }
            });
            loss.forward(copy.apply(input), target).backward();
        } finally {
            hooks.forEach(Hook::close);
            copy.free();
        }
        return new LayerFlow(seen.values(), frozen);
    }

    private static void observe(String path, Layer layer, Tensor y, Map<String, Row> seen) {
        seen.put(path, row(path, layer, y, Double.NaN));
        if (y.isTracked()) {
            y.onGrad(g -> {
                Row row = seen.get(path);
                double size = rms(g.toDoubleArray());
                seen.put(path, new Row(path, row.layer, row.output, row.mean, row.std, row.zeros, row.dead, size));
                return g;
            });
        }
    }

    private static Row row(String path, Layer layer, Tensor y, double gradient) {
        double[] values = y.toDoubleArray();
        double sum = 0;
        long zeros = 0;
        for (double value : values) {
            sum += value;
            zeros += value == 0 ? 1 : 0;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        String[] text = layer.toString().split(":", 2);
        return new Row(
                path,
                text[0],
                y.shape(),
                mean,
                Math.sqrt(squares / values.length),
                (double) zeros / values.length,
                dead(values, y.shape()),
                gradient);
    }

    private static double dead(double[] values, Shape shape) {
        if (shape.rank() < 2 || values.length == 0) {
            return 0;
        }
        int features = shape.intDim(1);
        int inner = values.length / features / shape.intDim(0);
        boolean[] alive = new boolean[features];
        for (int i = 0; i < values.length; i++) {
            alive[i / inner % features] |= values[i] != 0;
        }
        int dead = 0;
        for (boolean one : alive) {
            dead += one ? 0 : 1;
        }
        return (double) dead / features;
    }

    private static double rms(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum / values.length);
    }

    /**
     * The figures.
     *
     * @return a row a layer, in the order in which they first ran
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * What looks wrong: more than half of a layer's features dead; outputs all but constant, or deviating by more than
     * 1,000; gradients that shrink to less than 1/10,000 from the last layer to the first, grow to more than 10,000
     * times, or do not arrive at all, but for the first layers if they are frozen.
     *
     * @return a sentence each; empty if nothing does
     */
    public List<String> findings() {
        List<String> found = new ArrayList<>();
        for (Row row : rows) {
            if (row.dead > MANY_DEAD) {
                found.add(text(
                        "%s: %.0f %% of its features are 0 for the whole batch (dead relus?)", row, 100 * row.dead));
            } else if (!(row.std <= WILD) || row.std < 1 / WILD) {
                found.add(text("%s: its output deviates by %.2g around %.2g", row, row.std, row.mean));
            }
            if (Double.isNaN(row.gradient) && !frozen.contains(row.path)) {
                found.add(text("%s: no gradient reaches its output (detached?)", row));
            }
        }
        List<Row> reached =
                rows.stream().filter(row -> !Double.isNaN(row.gradient)).toList();
        if (reached.size() > 1) {
            Row first = reached.get(0);
            Row last = reached.get(reached.size() - 1);
            double ratio = first.gradient / last.gradient;
            if (!(ratio >= VANISHED)) {
                found.add(text(
                        "gradients vanish: %.2g at %s, %.2g at %s",
                        last.gradient, last.path, first.gradient, first.path));
            } else if (ratio > 1 / VANISHED) {
                found.add(text(
                        "gradients explode: %.2g at %s, %.2g at %s",
                        last.gradient, last.path, first.gradient, first.path));
            }
        }
        return found;
    }

    private static String text(String form, Object... values) {
        Object[] shown = values.clone();
        for (int i = 0; i < shown.length; i++) {
            shown[i] = shown[i] instanceof Row row ? row.path : shown[i];
        }
        return String.format(Locale.ROOT, form, shown);
    }

    /** The table. */
    @Override
    public String toString() {
        int path = rows.stream().mapToInt(row -> row.path.length()).max().orElse(0);
        int layer = rows.stream().mapToInt(row -> row.layer.length()).max().orElse(0);
        String head =
                "%-" + Math.max(path, 5) + "s  %-" + Math.max(layer, 5) + "s  %-18s  %10s  %10s  %6s  %6s  %10s%n";
        StringBuilder text = new StringBuilder(
                String.format(head, "path", "layer", "output", "mean", "deviation", "zeros", "dead", "gradient"));
        for (Row row : rows) {
            text.append(String.format(
                    head,
                    row.path,
                    row.layer,
                    row.output,
                    text("%.3g", row.mean),
                    text("%.3g", row.std),
                    text("%.0f %%", 100 * row.zeros),
                    text("%.0f %%", 100 * row.dead),
                    text("%.3g", row.gradient)));
        }
        return text.toString();
    }
}
