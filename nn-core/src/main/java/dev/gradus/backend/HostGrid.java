package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/** Sampling between the pixels of pictures and volumes, over heap arrays. */
final class HostGrid {
    private final Interpolation mode;
    private final GridPadding padding;
    private final boolean alignCorners;
    private final int samples;
    private final int channels;
    private final int[] sizes;
    private final int pixels;
    private final int points;
    private final double[] x;
    private final double[] grid;

    HostGrid(Tensor x, Tensor grid, Interpolation mode, GridPadding padding, boolean alignCorners) {
        this.mode = mode;
        this.padding = padding;
        this.alignCorners = alignCorners;
        samples = x.shape().intDim(0);
        channels = x.shape().intDim(1);
        sizes = new int[x.rank() - 2];
        int area = 1;
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = x.shape().intDim(2 + axis);
            area *= sizes[axis];
        }
        pixels = area;
        points = samples == 0 ? 0 : Math.toIntExact(grid.size() / samples / sizes.length);
        this.x = x.toDoubleArray();
        this.grid = grid.toDoubleArray();
    }

    Tensor forward(Backend backend, Tensor like, Shape out) {
        double[] y = new double[samples * channels * points];
        Parallel.forRanges((long) samples * points, 256, (from, to) -> {
            Cell cell = new Cell();
            for (int point = (int) from; point < to; point++) {
                cell.moveTo(point);
                for (int c = 0; c < channels; c++) {
                    y[output(point, c)] = cell.read(plane(point, c));
                }
            }
        });
        return tensor(backend, y, like, out);
    }

    List<Tensor> backward(Backend backend, Tensor g, Tensor input, Tensor places) {
        double[] gy = g.toDoubleArray();
        double[] dx = new double[x.length];
        double[] dgrid = new double[grid.length];
        // Points of one sample share pixels, so that a sample is the smallest piece.
        Parallel.forEach(samples, sample -> {
            Cell cell = new Cell();
            for (int point = sample * points; point < (sample + 1) * points; point++) {
                cell.moveTo(point);
                for (int c = 0; c < channels; c++) {
                    cell.spread(gy[output(point, c)], plane(point, c), dx, dgrid, point * sizes.length);
                }
            }
        });
        return List.of(tensor(backend, dx, input, input.shape()), tensor(backend, dgrid, places, places.shape()));
    }

    private int output(int point, int channel) {
        return (point / points * channels + channel) * points + point % points;
    }

    private int plane(int point, int channel) {
        return (point / points * channels + channel) * pixels;
    }

    private static Tensor tensor(Backend backend, double[] values, Tensor like, Shape shape) {
        Storage storage = backend.allocate(like.dtype(), values.length);
        storage.write(0, Rounding.round(values, like.dtype()), 0, values.length);
        return Tensor.wrap(backend, storage, shape, Layout.PLAIN);
    }

    /** The pixels around a point: their weights, and how these change with each coordinate. */
    private final class Cell {
        private final Axis[] axes = new Axis[sizes.length];
        private int count;
        private final int[] offset = new int[16];
        private final double[] weight = new double[16];
        private final double[][] slope = new double[sizes.length][16];

        Cell() {
            for (int axis = 0; axis < axes.length; axis++) {
                axes[axis] = new Axis(sizes[axis]);
            }
        }

        void moveTo(int point) {
            for (int axis = 0; axis < axes.length; axis++) {
                // Coordinates come in the order x, y, z, dimensions in the order D, H, W.
                axes[axis].moveTo(grid[point * axes.length + axes.length - 1 - axis]);
            }
            count = 0;
            combine(0, 0, 1, new int[axes.length]);
        }

        private void combine(int axis, int start, double product, int... taps) {
            if (axis == axes.length) {
                offset[count] = start;
                weight[count] = product;
                for (int changed = 0; changed < axes.length; changed++) {
                    double change = 1;
                    for (int i = 0; i < axes.length; i++) {
                        change *= i == changed ? axes[i].slope[taps[i]] : axes[i].weight[taps[i]];
                    }
                    slope[changed][count] = change;
                }
                count++;
                return;
            }
            Axis along = axes[axis];
            for (int tap = 0; tap < along.taps; tap++) {
                if (along.index[tap] >= 0) {
                    taps[axis] = tap;
                    combine(axis + 1, start * along.size + along.index[tap], product * along.weight[tap], taps);
                }
            }
        }

        double read(int plane) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += weight[i] * x[plane + offset[i]];
            }
            return sum;
        }

        void spread(double g, int plane, double[] dx, double[] dgrid, int at) {
            for (int i = 0; i < count; i++) {
                dx[plane + offset[i]] += g * weight[i];
                for (int axis = 0; axis < axes.length; axis++) {
                    dgrid[at + axes.length - 1 - axis] += g * x[plane + offset[i]] * slope[axis][i];
                }
            }
        }
    }

    /** The same along one axis; an index of −1 is a pixel outside that counts as zero. */
    private final class Axis {
        private final int size;
        private int taps;
        private final int[] index = new int[4];
        private final double[] weight = new double[4];
        private final double[] slope = new double[4];
        /** How fast the place moves with the coordinate: 0 where padding holds it, negative in a mirror. */
        private double speed;

        Axis(int size) {
            this.size = size;
        }

        void moveTo(double coordinate) {
            double extent = alignCorners ? size - 1 : size;
            double place = alignCorners ? (coordinate + 1) / 2 * extent : ((coordinate + 1) * extent - 1) / 2;
            speed = extent / 2;
            if (mode == Interpolation.BICUBIC) {
                cubic(place);
            } else if (mode == Interpolation.NEAREST) {
                taps = 1;
                set(0, Math.rint(within(place)), 1, 0);
            } else {
                double inside = within(place);
                double low = Math.floor(inside);
                taps = 2;
                set(0, low, low + 1 - inside, -speed);
                set(1, low + 1, inside - low, speed);
            }
        }

        private void cubic(double place) {
            double low = Math.floor(place);
            double moves = speed;
            taps = 4;
            for (int tap = 0; tap < taps; tap++) {
                double distance = low + tap - 1 - place;
                double weightThere = Cubic.weight(distance);
                set(tap, within(low + tap - 1), weightThere, -Cubic.slope(distance) * moves);
            }
        }

        private void set(int tap, double pixel, double newWeight, double newSlope) {
            index[tap] = pixel >= 0 && pixel <= size - 1 ? (int) pixel : -1;
            weight[tap] = newWeight;
            slope[tap] = newSlope;
        }

        /** The place that padding puts in place of one outside. */
        private double within(double place) {
            if (padding == GridPadding.ZEROS) {
                return place;
            }
            double inside = padding == GridPadding.REFLECTION ? mirrored(place) : place;
            if (inside <= 0 || inside >= size - 1) {
                speed = 0;
            }
            return Math.min(Math.max(inside, 0), size - 1);
        }

        private double mirrored(double place) {
            double low = alignCorners ? 0 : -0.5;
            double span = alignCorners ? size - 1 : size;
            if (span == 0) {
                speed = 0;
                return 0;
            }
            double from = Math.abs(place - low);
            boolean back = Math.floor(from / span) % 2 != 0;
            if (back != place < low) {
                speed = -speed;
            }
            double rest = from % span;
            return low + (back ? span - rest : rest);
        }
    }
}
