package dev.gradus.backend;

import java.util.Arrays;

/**
 * Which inputs along a dimension each output depends on, and by what weights: a sparse matrix. Resampling over
 * several dimensions is one of these for each.
 */
public final class Taps {
    private final int inputs;
    private int outputs;
    private int count;
    private int[] end = new int[16];
    private int[] index = new int[16];
    private double[] weight = new double[16];

    /**
     * Begins a matrix without rows.
     *
     * @param inputs the extent of the dimension
     */
    public Taps(int inputs) {
        this.inputs = inputs;
    }

    /**
     * Adds a tap to the row that is being made.
     *
     * @param input which input
     * @param factor its weight
     */
    public void add(int input, double factor) {
        if (count == index.length) {
            index = Arrays.copyOf(index, 2 * count);
            weight = Arrays.copyOf(weight, 2 * count);
        }
        index[count] = input;
        weight[count++] = factor;
    }

    /** Ends a row: what is added next belongs to the next output. */
    public void next() {
        if (outputs == end.length) {
            end = Arrays.copyOf(end, 2 * outputs);
        }
        end[outputs++] = count;
    }

    /**
     * The extent that the taps are applied to.
     *
     * @return the number of columns
     */
    public int inputs() {
        return inputs;
    }

    /**
     * The extent that they give.
     *
     * @return the number of rows
     */
    public int outputs() {
        return outputs;
    }

    /**
     * The same taps with their rows and columns exchanged, as gradients want them.
     *
     * @return the transposed matrix
     */
    public Taps transposed() {
        int[] next = new int[inputs + 1];
        for (int tap = 0; tap < count; tap++) {
            next[index[tap] + 1]++;
        }
        Arrays.parallelPrefix(next, Integer::sum);
        Taps result = new Taps(outputs);
        result.outputs = inputs;
        result.count = count;
        result.end = Arrays.copyOfRange(next, 1, inputs + 1);
        result.index = new int[count];
        result.weight = new double[count];
        for (int output = 0; output < outputs; output++) {
            for (int tap = begin(output); tap < end(output); tap++) {
                int to = next[index[tap]]++;
                result.index[to] = output;
                result.weight[to] = weight[tap];
            }
        }
        return result;
    }

    int begin(int output) {
        return output == 0 ? 0 : end[output - 1];
    }

    int end(int output) {
        return end[output];
    }

    int input(int tap) {
        return index[tap];
    }

    double weight(int tap) {
        return weight[tap];
    }
}
