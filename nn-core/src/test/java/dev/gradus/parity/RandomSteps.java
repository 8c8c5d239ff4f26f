package dev.gradus.parity;

import dev.gradus.backend.Window;
import dev.gradus.ops.Convolutions;
import dev.gradus.ops.LinearAlgebra;
import dev.gradus.ops.Scans;
import dev.gradus.ops.Shaping;
import dev.gradus.ops.Sorting;
import dev.gradus.parity.RandomProgram.Step;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The ops of random programs. What has a kink is applied to values that stay clear of it. */
final class RandomSteps {
    private static final double CLEARANCE = 1e-6;

    private record Smooth(
            String code, UnaryOperator<Tensor> gradus, UnaryOperator<org.bytedeco.pytorch.Tensor> pytorch) {}

    private record Pairwise(
            String code, BinaryOperator<Tensor> gradus, BinaryOperator<org.bytedeco.pytorch.Tensor> pytorch) {}

    private static final List<Smooth> SMOOTH = List.of(
            new Smooth("$0.tanh()", Tensor::tanh, torch::tanh),
            new Smooth("$0.sigmoid()", Tensor::sigmoid, torch::sigmoid),
            new Smooth("$0.softplus()", Tensor::softplus, torch::softplus),
            new Smooth("$0.exp()", Tensor::exp, torch::exp),
            new Smooth("$0.neg()", Tensor::neg, org.bytedeco.pytorch.Tensor::neg),
            new Smooth("$0.square()", Tensor::square, torch::square),
            new Smooth(
                    "$0.mul(0.7).add(0.1)",
                    x -> x.mul(0.7).add(0.1),
                    t -> t.mul(new Scalar(0.7)).add(new Scalar(0.1))),
            new Smooth(
                    "$0.square().add(0.5).log()",
                    x -> x.square().add(0.5).log(),
                    t -> torch.log(torch.square(t).add(new Scalar(0.5)))),
            new Smooth(
                    "$0.square().add(0.5).sqrt()",
                    x -> x.square().add(0.5).sqrt(),
                    t -> torch.sqrt(torch.square(t).add(new Scalar(0.5)))),
            new Smooth(
                    "$0.square().add(0.5).reciprocal()",
                    x -> x.square().add(0.5).reciprocal(),
                    t -> torch.reciprocal(torch.square(t).add(new Scalar(0.5)))));

    private static final List<Smooth> KINKED = List.of(
            new Smooth("$0.relu()", Tensor::relu, torch::relu),
            new Smooth("$0.abs()", Tensor::abs, torch::abs),
            new Smooth("$0.leakyRelu(0.1)", x -> x.leakyRelu(0.1), t -> torch.leaky_relu(t, new Scalar(0.1))));

    private static final List<Pairwise> PAIRWISE = List.of(
            new Pairwise("$0.add($1)", Tensor::add, org.bytedeco.pytorch.Tensor::add),
            new Pairwise("$0.sub($1)", Tensor::sub, org.bytedeco.pytorch.Tensor::sub),
            new Pairwise("$0.mul($1)", Tensor::mul, org.bytedeco.pytorch.Tensor::mul),
            new Pairwise(
                    "$0.div($1.square().add(0.5))",
                    (x, y) -> x.div(y.square().add(0.5)),
                    (t, u) -> t.div(torch.square(u).add(new Scalar(0.5)))),
            new Pairwise("$0.maximum($1)", Tensor::maximum, torch::maximum),
            new Pairwise("$0.minimum($1)", Tensor::minimum, torch::minimum));

    private RandomSteps() {}

    /** Draws an op and values that it can be applied to; empty if it finds none. */
    static Optional<Step> propose(Rng rng, List<Tensor> known) {
        int at = rng.nextInt(known.size());
        Tensor x = known.get(at);
        return switch (rng.nextInt(15)) {
            case 0, 1 -> Optional.of(of(SMOOTH.get(rng.nextInt(SMOOTH.size())), at));
            case 2 -> clear(x) ? Optional.of(of(KINKED.get(rng.nextInt(KINKED.size())), at)) : Optional.empty();
            case 3, 4, 5 -> pairwise(rng, known, at);
            case 6 -> product(rng, known, at);
            case 7 -> reduction(rng, x, at);
            case 8, 9 -> moved(rng, x, at);
            case 10 -> joined(rng, known, at);
            case 11 -> softmax(rng, x, at);
            case 12 -> ordered(rng, x, at);
            case 13 -> summed(rng, x, at);
            default -> convolution(rng, known, at);
        };
    }

    private static Step of(Smooth op, int at) {
        return new Step(op.code, x -> op.gradus.apply(x[0]), t -> op.pytorch.apply(t[0]), List.of(at));
    }

    private static boolean clear(Tensor x) {
        return Arrays.stream(x.toDoubleArray()).allMatch(v -> Math.abs(v) > CLEARANCE);
    }

