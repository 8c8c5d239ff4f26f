package dev.gradus.examples.exercises.judge;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One part of an answer, what is expected of it, and the mistakes that others have made there.
 *
 * <pre>{@code
 * judge.part("loss", () -> answer.loss(…)).term("the data's part", …).term("the regulariser", …).mistake("…",
 * …).judge(); }</pre>
 */
final class Part {
    private final Judge judge;
    private final String name;
    private final Supplier<?> given;
    private final Map<String, Supplier<?>> terms = new LinkedHashMap<>();
    private final Map<String, Supplier<?>> mistakes = new LinkedHashMap<>();
    private final List<Part> before = new ArrayList<>();
    private String truth = "what it should be";
    private double tolerance = 1e-6;
    private boolean shown;
    private Verdict verdict;

    Part(Judge judge, String name, Supplier<?> given) {
        this.judge = judge;
        this.name = name;
        this.given = given;
    }

    /** Parts without which this one cannot be judged. */
    Part after(Part... parts) {
        before.addAll(List.of(parts));
        return this;
    }

    /** What it should be. */
    Part expect(Supplier<?> value) {
        return term("", value);
    }

    /** What it should be is the sum of such terms, so that a hint can name the wrong one. */
    Part term(String called, Supplier<?> value) {
        terms.put(called, value);
        return this;
    }

    /** The expected values are those of central differences; the answer's distance to them is shown. */
    Part numerical() {
        truth = "the numerical gradient";
        shown = true;
        return this;
    }

    /** What one gets by a typical mistake. */
    Part mistake(String hint, Supplier<?> value) {
        mistakes.put(hint, value);
        return this;
    }

    /** The same, where it makes a difference: a weight read transposed, say, has values only if all sizes are equal. */
    Part mistakeIf(boolean possible, String hint, Supplier<?> value) {
        return possible ? mistake(hint, value) : this;
    }

    /** How far it may be off, as a share of the largest value; 1e-6 unless set. */
    Part within(double share) {
        tolerance = share;
        return this;
    }

    /** Judges it and adds the verdict. */
    Part judge() {
        judge.handNothingOut();
        verdict = ask();
        judge.add(this);
        return this;
    }

    /** What was found. */
    Verdict verdict() {
        return verdict;
    }

    /** What one gets by each mistake, by its hint. */
    Map<String, Supplier<?>> mistakes() {
        return mistakes;
    }

    private Verdict ask() {
        FutureTask<Values> asked = new FutureTask<>(() -> Values.of(given.get()));
        Thread thread = new Thread(asked, "gradus-exercise");
        thread.setDaemon(true);
        thread.start();
        Values yours = null;
        String failure = "";
        try {
            yours = await(asked, thread);
            if (yours == null) {
                failure = "no end after " + judge.patience().toSeconds() + " seconds" + where(thread.getStackTrace())
                        + ": does a loop never end?";
                thread.interrupt();
            }
        } catch (ExecutionException e) {
            if (isOpen(e.getCause())) {
                return new Verdict(Verdict.State.OPEN, name, "");
            }
            failure = thrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an answer was judged", e);
        }
        for (Part part : before) {
            if (part.verdict.state() != Verdict.State.RIGHT) {
                return new Verdict(Verdict.State.WAITS, name, "first: " + part.name);
            }
        }
        return yours == null ? wrong(failure) : compare(yours);
    }

    /**
     * What was asked for; null where the thread has computed for too long. On a busy machine it may wait as long as it
     * must.
     */
    private Values await(FutureTask<Values> asked, Thread thread) throws ExecutionException, InterruptedException {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        do {
            try {
                return asked.get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // not yet
            }
        } while (clock.getThreadCpuTime(thread.getId()) < judge.patience().toNanos());
        return null;
    }

    private Verdict compare(Values yours) {
        boolean changed = judge.anyChanged();
        Diagnosis diagnosis = diagnosis();
        String hint = diagnosis.of(yours);
        if (hint.isEmpty() && changed) {
            hint = "the values are right, but an argument was written into, which must stay as it is";
        }
        if (!hint.isEmpty()) {
            return wrong(hint);
        }
        String off = String.format(Locale.ROOT, "within %.0e of %s", diagnosis.error(yours), truth);
        return new Verdict(Verdict.State.RIGHT, name, shown ? off : "");
    }

    /** What finds out how values are wrong. */
    Diagnosis diagnosis() {
        Diagnosis diagnosis = new Diagnosis(truth, tolerance, judge.sizes());
        terms.forEach((called, value) -> diagnosis.term(called, Values.of(value.get())));
        mistakes.forEach((hint, value) -> diagnosis.mistake(hint, () -> Values.of(value.get())));
        return diagnosis;
    }

    /** Whether a skeleton says that it was not filled in. */
    private static boolean isOpen(Throwable failure) {
        return failure instanceof UnsupportedOperationException
                && failure.getMessage() != null
                && failure.getMessage().startsWith("exercise ");
    }

    private Verdict wrong(String hint) {
        return new Verdict(Verdict.State.WRONG, name, hint);
    }

    private String thrown(Throwable failure) {
        String place = where(failure.getStackTrace());
        if (failure instanceof IllegalArgumentException && place.isEmpty()) {
            return "expected numbers, got " + failure.getMessage();
        }
        String what = failure.getClass().getSimpleName() + place;
        if (failure.getMessage() != null) {
            what += ": " + failure.getMessage();
        }
        return failure instanceof IndexOutOfBoundsException ? what + "; " + cause() : what;
    }

    /** Why an index is out of bounds. */
    private String cause() {
        Verdict equal = judge.withEqualSizes(name);
        if (equal == null || equal.state() == Verdict.State.OPEN || equal.state() == Verdict.State.WAITS) {
            return "off by one, or two indices exchanged?";
        }
        if (equal.state() == Verdict.State.RIGHT) {
            return "right where all sizes are equal: two sizes or two indices are exchanged";
        }
        return equal.hint().contains("IndexOutOfBounds")
                ? "off by one? It happens where all sizes are equal, too"
                : "where all sizes are equal: " + equal.hint();
    }

    /** The line of the answer at which it happened. */
    private String where(StackTraceElement... trace) {
        for (StackTraceElement element : trace) {
            if (element.getClassName().equals(judge.answer().getName())) {
                return " in " + element.getFileName() + ", line " + element.getLineNumber();
            }
        }
        return "";
    }
}
