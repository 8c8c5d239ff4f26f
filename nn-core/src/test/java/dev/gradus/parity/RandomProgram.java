package dev.gradus.parity;

import dev.gradus.autograd.GradMode;
import dev.gradus.memory.TensorScope;
import dev.gradus.ops.Shaping;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A straight line of random ops over a few leaves, in which a value may be used many times, or never; it can be run by
 * Gradus and by PyTorch, and prints itself as Java. The output is all values that no later step uses, end to end.
 */
final class RandomProgram {
    private static final int MOST_LEAVES = 4;
    private static final int MOST_STEPS = 14;
    private static final long LARGEST = 120;
    private static final double GREATEST = 30;

    /** One op on values before it; the code has {@code $0}, {@code $1} … for them. */
    record Step(
            String code,
            Function<Tensor[], Tensor> gradus,
            Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor> pytorch,
            List<Integer> arguments) {}

    private final List<Shape> shapes = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Integer> outputs;

    /** Draws a program: each step is tried at once, and kept if its values are few, finite and not too large. */
    @SuppressWarnings("try") // scope and mode act by being open
    RandomProgram(Rng rng) {
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.noGrad()) {
            List<Tensor> known = new ArrayList<>();
            int leaves = rng.nextInt(1, MOST_LEAVES + 1);
            for (int i = 0; i < leaves; i++) {
                known.add(leaf(rng));
            }
            int wanted = rng.nextInt(3, MOST_STEPS + 1);
            for (int tries = 0; steps.size() < wanted && tries < 20 * wanted; tries++) {
                Optional<Step> step = RandomSteps.propose(rng, known);
                step.ifPresent(s -> attempt(s, known));
            }
            boolean[] used = new boolean[known.size()];
            steps.forEach(step -> step.arguments.forEach(argument -> used[argument] = true));
            outputs = IntStream.range(0, used.length)
                    .filter(i -> !used[i])
                    .boxed()
                    .toList();
        }
    }

    private Tensor leaf(Rng rng) {
        long[] dims = new long[rng.nextInt(5)];
        Arrays.setAll(dims, i -> rng.nextInt(1, 4));
        Shape shape = Shape.of(dims);
        double[] drawn = new double[Math.toIntExact(shape.size())];
        rng.fillNormal(drawn, 0, drawn.length, 0, 1);
        shapes.add(shape);
        values.add(drawn);
        return Tensor.of(drawn, shape);
    }

    private void attempt(Step step, List<Tensor> known) {
        Tensor result = step.gradus.apply(arguments(step, known.toArray(Tensor[]::new)));
        boolean good = result.size() > 0
                && result.size() <= LARGEST
                && Arrays.stream(result.toDoubleArray()).allMatch(v -> Math.abs(v) <= GREATEST);
        if (good) {
            steps.add(step);
            known.add(result);
        }
    }

    private static Tensor[] arguments(Step step, Tensor... known) {
        return step.arguments.stream().map(i -> known[i]).toArray(Tensor[]::new);
    }

    List<Step> steps() {
        return steps;
    }

    /** The output and the gradients of all leaves; backward starts from random numbers. */
    @SuppressWarnings("try") // the scope acts by being open
    Torch.Result run() {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> known = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                known.add(Tensor.of(values.get(i), shapes.get(i)).tracked());
            }
            List<Tensor> leaves = List.copyOf(known);
            for (Step step : steps) {
                known.add(step.gradus.apply(arguments(step, known.toArray(Tensor[]::new))));
            }
            Tensor output = Shaping.concat(
                    outputs.stream().map(i -> known.get(i).reshape(-1)).toList(), 0);
            output.backward(Tensor.of(seed(Math.toIntExact(output.size())), output.shape()), false);
            List<Torch.Value> gradients = leaves.stream()
                    .map(leaf -> new Torch.Value(
                            leaf.grad() == null
                                    ? new double[(int) leaf.size()]
                                    : leaf.grad().toDoubleArray(),
                            leaf.shape().dims()))
                    .toList();
            return new Torch.Result(
                    List.of(new Torch.Value(
                            output.toDoubleArray(), output.shape().dims())),
                    gradients);
        }
    }

    /** The same by PyTorch. */
    Torch.Result runByPyTorch(int outputSize) {
        List<Torch.Input> inputs = IntStream.range(0, values.size())
                .mapToObj(i -> Torch.leaf(values.get(i), shapes.get(i).dims()))
                .toList();
        return Torch.run(Torch.FLOAT64, inputs, this::byPyTorch, seed(outputSize));
    }

    private org.bytedeco.pytorch.Tensor byPyTorch(org.bytedeco.pytorch.Tensor... leaves) {
        List<org.bytedeco.pytorch.Tensor> known = new ArrayList<>(List.of(leaves));
        for (Step step : steps) {
            known.add(step.pytorch.apply(
                    step.arguments.stream().map(known::get).toArray(org.bytedeco.pytorch.Tensor[]::new)));
        }
        TensorVector parts = new TensorVector();
        outputs.forEach(i -> parts.push_back(known.get(i).reshape(-1)));
        return torch.cat(parts, 0);
    }

    private static double[] seed(int count) {
        double[] seed = new double[count];
        Rng.seed(count).fillNormal(seed, 0, count, 0, 1);
        return seed;
    }

    /** The program as Java. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            text.append("Tensor v")
                    .append(i)
                    .append(" = Tensor.of(new double[] {")
                    .append(Arrays.stream(values.get(i))
                            .mapToObj(Double::toString)
                            .collect(Collectors.joining(", ")))
                    .append("}, Shape.of")
                    .append(shapes.get(i).toString().replace(",)", ")"))
                    .append(").tracked();\n");
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String code = step.code;
            for (int k = 0; k < step.arguments.size(); k++) {
                code = code.replace("$" + k, "v" + step.arguments.get(k));
            }
            text.append("Tensor v")
                    .append(values.size() + i)
                    .append(" = ")
                    .append(code)
                    .append(";\n");
        }
        return text.append("Tensor output = Shaping.concat(List.of(")
                .append(outputs.stream().map(i -> "v" + i + ".reshape(-1)").collect(Collectors.joining(", ")))
                .append("), 0);\n")
                .toString();
    }
}
