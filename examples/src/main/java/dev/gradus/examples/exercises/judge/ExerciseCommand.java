package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gradus exercise}: judges what a student wrote; ends with 0 if all of it is right, else with 1. */
@Command(
        name = "exercise",
        sortOptions = false,
        header = "Judges exercises: the steps of the ladder, to be written by you.",
        description = {
            "%nEach exercise is a class whose methods you write. The judge compares your values with the engine's, and"
                    + " your gradients with central differences of your own loss; where something is wrong, it looks"
                    + " for the mistake that gives just your values. Without a number it lists the exercises.%n"
        },
        footer = {
            "%nExamples:",
            "  gradus exercise                what there is, and how far you are",
            "  gradus exercise 1              judges exercise 1 as you wrote it",
            "  gradus exercise 1 --solution   judges the solution: what the end looks like",
            "%n'right' within the tolerance, 'wrong' with a hint, 'open' not written yet, 'waits' for another part that"
                    + " must be right first. The exit code is 0 where all is right, else 1."
        })
public final class ExerciseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NUMBER", description = "Which exercise; without it, all are listed.")
    private Integer number;

    @Option(names = "--solution", description = "Judge the solution in place of your answer.")
    private boolean solution;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description =
                    "Judge another class: its full name; it implements the exercise's task and takes no arguments.")
    private String className;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    /** Made by picocli. */
    public ExerciseCommand() {}

    @Override
    public Integer call() {
        if (solution && className != null) {
            throw usage("--solution and --class: expected one of them, got both");
        }
        if (number == null && className != null) {
            throw usage("--class: expected the number of an exercise, too");
        }
        if (number == null) {
            return list();
        }
        Exercise<?> exercise = exercise();
        List<Verdict> verdicts;
        if (className == null) {
            verdicts = solution ? exercise.judgeSolution() : exercise.judgeSkeleton();
        } else {
            verdicts = judgeClass(exercise);
        }
        return report(exercise, verdicts);
    }

    private Exercise<?> exercise() {
        try {
            return Exercises.get(number);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Verdict> judgeClass(Exercise<?> exercise) {
        Object answer;
        try {
            answer = Class.forName(className).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--class: expected a class with a public constructor without arguments, got " + className + " (" + e
                            + ")",
                    e);
        }
        try {
            return exercise.judgeOther(answer);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int report(Exercise<?> exercise, List<Verdict> verdicts) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Exercise " + exercise.number() + ": " + exercise.title());
        if (className == null && !solution) {
            out.println(exercise.file());
        }
        out.println();
        for (Verdict verdict : verdicts) {
            String hint = verdict.hint().isEmpty() ? "" : ": " + verdict.hint();
            out.println(word(verdict.state()) + "   " + verdict.part() + hint);
        }
        out.println();
        out.println(sum(verdicts));
        out.flush();
        return isRight(verdicts) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int list() {
        PrintWriter out = spec.commandLine().getOut();
        boolean right = true;
        for (Exercise<?> exercise : Exercises.ALL) {
            List<Verdict> verdicts = solution ? exercise.judgeSolution() : exercise.judgeSkeleton();
            right &= isRight(verdicts);
            out.println(String.format(
                    Locale.ROOT,
                    "%2d  %s   %-48s %d of %d",
                    exercise.number(),
                    word(overall(verdicts)),
                    exercise.title(),
                    count(verdicts, Verdict.State.RIGHT),
                    verdicts.size()));
            out.println("    " + exercise.file());
            out.flush();
        }
        return right ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Open where nothing was written, wrong where something is, open too where some parts are still to come. */
    private static Verdict.State overall(List<Verdict> verdicts) {
        if (isRight(verdicts)) {
            return Verdict.State.RIGHT;
        }
        return count(verdicts, Verdict.State.WRONG) > 0 ? Verdict.State.WRONG : Verdict.State.OPEN;
    }

    private static boolean isRight(List<Verdict> verdicts) {
        return count(verdicts, Verdict.State.RIGHT) == verdicts.size();
    }

    private static long count(List<Verdict> verdicts, Verdict.State state) {
        return verdicts.stream().filter(v -> v.state() == state).count();
    }

    private static String sum(List<Verdict> verdicts) {
        return isRight(verdicts)
                ? "All " + verdicts.size() + " parts are right."
                : count(verdicts, Verdict.State.RIGHT) + " of " + verdicts.size() + " parts are right.";
    }

    private String word(Verdict.State state) {
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        return ansi.string(
                switch (state) {
                    case RIGHT -> "@|green right|@";
                    case WRONG -> "@|red wrong|@";
                    case OPEN -> "open ";
                    case WAITS -> "waits";
                });
    }
}
