package dev.gradus.examples.exercises.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Finds out how wrong values came about, by looking for a mistake that gives exactly them: a factor, a missing or
 * doubled term, a transposition, an edge left out, a shift, or one of the mistakes that an exercise knows itself.
 * Simple mistakes are tried before two at once.
 */
final class Diagnosis {
    private final String truth;
    private final double tolerance;
    private final Map<String, Integer> sizes;
    private final List<Factor> factors;
    private final Map<String, Values> terms = new LinkedHashMap<>();
    private final Map<String, Supplier<Values>> mistakes = new LinkedHashMap<>();

    /**
     * Prepares one.
     *
     * @param truth what the expected values are called
     * @param tolerance how far right values may be off, as a share of the largest
     * @param sizes the sizes by which something may be wrongly multiplied or divided
     */
    Diagnosis(String truth, double tolerance, Map<String, Integer> sizes) {
        this.truth = truth;
        this.tolerance = tolerance;
        this.sizes = sizes;
        this.factors = Factor.all(sizes);
    }

    /** Adds to what is expected. */
    void term(String name, Values value) {
        terms.put(name, value);
    }

    /** Adds what one gets by a mistake. */
    void mistake(String hint, Supplier<Values> value) {
        mistakes.put(hint, value);
    }

    /** How far off values are, as a share of the largest expected one. */
    double error(Values yours) {
        return error(yours, expected());
    }

    private static double error(Values yours, Values wanted) {
        return yours.distance(wanted) / Math.max(wanted.magnitude(), 1e-6);
    }

    private boolean same(Values yours, Values wanted) {
        return error(yours, wanted) <= tolerance;
    }

    private Values expected() {
        return terms.values().stream().reduce((a, b) -> a.plus(1, b)).orElseThrow();
    }

    /** What is wrong with values; empty where nothing is. */
    String of(Values yours) {
        Values wanted = expected();
        if (yours.size() == wanted.size() && same(yours, wanted) && yours.hasShape(wanted.shape())) {
            return "";
        }
        String known = mistake(yours);
        if (!known.isEmpty()) {
            return known;
        }
        if (!yours.hasShape(wanted.shape())) {
            return shape(yours, wanted);
        }
        for (int i = 0; i < yours.size(); i++) {
            if (!Double.isFinite(yours.get(i)) && Double.isFinite(wanted.get(i))) {
                return "yours" + yours.place(i) + " is " + yours.get(i) + ", which is no finite number";
            }
        }
        List<Supplier<String>> searches = List.of(
                () -> factor(yours, wanted),
                () -> oneTerm(yours, wanted),
                () -> transposition(yours, wanted),
                () -> edge(yours, wanted),
                () -> shift(yours, wanted),
                () -> twoTerms(yours),
                () -> mistakeAndFactor(yours),
                () -> ratio(yours, wanted),
                () -> offset(yours, wanted));
        return searches.stream()
                .map(Supplier::get)
                .filter(hint -> !hint.isEmpty())
                .findFirst()
                .orElseGet(() -> difference(yours, wanted));
    }

    private String shape(Values yours, Values wanted) {
        String both = "expected " + wanted + ", got " + yours;
        if (same(yours.transposed(), wanted)) {
            return both + ": it is the transpose, and otherwise right";
        }
        if (wanted.shape().length > 1 && yours.hasShape(wanted.transposed().shape())) {
            return both + ": it is transposed";
        }
        return both;
    }

    private String factor(Values yours, Values wanted) {
        if (yours.magnitude() == 0) {
            return "all of yours is zero";
        }
        for (Factor factor : factors) {
            if (same(yours, wanted.times(factor.value()))) {
                return factor.ofAll(truth);
            }
        }
        return "";
    }

    private String oneTerm(Values yours, Values wanted) {
        for (Map.Entry<String, Values> term : terms.entrySet()) {
            for (Factor factor : factors) {
                if (terms.size() > 1 && same(yours, wanted.plus(factor.value() - 1, term.getValue()))) {
                    return factor.of(term.getKey());
                }
            }
            if (terms.size() > 1 && same(yours, wanted.plus(-1, term.getValue()))) {
                return term.getKey() + " is missing";
            }
        }
        return "";
    }

    private String twoTerms(Values yours) {
        if (terms.size() != 2) {
            return "";
        }
        List<Map.Entry<String, Values>> both = new ArrayList<>(terms.entrySet());
        for (Factor first : factors) {
            Values part = both.get(0).getValue().times(first.value());
            if (same(yours, part)) {
                return both.get(1).getKey() + " is missing, and "
                        + first.of(both.get(0).getKey());
            }
            for (Factor second : factors) {
                if (same(yours, part.plus(second.value(), both.get(1).getValue()))) {
                    return first.of(both.get(0).getKey()) + ", and "
                            + second.of(both.get(1).getKey());
                }
            }
        }
        return "";
    }

