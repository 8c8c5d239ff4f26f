package dev.gradus.examples.exercises.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.examples.ExitCode;
import dev.gradus.examples.Gradus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gradus exercise} as a student calls it. */
final class ExerciseCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String words) {
        return Gradus.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.split(" ", -1));
    }

    @Test
    void listsAllExercisesWithTheirFilesAndStates() {
        assertThat(run("exercise")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString().lines().filter(line -> line.contains("  open ")))
                .hasSameSizeAs(Exercises.ALL);
        for (Exercise<?> exercise : Exercises.ALL) {
            assertThat(out.toString()).contains(exercise.title(), exercise.file());
            assertThat(Path.of("..").resolve(exercise.file())).isRegularFile();
        }
        assertThat(run("exercise --solution")).isEqualTo(ExitCode.DONE);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void refusesASkeletonAndAcceptsASolution() {
        assertThat(run("exercise 1")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString())
                .contains("exercises/SoftmaxClassifier.java", "open    scores (N, C)", "0 of 7 parts are right.");
        assertThat(run("exercise 1 --solution")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains(
                        "right   gradient of w (C, D): within", "of the numerical gradient", "All 7 parts are right.");
    }

    @Test
    void judgesAClassByItsName() {
        assertThat(run("exercise 1 --class " + Halfway.class.getName())).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString())
                .contains(
                        "right   scores (N, C)",
                        "wrong   probabilities (N, C): the exponentials are not divided by the sum of their row",
                        "wrong   loss ln C where all weights are 0: ArrayStoreException in ExerciseCommandTest",
                        "waits   gradient of w (C, D): first: loss",
                        "open    gradient of b (C)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exercise 0",
                "exercise 99",
                "exercise --class java.lang.Object",
                "exercise 1 --class java.lang.Object",
                "exercise 1 --class no.such.Name",
                "exercise 1 --solution --class java.lang.Object"
            })
    void saysInOneLineWhatIsWrongWithItsArguments(String words) {
        assertThat(run(words)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("gradus: ").contains("xpected").hasLineCount(2);
    }

    @Test
    void teachesByExample() {
        assertThat(run("exercise --help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("Examples:", "  gradus exercise 1 --solution", "--class=NAME");
    }

    /** An answer halfway. */
    public static final class Halfway extends WrongSoftmax {
        @Override
        public double[][] probabilities(double[][] scores) {
            double[][] p = new double[scores.length][scores[0].length];
            for (int i = 0; i < p.length; i++) {
                for (int c = 0; c < p[i].length; c++) {
                    p[i][c] = Math.exp(scores[i][c]);
                }
            }
            return p;
        }

        @Override
        public double loss(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            throw new ArrayStoreException("a mishap");
        }

        @Override
        public double[] biasGradient(double[][] x, int[] y, double[][] w, double[] b, double lambda) {
            throw new UnsupportedOperationException("exercise 1: biasGradient");
        }
    }
}
