package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.Shape;
import java.util.Arrays;

/** Nearest and bilinear resizing of channels-last FLOAT32 images, row by row, and its transpose for the gradient. */
final class HostResampling {
    /** For each output index two input indices and the weight of the second. */
    private static final class Axis {
        final int[] low;
        final int[] high;
        final float[] weight;

        Axis(int in, int out, Interpolation mode, boolean alignCorners) {
            low = new int[out];
            high = new int[out];
            weight = new float[out];
            for (int i = 0; i < out; i++) {
                if (mode == Interpolation.NEAREST) {
                    low[i] = (int) ((long) i * in / out);
                    high[i] = low[i];
                } else {
                    double place = alignCorners
                            ? (out == 1 ? 0 : (double) i * (in - 1) / (out - 1))
                            : Math.max(0, (i + 0.5) * in / out - 0.5);
                    low[i] = Math.min((int) place, in - 1);
                    high[i] = Math.min(low[i] + 1, in - 1);
                    weight[i] = (float) (place - low[i]);
                }
            }
        }
    }

    private final int channels;
    private final int inH;
    private final int inW;
    private final int outH;
    private final int outW;
    private final Axis rows;
    private final Axis columns;

    HostResampling(Shape input, long outH, long outW, Interpolation mode, boolean alignCorners) {
        this.channels = input.intDim(1);
        this.inH = input.intDim(2);
        this.inW = input.intDim(3);
        this.outH = Math.toIntExact(outH);
        this.outW = Math.toIntExact(outW);
        rows = new Axis(inH, this.outH, mode, alignCorners);
        columns = new Axis(inW, this.outW, mode, alignCorners);
    }

    void forward(HostStorage x, HostStorage y, long samples) {
        Parallel.forRanges(samples * outH, rowsPerPiece(outW), (from, to) -> {
            float[] low = new float[inW * channels];
            float[] high = new float[inW * channels];
            float[] out = new float[outW * channels];
            for (long row = from; row < to; row++) {
                long n = row / outH;
                int i = (int) (row % outH);
                x.read((n * inH + rows.low[i]) * low.length, low, 0, low.length);
                if (rows.weight[i] != 0) {
                    x.read((n * inH + rows.high[i]) * high.length, high, 0, high.length);
                    blend(low, high, rows.weight[i]);
                }
                for (int j = 0; j < outW; j++) {
                    spread(
                            low,
                            columns.low[j] * channels,
                            columns.high[j] * channels,
                            columns.weight[j],
                            out,
                            j * channels);
                }
                y.write(row * out.length, out, 0, out.length);
            }
        });
    }

    private long rowsPerPiece(int width) {
        return Math.max(1, Parallel.GRAIN / (width * channels));
    }

    private static void blend(float[] low, float[] high, float weight) {
        for (int k = 0; k < low.length; k++) {
            low[k] += weight * (high[k] - low[k]);
        }
    }

    private void spread(float[] row, int low, int high, float weight, float[] out, int at) {
        for (int c = 0; c < channels; c++) {
            out[at + c] = row[low + c] + weight * (row[high + c] - row[low + c]);
        }
    }

    void backward(HostStorage g, HostStorage dx, long samples) {
        long most = Math.min(inH, rowsPerPiece(inW));
        for (long n = 0; n < samples; n++) {
            long sample = n;
            Parallel.forRanges(inH, most, (from, to) -> backward(g, dx, sample, (int) from, (int) to));
        }
    }

    /** Input rows {@code from} to {@code to} − 1: sums over the output rows that they had a part in. */
    private void backward(HostStorage g, HostStorage dx, long n, int from, int to) {
        int width = inW * channels;
        float[][] sums = new float[to - from][width];
        float[] out = new float[outW * channels];
        float[] gathered = new float[width];
        for (int i = 0; i < outH; i++) {
            if (rows.high[i] < from || rows.low[i] >= to) {
                continue;
            }
            g.read((n * outH + i) * out.length, out, 0, out.length);
            Arrays.fill(gathered, 0);
            for (int j = 0; j < outW; j++) {
                gather(
                        out,
                        j * channels,
                        gathered,
                        columns.low[j] * channels,
                        columns.high[j] * channels,
                        columns.weight[j]);
            }
            if (rows.low[i] >= from) {
                add(gathered, 1 - rows.weight[i], sums[rows.low[i] - from]);
            }
            if (rows.high[i] < to && rows.weight[i] != 0) {
                add(gathered, rows.weight[i], sums[rows.high[i] - from]);
            }
        }
        for (int i = from; i < to; i++) {
            dx.write((n * inH + i) * width, sums[i - from], 0, width);
        }
    }

    private void gather(float[] out, int at, float[] row, int low, int high, float weight) {
        for (int c = 0; c < channels; c++) {
            row[low + c] += (1 - weight) * out[at + c];
        }
        if (weight != 0) {
            for (int c = 0; c < channels; c++) {
                row[high + c] += weight * out[at + c];
            }
        }
    }

    private static void add(float[] row, float weight, float[] sum) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += weight * row[k];
        }
    }
}