    private String mistake(Values yours) {
        return mistakes.entrySet().stream()
                .filter(m -> same(yours, m.getValue().get()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private String mistakeAndFactor(Values yours) {
        for (Map.Entry<String, Supplier<Values>> mistake : mistakes.entrySet()) {
            Values value = mistake.getValue().get();
            for (Factor factor : factors) {
                if (same(yours, value.times(factor.value()))) {
                    return mistake.getKey() + ", and " + factor.ofAll("that");
                }
            }
        }
        return "";
    }

    private String transposition(Values yours, Values wanted) {
        Values turned = yours.transposed();
        if (turned == yours) {
            return "";
        }
        return same(turned, wanted) ? "yours is the transpose of " + truth : "";
    }

    /** Right but for the last, or the first, index of a dimension. */
    private String edge(Values yours, Values wanted) {
        int[] shape = wanted.shape();
        for (int axis = 0; axis < shape.length; axis++) {
            int along = axis;
            int last = shape[axis] - 1;
            if (last > 0 && wrongOnlyWhere(yours, wanted, i -> wanted.along(along, i) == last)) {
                return "off by one: right but for the last index of " + axisName(shape, axis);
            }
            if (last > 0 && wrongOnlyWhere(yours, wanted, i -> wanted.along(along, i) == 0)) {
                return "off by one: right but for the first index of " + axisName(shape, axis);
            }
        }
        return "";
    }

    private boolean wrongOnlyWhere(Values yours, Values wanted, IntPredicate place) {
        double allowed = tolerance * Math.max(wanted.magnitude(), 1e-6);
        return IntStream.range(0, wanted.size())
                .filter(i -> Math.abs(yours.get(i) - wanted.get(i)) > allowed)
                .allMatch(place);
    }

    /** The right values, one place further along a dimension. */
    private String shift(Values yours, Values wanted) {
        int[] shape = wanted.shape();
        double allowed = tolerance * Math.max(wanted.magnitude(), 1e-6);
        for (int axis = 0; axis < shape.length; axis++) {
            int along = axis;
            int stride = wanted.stride(axis);
            int[] inner = IntStream.range(0, wanted.size())
                    .filter(i -> wanted.along(along, i) < shape[along] - 1)
                    .toArray();
            if (inner.length < 2) {
                continue;
            }
            if (IntStream.of(inner).allMatch(i -> Math.abs(yours.get(i) - wanted.get(i + stride)) <= allowed)) {
                return "off by one: each value stands one place too early along " + axisName(shape, axis);
            }
            if (IntStream.of(inner).allMatch(i -> Math.abs(yours.get(i + stride) - wanted.get(i)) <= allowed)) {
                return "off by one: each value stands one place too late along " + axisName(shape, axis);
            }
        }
        return "";
    }

    private String axisName(int[] shape, int axis) {
        List<String> names = sizes.entrySet().stream()
                .filter(size -> size.getValue() == shape[axis])
                .map(Map.Entry::getKey)
                .toList();
        return "dimension " + axis + (names.size() == 1 ? ", " + names.get(0) : "");
    }

    private String ratio(Values yours, Values wanted) {
        double ratio = yours.dot(wanted) / wanted.dot(wanted);
        if (wanted.size() == 1 || !same(yours, wanted.times(ratio))) {
            return "";
        }
        return String.format(Locale.ROOT, "yours is %.4g times %s", ratio, truth);
    }

    private String offset(Values yours, Values wanted) {
        double off = yours.get(0) - wanted.get(0);
        boolean everywhere = IntStream.range(0, wanted.size())
                .allMatch(i -> Math.abs(yours.get(i) - wanted.get(i) - off) <= tolerance * wanted.magnitude());
        return wanted.size() > 2 && everywhere
                ? String.format(Locale.ROOT, "yours is %s plus %.4g everywhere", truth, off)
                : "";
    }

    private String difference(Values yours, Values wanted) {
        int worst = IntStream.range(0, wanted.size())
                .boxed()
                .max((i, j) ->
                        Double.compare(Math.abs(yours.get(i) - wanted.get(i)), Math.abs(yours.get(j) - wanted.get(j))))
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "yours%s is %.6g, %s is %.6g",
                yours.place(worst),
                yours.get(worst),
                truth,
                wanted.get(worst));
    }
}