    private static boolean distinct(Tensor x) {
        double[] sorted = Arrays.stream(x.toDoubleArray()).sorted().toArray();
        return IntStream.range(1, sorted.length).allMatch(i -> sorted[i] - sorted[i - 1] > CLEARANCE);
    }

    private static boolean broadcast(Shape a, Shape b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            if (a.dim(-i) != b.dim(-i) && a.dim(-i) != 1 && b.dim(-i) != 1) {
                return false;
            }
        }
        return true;
    }

    private static int pick(Rng rng, List<Integer> candidates) {
        return candidates.get(rng.nextInt(candidates.size()));
    }

    private static List<Integer> where(List<Tensor> known, Predicate<Tensor> fits) {
        return IntStream.range(0, known.size())
                .filter(i -> fits.test(known.get(i)))
                .boxed()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Optional<Step> pairwise(Rng rng, List<Tensor> known, int at) {
        Tensor x = known.get(at);
        int other = pick(rng, where(known, y -> broadcast(x.shape(), y.shape())));
        Pairwise op = PAIRWISE.get(rng.nextInt(PAIRWISE.size()));
        boolean kinked = op.code.contains("imum");
        if (kinked && !clear(x.sub(known.get(other)))) {
            return Optional.empty();
        }
        return Optional.of(new Step(
                op.code, v -> op.gradus.apply(v[0], v[1]), t -> op.pytorch.apply(t[0], t[1]), List.of(at, other)));
    }

    private static Optional<Step> product(Rng rng, List<Tensor> known, int at) {
        Tensor x = known.get(at);
        if (x.rank() < 2) {
            return Optional.empty();
        }
        List<Integer> right = where(known, y -> y.rank() == 2 && y.dim(0) == x.dim(-1));
        if (right.isEmpty()) {
            return Optional.of(new Step(
                    "$0.matmul($0.transpose(-1, -2))",
                    v -> v[0].matmul(v[0].transpose(-1, -2)),
                    t -> t[0].matmul(t[0].transpose(-1, -2)),
                    List.of(at)));
        }
        return Optional.of(new Step(
                "$0.matmul($1)", v -> v[0].matmul(v[1]), t -> t[0].matmul(t[1]), List.of(at, pick(rng, right))));
    }

    private static Optional<Step> reduction(Rng rng, Tensor x, int at) {
        if (x.rank() == 0) {
            return Optional.empty();
        }
        int dim = rng.nextInt(x.rank());
        boolean keep = rng.nextBoolean();
        long[] dims = {dim};
        String arguments = "(" + keep + ", " + dim + ")";
        return switch (rng.nextInt(4)) {
            case 0 ->
                Optional.of(new Step(
                        "$0.sum" + arguments,
                        v -> v[0].sum(keep, dim),
                        t -> t[0].sum(dims, keep, new ScalarTypeOptional()),
                        List.of(at)));
            case 1 ->
                Optional.of(new Step(
                        "$0.mean" + arguments,
                        v -> v[0].mean(keep, dim),
                        t -> t[0].mean(dims, keep, new ScalarTypeOptional()),
                        List.of(at)));
            case 2 ->
                x.dim(dim) < 2
                        ? Optional.empty()
                        : Optional.of(new Step(
                                "$0.var(true, " + keep + ", " + dim + ")",
                                v -> v[0].var(true, keep, dim),
                                t -> torch.var(t[0], dims, true, keep),
                                List.of(at)));
            default ->
                distinct(x)
                        ? Optional.of(new Step(
                                "$0.max" + arguments,
                                v -> v[0].max(keep, dim),
                                t -> torch.amax(t[0], dims, keep),
                                List.of(at)))
                        : Optional.empty();
        };
    }

    private static Optional<Step> moved(Rng rng, Tensor x, int at) {
        int rank = x.rank();
        int dim = rng.nextInt(rank + 1);
        return switch (rng.nextInt(5)) {
            case 0 ->
                rank == 4
                        ? Optional.empty()
                        : Optional.of(new Step(
                                "$0.unsqueeze(" + dim + ")",
                                v -> v[0].unsqueeze(dim),
                                t -> t[0].unsqueeze(dim),
                                List.of(at)));
            case 1 -> Optional.of(permuted(at, rng.permutation(rank)));
            case 2 ->
                Optional.of(new Step("$0.reshape(-1)", v -> v[0].reshape(-1), t -> t[0].reshape(-1), List.of(at)));
            case 3 -> dim == rank ? Optional.empty() : Optional.of(sliced(rng, x, at, dim));
            default -> Optional.of(expanded(rng, x, at));
        };
    }

    private static Step permuted(int at, int... order) {
        long[] wide = Arrays.stream(order).asLongStream().toArray();
        return new Step(
                "$0.permute(" + list(wide) + ")", v -> v[0].permute(order), t -> t[0].permute(wide), List.of(at));
    }

    private static Step sliced(Rng rng, Tensor x, int at, int dim) {
        long start = rng.nextLong(x.dim(dim));
        long end = start + 1 + rng.nextLong(x.dim(dim) - start);
        return new Step(
                "$0.slice(" + dim + ", " + start + ", " + end + ")",
                v -> v[0].slice(dim, start, end),
                t -> t[0].narrow(dim, start, end - start),
                List.of(at));
    }

    private static Step expanded(Rng rng, Tensor x, int at) {
        long[] dims = Arrays.stream(x.shape().dims())
                .map(extent -> extent == 1 ? rng.nextInt(1, 4) : extent)
                .toArray();
        return new Step("$0.expand(" + list(dims) + ")", v -> v[0].expand(dims), t -> t[0].expand(dims), List.of(at));
    }

    private static String list(long... numbers) {
        return Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(", "));
    }

    private static Optional<Step> joined(Rng rng, List<Tensor> known, int at) {
        Tensor x = known.get(at);
        if (x.rank() == 0) {
            return Optional.empty();
        }
        int dim = rng.nextInt(x.rank());
        int other = pick(
                rng,
                where(
                        known,
                        y -> y.rank() == x.rank()
                                && y.shape().without(dim).equals(x.shape().without(dim))));
        return Optional.of(new Step(
                "Shaping.concat(List.of($0, $1), " + dim + ")",
                v -> Shaping.concat(List.of(v[0], v[1]), dim),
                t -> torch.cat(new TensorVector(t[0], t[1]), dim),
                List.of(at, other)));
    }

    private static Optional<Step> softmax(Rng rng, Tensor x, int at) {
        if (x.rank() == 0) {
            return Optional.empty();
        }
        int dim = rng.nextInt(x.rank());
        return Optional.of(
                rng.nextBoolean()
                        ? new Step(
                                "$0.softmax(" + dim + ")",
                                v -> v[0].softmax(dim),
                                t -> torch.softmax(t[0], dim),
                                List.of(at))
                        : new Step(
                                "$0.logSoftmax(" + dim + ")",
                                v -> v[0].logSoftmax(dim),
                                t -> torch.log_softmax(t[0], dim),
                                List.of(at)));
    }

    private static Optional<Step> ordered(Rng rng, Tensor x, int at) {
        if (x.rank() == 0) {
            return Optional.empty();
        }
        int dim = rng.nextInt(x.rank());
        boolean descending = rng.nextBoolean();
        if (rng.nextBoolean()) {
            return Optional.of(new Step(
                    "Scans.cumsum($0, " + dim + ")",
                    v -> Scans.cumsum(v[0], dim),
                    t -> torch.cumsum(t[0], dim),
                    List.of(at)));
        }
        return distinct(x)
                ? Optional.of(new Step(
                        "Sorting.sort($0, " + dim + ", " + descending + ").values()",
                        v -> Sorting.sort(v[0], dim, descending).values(),
                        t -> torch.sort(t[0], dim, descending).get0(),
                        List.of(at)))
                : Optional.empty();
    }

    /** A sum of products of a tensor with itself, its dimensions named at random. */
    private static Optional<Step> summed(Rng rng, Tensor x, int at) {
        String names = "abcd".substring(0, x.rank());
        String kept = names.chars()
                .filter(name -> rng.nextBoolean())
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String equation = names + "," + names + "->" + new StringBuilder(kept).reverse();
        return Optional.of(new Step(
                "LinearAlgebra.einsum(\"" + equation + "\", $0, $0)",
                v -> LinearAlgebra.einsum(equation, v[0], v[0]),
                t -> torch.einsum(equation, new TensorVector(t[0], t[0])),
                List.of(at)));
    }

    private static Optional<Step> convolution(Rng rng, List<Tensor> known, int at) {
        Tensor x = known.get(at);
        if (x.rank() != 4) {
            return Optional.empty();
        }
        List<Integer> weights = where(
                known,
                w -> w.rank() == 4 && w.dim(1) == x.dim(1) && w.dim(2) <= x.dim(2) + 2 && w.dim(3) <= x.dim(3) + 2);
        int weight = pick(rng, weights);
        Tensor w = known.get(weight);
        int stride = rng.nextInt(1, 3);
        Window window = new Window(Math.toIntExact(w.dim(2)), Math.toIntExact(w.dim(3)), stride, stride, 1, 1, 1, 1);
        long[] strides = {stride, stride};
        long[] ones = {1, 1};
        return Optional.of(new Step(
                "Convolutions.conv2d($0, $1, null, new Window(" + w.dim(2) + ", " + w.dim(3) + ", " + stride + ", "
                        + stride + ", 1, 1, 1, 1))",
                v -> Convolutions.conv2d(v[0], v[1], null, window),
                t -> torch.conv2d(t[0], t[1], Torch.none(), strides, ones, ones, 1),
                List.of(at, weight)));
    }
}
