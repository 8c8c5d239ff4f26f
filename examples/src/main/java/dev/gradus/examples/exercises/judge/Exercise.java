package dev.gradus.examples.exercises.judge;

import java.util.List;
import java.util.function.Supplier;

/**
 * An exercise.
 *
 * @param <T> the task
 * @param number its number
 * @param title what it is about
 * @param task what an answer implements
 * @param skeleton makes the class that a student fills in
 * @param solution makes the one that is filled in
 * @param judging asks for its parts
 */
record Exercise<T>(
        int number,
        String title,
        Class<T> task,
        Supplier<? extends T> skeleton,
        Supplier<? extends T> solution,
        Judging<T> judging) {

    /** Judges what a student wrote. */
    List<Verdict> judgeSkeleton() {
        return judge(skeleton.get());
    }

    /** Judges the solution. */
    List<Verdict> judgeSolution() {
        return judge(solution.get());
    }

    /**
     * Judges any other answer.
     *
     * @throws IllegalArgumentException if it does not implement the task
     */
    List<Verdict> judgeOther(Object answer) {
        if (!task.isInstance(answer)) {
            throw new IllegalArgumentException("exercise " + number + ": expected a class that implements "
                    + task.getName() + ", got " + answer.getClass().getName());
        }
        return judge(task.cast(answer));
    }

    private List<Verdict> judge(T answer) {
        return Judge.judge(judging, answer);
    }

    /** The source file that a student edits, from the root of the project. */
    String file() {
        return "examples/src/main/java/" + skeleton.get().getClass().getName().replace('.', '/') + ".java";
    }

    @Override
    public String toString() {
        return number + " " + title;
    }
}
