package dev.gradus.examples.exercises.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.memory.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge refuses what is open or wrong, says how it is wrong, and accepts what is right. */
final class ExerciseJudgeTest {
    static Stream<Exercise<?>> exercises() {
        return Exercises.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("exercises")
    void refusesASkeleton(Exercise<?> exercise) {
        List<Verdict> verdicts = exercise.judgeSkeleton();
        assertThat(verdicts).isNotEmpty().allMatch(v -> v.state() == Verdict.State.OPEN);
    }

    @ParameterizedTest
    @MethodSource("exercises")
    void acceptsASolution(Exercise<?> exercise) {
        assertThat(exercise.judgeSolution()).allMatch(v -> v.state() == Verdict.State.RIGHT);
    }

    @Test
    void theNumbersAreThoseOfTheList() {
        for (int i = 0; i < Exercises.ALL.size(); i++) {
            assertThat(Exercises.ALL.get(i).number()).isEqualTo(i + 1);
        }
        assertThatThrownBy(() -> Exercises.get(0)).hasMessageContaining("expected a number from 1 to");
    }

    @Test
    void anAnswerToAnotherTaskIsRefused() {
        assertThatThrownBy(() -> Exercises.get(1).judgeOther("seven"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SoftmaxTask, got java.lang.String");
    }

    /**
     * Each mistake that a part knows gives values of its own, which the judge takes for no other mistake and not for
     * right.
     */
    @ParameterizedTest
    @MethodSource("exercises")
    @SuppressWarnings("try") // the scope acts by being open
    void tellsItsMistakesApart(Exercise<?> exercise) {
        try (TensorScope scope = TensorScope.open()) {
            List<Part> parts = new ArrayList<>(solved(exercise, false));
            parts.addAll(solved(exercise, true));
            assertThat(parts).anySatisfy(part -> assertThat(part.mistakes()).isNotEmpty());
            for (Part part : parts) {
                Diagnosis diagnosis = part.diagnosis();
                part.mistakes()
                        .forEach((hint, value) -> assertThat(diagnosis.of(Values.of(value.get())))
                                .as(part.verdict().part())
                                .isEqualTo(hint));
            }
        }
    }

    private static <T> List<Part> solved(Exercise<T> exercise, boolean equalSizes) {
        return Judge.parts(exercise.judging(), exercise.solution().get(), equalSizes);
    }

    static Stream<Wrong> wrongAnswers() {
        return Stream.of(
                        WrongSoftmax.all(),
                        WrongSvm.all(),
                        WrongTwoLayer.all(),
                        WrongUpdate.all(),
                        WrongConvolution.all(),
                        WrongBatchNorm.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void saysWhatIsWrong(Wrong wrong) {
        List<Verdict> verdicts = Exercises.get(wrong.exercise()).judgeOther(wrong.answer());
        Verdict verdict = verdicts.stream()
                .filter(v -> v.part().startsWith(wrong.part()))
                .filter(v -> v.state() == Verdict.State.WRONG)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is found wrong: " + verdicts));
        assertThat(verdict.hint()).contains(wrong.hint());
        if (wrong.elsewhereRight()) {
            assertThat(verdicts).filteredOn(v -> !v.equals(verdict)).allMatch(v -> v.state() == Verdict.State.RIGHT);
        }
    }

    /** Ctrl-C asks a command to save its state, and so does not end an answer that goes on for ever. */
    @Test
    void givesUpOnALoopWithoutEnd() {
        List<Verdict> verdicts = Judge.judge(SoftmaxJudging::judge, new Endless(), Duration.ofMillis(300));
        assertThat(verdicts.get(0).state()).isEqualTo(Verdict.State.WRONG);
        assertThat(verdicts.get(0).hint())
                .startsWith("no end after 0 seconds in ExerciseJudgeTest.java, line ")
                .endsWith("does a loop never end?");
        assertThat(verdicts.get(1).state()).isEqualTo(Verdict.State.RIGHT);
    }

    private static final class Endless extends WrongSoftmax {
        @Override
        public double[][] scores(double[][] x, double[][] w, double[] b) {
            int steps = 0;
            while (!Thread.currentThread().isInterrupted()) {
                steps++;
            }
            return new double[steps % 7][4];
        }
    }

    /** What docs/exercises.md shows is what the judge says, but for the line of the source. */
    @Test
    void thePageShowsItsWords() throws IOException {
        String page = Files.readString(Path.of("../docs/exercises.md"));
        for (Exercise<?> exercise : Exercises.ALL) {
            String name = exercise.skeleton().get().getClass().getSimpleName();
            assertThat(page).contains("| " + exercise.number() + " | [`" + name + "`](../" + exercise.file() + ")");
        }
        Set<String> said = wrongAnswers()
                .flatMap(wrong -> Exercises.get(wrong.exercise()).judgeOther(wrong.answer()).stream())
                .filter(verdict -> verdict.state() == Verdict.State.WRONG)
                .map(verdict -> withoutLine("wrong   " + verdict.part() + ": " + verdict.hint()))
                .collect(Collectors.toSet());
        List<String> shown = page.lines()
                .filter(line -> line.startsWith("wrong   "))
                .map(ExerciseJudgeTest::withoutLine)
                .toList();
        assertThat(shown).hasSizeGreaterThan(5);
        assertThat(said).containsAll(shown);
    }

    private static String withoutLine(String hint) {
        return hint.replaceFirst(" in \\w+\\.java, line \\d+", "");
    }
}
