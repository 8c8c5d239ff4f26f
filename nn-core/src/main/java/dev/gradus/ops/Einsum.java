package dev.gradus.ops;

import dev.gradus.autograd.Precision;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A sum of products over named dimensions. Names are letters; the dimensions of an ellipsis are counted from the last
 * and named by characters of their own.
 */
final class Einsum {
    private static final String TERM = "[a-zA-Z]*(\\.\\.\\.)?[a-zA-Z]*";
    private static final char ELLIPSIS = '\u0100';

    /** A tensor whose dimensions have names. */
    private record Term(Tensor x, String names) {
        long extent(char name) {
            return x.dim(names.indexOf(name));
        }
    }

    private final String equation;
    private final List<Term> terms = new ArrayList<>();
    private final Map<Character, Long> extents = new HashMap<>();
    private final String output;

    Einsum(String equation, Tensor... operands) {
        this.equation = equation;
        String[] sides = equation.replace(" ", "").split("->", -1);
        String[] inputs = sides[0].split(",", -1);
        require(
                sides.length <= 2
                        && Stream.concat(
                                        Arrays.stream(inputs),
                                        Arrays.stream(sides).skip(1))
                                .allMatch(side -> side.matches(TERM)),
                "an equation like ij,jk->ik");
        Shape.require(
                inputs.length == operands.length,
                "einsum",
                () -> inputs.length + " operands for " + equation,
                () -> operands.length);
        for (int i = 0; i < operands.length; i++) {
            Require.floating("einsum", operands[i]);
            Require.alike("einsum", operands[0], operands[i]);
            terms.add(withoutRepetition(named(operands[i], inputs[i])));
        }
        output = sides.length == 1 ? implicitOutput(inputs) : withEllipsis(sides[1], ellipsis());
        require(
                output.chars().allMatch(name -> extents.containsKey((char) name))
                        && output.chars().distinct().count() == output.length(),
                "names of the operands after the arrow, each once");
    }

    private void require(boolean holds, String expected) {
        Shape.require(holds, "einsum", () -> expected, () -> equation);
    }

    private Term named(Tensor x, String letters) {
        boolean any = letters.contains("...");
        int rest = x.rank() - letters.replace("...", "").length();
        Shape.require(
                any ? rest >= 0 : rest == 0,
                "einsum",
                () -> "an operand with the dimensions " + letters + " of " + equation,
                x::shape);
        String names = withEllipsis(letters, rest);
        for (int i = 0; i < names.length(); i++) {
            long extent = x.dim(i);
            long known = extents.merge(names.charAt(i), extent, (a, b) -> a == 1 ? b : a);
            Shape.require(
                    known == extent || extent == 1,
                    "einsum",
                    () -> "dimensions of one name in " + equation + " to be equal, or 1",
                    () -> known + " and " + extent);
        }
        return new Term(x, names);
    }

    private static String withEllipsis(String letters, int count) {
        String names = IntStream.range(0, count)
                .mapToObj(i -> Character.toString(ELLIPSIS + count - 1 - i))
                .collect(Collectors.joining());
        return letters.replace("...", names);
    }

    /** How many dimensions the longest ellipsis stands for. */
    private int ellipsis() {
        return (int) extents.keySet().stream().filter(name -> name >= ELLIPSIS).count();
    }

    /** The ellipsis, and the letters that occur once, in the order of the alphabet. */
    private String implicitOutput(String... inputs) {
        String all = String.join("", inputs).replace("...", "");
        String once = all.chars()
                .filter(letter -> all.indexOf(letter) == all.lastIndexOf(letter))
                .sorted()
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return withEllipsis("...", ellipsis()) + once;
    }

