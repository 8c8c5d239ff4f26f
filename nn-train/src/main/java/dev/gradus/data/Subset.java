package dev.gradus.data;

import java.util.Objects;

/** Some samples of another data set, in a given order. */
final class Subset<T> implements Dataset<T> {
    private final Dataset<T> whole;
    private final int[] indices;

    Subset(Dataset<T> whole, int[] indices) {
        this.whole = whole;
        this.indices = indices.clone();
        for (int index : this.indices) {
            Objects.checkIndex(index, whole.size());
        }
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public T get(int index) throws DatasetException {
        return whole.get(indices[Objects.checkIndex(index, indices.length)]);
    }
}
