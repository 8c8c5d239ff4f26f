package dev.gradus.examples.exercises.judge;

import dev.gradus.memory.TensorScope;
import dev.gradus.random.Rng;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks for the parts of an answer, one after another, and collects the verdicts. The sizes of a problem all differ, so
 * that a wrong order of indices shows. Where it shows as an index out of bounds, the same part is asked for once more
 * with equal sizes: there the answer comes to its end, and what it is can be compared with typical mistakes.
 */
final class Judge {
    private static final int EQUAL = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Class<?> answer;
    private final Duration patience;
    private final Supplier<List<Part>> withEqualSizes;
    private final Map<String, Integer> sizes = new LinkedHashMap<>();
    private final List<Values> given = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    private Judge(Class<?> answer, Duration patience, Supplier<List<Part>> withEqualSizes) {
        this.answer = answer;
        this.patience = patience;
        this.withEqualSizes = withEqualSizes;
    }

    /**
     * Judges an answer.
     *
     * @param judging what the exercise asks for
     * @param answer what was written for it
     * @return a verdict a part
     */
    static <T> List<Verdict> judge(Judging<T> judging, T answer) {
        return judge(judging, answer, PATIENCE);
    }

    /** The same, with the time that each part may compute. */
    @SuppressWarnings("try") // the scope acts by being open
    static <T> List<Verdict> judge(Judging<T> judging, T answer, Duration patience) {
        try (TensorScope scope = TensorScope.open()) {
            return parts(judging, answer, patience, false).stream()
                    .map(Part::verdict)
                    .toList();
        }
    }

    /** The parts themselves, judged; what they expect is tensors of the current scope. */
    static <T> List<Part> parts(Judging<T> judging, T answer, boolean equalSizes) {
        return parts(judging, answer, PATIENCE, equalSizes);
    }

    private static <T> List<Part> parts(Judging<T> judging, T answer, Duration patience, boolean equalSizes) {
        Judge judge = new Judge(
                answer.getClass(), patience, equalSizes ? null : () -> parts(judging, answer, patience, true));
        judging.judge(answer, judge);
        return judge.parts;
    }

    /** The answer's class, whose lines the hints name. */
    Class<?> answer() {
        return answer;
    }

    /** For how long a part may compute. */
    Duration patience() {
        return patience;
    }

    /** A size of the problem by the name that the task gives it; all of an exercise differ, and none is 2. */
    int size(String name, int usual) {
        int size = hasEqualSizes() ? EQUAL : usual;
        sizes.put(name, size);
        return size;
    }

    /** Whether this is the second problem, with equal sizes. */
    boolean hasEqualSizes() {
        return withEqualSizes == null;
    }

    /** The sizes that were asked for. */
    Map<String, Integer> sizes() {
        return sizes;
    }

    /** Draws for one purpose, the same at each call. */
    Rng rng(String purpose) {
        return Rng.seed(231).split(purpose);
    }

    /** Normally distributed numbers, the same for the same name and shape. */
    Values normal(String name, int... shape) {
        Values values = Values.normal(rng(name), shape);
        given.add(values);
        return values;
    }

    /**
     * N classes of 0 … C − 1, each of which occurs. With equal sizes the outer ones do not, so that 1 more or less
     * exists.
     */
    int[] labels(int n, int classes) {
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = hasEqualSizes() ? 1 + i % (classes - 2) : (i + 1) % classes;
        }
        return labels;
    }

    /**
     * Begins to judge a part.
     *
     * @param name with its shape
     * @param given asks the answer for it
     */
    Part part(String name, Supplier<?> given) {
        return new Part(this, name, given);
    }

    /**
     * Begins to judge a gradient, by central differences of {@code Σ upstream · forward(x)}.
     *
     * @param name with its shape
     * @param given asks the answer for it
     * @param at x
     * @param forward the answer's own function of x
     * @param upstream the gradient of what forward gives
     */
    Part gradient(String name, Supplier<?> given, Values at, Function<Values, ?> forward, Values upstream) {
        return part(name, given).numerical().expect(() -> at.gradient(x -> upstream.dot(Values.of(forward.apply(x)))));
    }

    void add(Part part) {
        parts.add(part);
    }

    /** Forgets which arrays were handed out. */
    void handNothingOut() {
        given.forEach(Values::handNothingOut);
    }

    /** Whether an array that was handed out since then is no longer what it was. */
    boolean anyChanged() {
        return given.stream().anyMatch(Values::isChanged);
    }

    /** What the problem with equal sizes says of a part; null where this is that problem. */
    Verdict withEqualSizes(String part) {
        if (hasEqualSizes()) {
            return null;
        }
        return withEqualSizes.get().stream()
                .map(Part::verdict)
                .filter(v -> v.part().equals(part))
                .findFirst()
                .orElse(null);
    }
}
