package dev.gradus.train;

/** A mean of numbers that count differently, such as losses of batches by their sizes; summed in double precision. */
public final class Mean {
    private double sum;
    private double weight;

    /** A mean of nothing yet. */
    public Mean() {}

    /** A mean of what has been added up before. */
    Mean(double sum, double weight) {
        this.sum = sum;
        this.weight = weight;
    }

    double sum() {
        return sum;
    }

    double weight() {
        return weight;
    }

    /**
     * Takes in a number.
     *
     * @param number the number
     * @param count how much it counts
     */
    public void add(double number, double count) {
        sum += number * count;
        weight += count;
    }

    /**
     * The mean so far.
     *
     * @return NaN if nothing was added
     */
    public double value() {
        return sum / weight;
    }

    /** Begins anew. */
    public void reset() {
        sum = 0;
        weight = 0;
    }

    /**
     * Takes in what another has seen.
     *
     * @param other the other; not changed
     */
    public void merge(Mean other) {
        sum += other.sum;
        weight += other.weight;
    }
}
