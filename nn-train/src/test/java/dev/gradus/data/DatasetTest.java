package dev.gradus.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DatasetTest {
    private static final Dataset<String> LETTERS = new Dataset<>() {
        @Override
        public int size() {
            return 5;
        }

        @Override
        public String get(int index) {
            return "abcde".substring(index, index + 1);
        }
    };

    @Test
    void aSubsetKeepsItsOrder() throws DatasetException {
        Dataset<String> subset = LETTERS.subset(4, 0, 4);
        assertThat(subset.size()).isEqualTo(3);
        assertThat(subset.get(0) + subset.get(1) + subset.get(2)).isEqualTo("eae");
        assertThat(subset.subset(1).get(0)).isEqualTo("a");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> subset.get(3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> LETTERS.subset(5));
    }

    @Test
    void samplesCheckTheirShapes() {
        Sample labelled = Sample.ofClass(new float[12], new long[] {3, 2, 2}, 9);
        assertThat(labelled.label()).isEqualTo(9);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.ofClass(new float[11], new long[] {3, 2, 2}, 9))
                .withMessage("sample: expected 12 values for the input of shape [3, 2, 2], got 11");
        Sample masked = new Sample(new float[4], new long[] {1, 2, 2}, new float[4], new long[] {1, 2, 2});
        assertThatIllegalStateException()
                .isThrownBy(masked::label)
                .withMessage("label: the target has 3 dimensions, expected ()");
    }

    @Test
    void anExceptionIsOneLineThatNamesTheFile() {
        DatasetException e = new DatasetException(Path.of("a", "b.png"), "a picture", "two\n  lines");
        assertThat(e).hasMessage(Path.of("a", "b.png") + ": expected a picture, found two lines");
        assertThat(e.file()).isEqualTo(Path.of("a", "b.png"));
    }
}