    /** Takes the diagonal where a name occurs twice. */
    private Term withoutRepetition(Term term) {
        String names = term.names;
        for (int i = 0; i < names.length(); i++) {
            int again = names.indexOf(names.charAt(i), i + 1);
            if (again >= 0) {
                Shape.require(
                        term.x.dim(i) == term.x.dim(again),
                        "einsum",
                        () -> "equal dimensions of one name in " + equation,
                        term.x::shape);
                String rest = new StringBuilder(names)
                        .deleteCharAt(again)
                        .deleteCharAt(i)
                        .append(names.charAt(i))
                        .toString();
                Tensor diagonal = Arranging.diagonal(term.x, i, again);
                return withoutRepetition(new Term(diagonal, rest));
            }
        }
        return term;
    }

    private static String kept(String names, IntPredicate which) {
        return names.chars().filter(which).mapToObj(Character::toString).collect(Collectors.joining());
    }

    private static String common(String names, String others) {
        return kept(names, name -> others.indexOf(name) >= 0);
    }

    private static String without(String names, String others) {
        return kept(names, name -> others.indexOf(name) < 0);
    }

    Tensor result() {
        Term result = terms.get(0);
        for (int i = 1; i < terms.size(); i++) {
            String later = terms.stream().skip(i + 1L).map(Term::names).collect(Collectors.joining());
            result = product(result, terms.get(i), output + later);
        }
        Tensor x = arranged(summed(result, output), output);
        return x == terms.get(0).x ? Shaping.reshape(x, x.shape().dims()) : x;
    }

    /** Sums the dimensions that nothing asks for. */
    private static Term summed(Term term, String wanted) {
        int[] dims =
                without(term.names, wanted).chars().map(term.names::indexOf).toArray();
        return dims.length == 0 ? term : new Term(term.x.sum(dims), common(term.names, wanted));
    }

    private static Tensor arranged(Term term, String names) {
        return term.names.equals(names)
                ? term.x
                : Shaping.permute(term.x, names.chars().map(term.names::indexOf).toArray());
    }

    /** One product of two terms: of matrices where dimensions are summed, else element by element. */
    private Term product(Term first, Term second, String wanted) {
        Term a = summed(first, wanted + second.names);
        Term b = summed(second, wanted + a.names);
        String shared = common(a.names, b.names);
        String batch = common(shared, wanted);
        String inner = without(shared, wanted);
        String left = without(a.names, shared);
        String right = without(b.names, shared);
        Tensor x = Precision.product(arranged(a, batch + left + inner));
        Tensor y = Precision.product(arranged(b, batch + inner + right));
        long[] rows = dims(a, left);
        long[] columns = dims(b, right);
        Tensor z;
        if (inner.isEmpty()) {
            Tensor column = x.reshape(joined(dims(a, batch), rows, ones(right)));
            Tensor row = y.reshape(joined(dims(b, batch), ones(left), columns));
            z = column.mul(row);
        } else {
            long[] summed =
                    inner.chars().mapToLong(name -> extents.get((char) name)).toArray();
            Tensor matrix = expanded(x, joined(dims(a, batch), rows, summed))
                    .reshape(joined(dims(a, batch), size(rows), size(summed)));
            Tensor other = expanded(y, joined(dims(b, batch), summed, columns))
                    .reshape(joined(dims(b, batch), size(summed), size(columns)));
            Tensor products = LinearAlgebra.matmul(matrix, other);
            z = products.reshape(joined(Arrays.copyOf(products.shape().dims(), batch.length()), rows, columns));
        }
        return new Term(z, batch + left + right);
    }

    private static Tensor expanded(Tensor x, long... dims) {
        return Arrays.equals(x.shape().dims(), dims) ? x : x.expand(dims);
    }

    private static long[] dims(Term term, String names) {
        return names.chars().mapToLong(name -> term.extent((char) name)).toArray();
    }

    private static long[] ones(String names) {
        return LongStream.generate(() -> 1).limit(names.length()).toArray();
    }

    private static long[] size(long... dims) {
        return new long[] {Shape.of(dims).size()};
    }

    private static long[] joined(long[]... dims) {
        return Arrays.stream(dims).flatMapToLong(Arrays::stream).toArray();
    }
}
