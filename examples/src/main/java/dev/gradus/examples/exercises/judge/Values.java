package dev.gradus.examples.exercises.judge;

import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * Numbers with a shape: the common form of what answers give (a number, an array, an array of arrays …) and of what is
 * expected of them. Every method that gives arrays gives new ones, so that an answer may write into its arguments.
 */
final class Values {
    private static final double STEP = 1e-5;

    private final int[] shape;
    private final double[] data;
    /** The rows that were handed out last. */
    private double[][] handed = {};

    Values(int[] shape, double... data) {
        this.shape = shape;
        this.data = data;
    }

    /**
     * Of a number, a truth value, an array or a list of them, or nested ones.
     *
     * @throws IllegalArgumentException if something is null, or rows have different lengths
     */
    static Values of(Object nested) {
        if (nested instanceof Values values) {
            return values;
        }
        if (nested instanceof Tensor tensor) {
            int[] shape = Arrays.stream(tensor.shape().dims())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            return new Values(shape, tensor.to(DType.FLOAT64).toDoubleArray());
        }
        if (nested instanceof Number number) {
            return new Values(new int[0], number.doubleValue());
        }
        if (nested instanceof Boolean truth) {
            return new Values(new int[0], truth ? 1 : 0);
        }
        if (nested instanceof Collection<?> list) {
            return of(list.toArray());
        }
        if (nested == null) {
            throw new IllegalArgumentException("null");
        }
        return stack(nested);
    }

    private static Values stack(Object array) {
        int length = Array.getLength(array);
        if (length == 0) {
            return new Values(new int[] {0});
        }
        int[] shape = null;
        double[] data = null;
        for (int i = 0; i < length; i++) {
            Values row = of(Array.get(array, i));
            if (shape == null) {
                shape = row.shape;
                data = new double[length * row.data.length];
            } else if (!Arrays.equals(shape, row.shape)) {
                throw new IllegalArgumentException("rows of different lengths");
            }
            System.arraycopy(row.data, 0, data, i * row.data.length, row.data.length);
        }
        int[] all = new int[shape.length + 1];
        all[0] = length;
        System.arraycopy(shape, 0, all, 1, shape.length);
        return new Values(all, data);
    }

    /** Normally distributed numbers. */
    static Values normal(Rng rng, int... shape) {
        double[] data = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        Arrays.setAll(data, i -> rng.nextGaussian());
        return new Values(shape, data);
    }

    /**
     * The gradient by central differences, {@code (f(x + h) − f(x − h)) / 2h} for each element.
     *
     * @param f the function
     * @return of this shape
     */
    Values gradient(ToDoubleFunction<Values> f) {
        double[] gradient = new double[data.length];
        for (int i = 0; i < data.length; i++) {
            gradient[i] = (f.applyAsDouble(moved(i, STEP)) - f.applyAsDouble(moved(i, -STEP))) / (2 * STEP);
        }
        return new Values(shape, gradient);
    }

    private Values moved(int index, double by) {
        double[] copy = data.clone();
        copy[index] += by;
        return new Values(shape, copy);
    }

    int[] shape() {
        return shape.clone();
    }

    int size() {
        return data.length;
    }

    double get(int index) {
        return data[index];
    }

    double[] vector() {
        return rows(data.length)[0];
    }

    double[][] matrix() {
        return rows(shape[1]);
    }

    double[][][] sequence() {
        return group(rows(shape[2]), shape[1]);
    }

    double[][][][] images() {
        double[][][] maps = group(rows(shape[3]), shape[2]);
        double[][][][] images = new double[shape[0]][][][];
        for (int n = 0; n < images.length; n++) {
            images[n] = Arrays.copyOfRange(maps, n * shape[1], (n + 1) * shape[1]);
        }
        return images;
    }

    private double[][] rows(int length) {
        double[][] rows = new double[data.length / length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(data, i * length, (i + 1) * length);
        }
        handed = rows.clone();
        return rows;
    }

    private static double[][][] group(double[][] rows, int size) {
        double[][][] groups = new double[rows.length / size][][];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = Arrays.copyOfRange(rows, i * size, (i + 1) * size);
        }
        return groups;
    }

    void handNothingOut() {
        handed = new double[][] {};
    }

    /** Whether somebody has written into what was handed out last. */
    boolean isChanged() {
        for (int i = 0; i < handed.length; i++) {
            int length = handed[i].length;
            if (!Arrays.equals(handed[i], 0, length, data, i * length, (i + 1) * length)) {
                return true;
            }
        }
        return false;
    }

    Tensor tensor() {
        return Tensor.of(
                data.clone(), Shape.of(Arrays.stream(shape).asLongStream().toArray()));
    }

    /** {@code this + factor · other}. */
    Values plus(double factor, Values other) {
        double[] sum = data.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * other.data[i];
        }
        return new Values(shape, sum);
    }

    Values times(double factor) {
        return new Values(shape, Arrays.stream(data).map(v -> factor * v).toArray());
    }

    /** The sum of the products of elements. */
    double dot(Values other) {
        double sum = 0;
        for (int i = 0; i < data.length; i++) {
            sum += data[i] * other.data[i];
        }
        return sum;
    }

    /** With the order of its dimensions turned round: the transpose, of a matrix. */
    Values transposed() {
        if (shape.length != 2) {
            return this;
        }
        double[] turned = new double[data.length];
        for (int i = 0; i < data.length; i++) {
            turned[i % shape[1] * shape[0] + i / shape[1]] = data[i];
        }
        return new Values(new int[] {shape[1], shape[0]}, turned);
    }

    boolean hasShape(int... other) {
        return Arrays.equals(shape, other);
    }

    /** The largest |difference|; infinite where the shapes differ, NaN where something is not a number. */
    double distance(Values other) {
        if (!Arrays.equals(shape, other.shape)) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < data.length; i++) {
            largest = Math.max(largest, Math.abs(data[i] - other.data[i]));
        }
        return largest;
    }

    /** The largest |value|. */
    double magnitude() {
        return Arrays.stream(data).map(Math::abs).max().orElse(0);
    }

    /** Where element {@code index} is, such as {@code [2][1]}; nothing for a number. */
    String place(int index) {
        StringBuilder place = new StringBuilder();
        int rest = index;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place.insert(0, "[" + rest % shape[axis] + "]");
            rest /= shape[axis];
        }
        return place.toString();
    }

    /** Which index element {@code index} has along an axis. */
    int along(int axis, int index) {
        int rest = index;
        for (int i = shape.length - 1; i > axis; i--) {
            rest /= shape[i];
        }
        return rest % shape[axis];
    }

    /** By how many elements one step along an axis moves. */
    int stride(int axis) {
        int stride = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            stride *= shape[i];
        }
        return stride;
    }

    @Override
    public String toString() {
        return shape.length == 0
                ? "a number"
                : Shape.of(Arrays.stream(shape).asLongStream().toArray()).toString();
    }
}
