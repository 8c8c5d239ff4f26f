package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Passes over the samples of a data set whose files are damaged. */
public final class Intact {
    private Intact() {}

    /**
     * Those samples that can be read; each is read once to find out.
     *
     * @param source the data set
     * @param onDamaged told of each sample that is left out, in order
     */
    public static <T> Dataset<T> of(Dataset<T> source, Consumer<? super DatasetException> onDamaged) {
        return source.subset(IntStream.range(0, source.size())
                .filter(i -> isIntact(source, i, onDamaged))
                .toArray());
    }

    private static boolean isIntact(Dataset<?> source, int index, Consumer<? super DatasetException> onDamaged) {
        try {
            source.get(index);
            return true;
        } catch (DatasetException e) {
            onDamaged.accept(e);
            return false;
        }
    }
}
