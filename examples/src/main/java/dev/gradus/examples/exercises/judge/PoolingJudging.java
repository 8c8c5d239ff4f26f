package dev.gradus.examples.exercises.judge;

import dev.gradus.backend.PoolWindow;
import dev.gradus.examples.exercises.tasks.PoolingTask;
import dev.gradus.ops.Pooling;
import dev.gradus.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Exercise 8. All values are below 0 in places, so that a maximum that begins at 0 shows. */
final class PoolingJudging {
    private final PoolingTask answer;
    private final Judge judge;
    private final Values x;

    private PoolingJudging(PoolingTask answer, Judge judge) {
        this.answer = answer;
        this.judge = judge;
        Values normal =
                judge.normal("x", judge.size("N", 3), judge.size("C", 5), judge.size("H", 8), judge.size("W", 7));
        x = Values.of(normal.tensor().sub(1));
    }

    static void judge(PoolingTask answer, Judge judge) {
        PoolingJudging judging = new PoolingJudging(answer, judge);
        judging.max("", 2, 2);
        judging.max(", overlapping windows", 3, 2);
        judging.avg("", 2, 2);
        judging.avg(", overlapping windows", 3, 2);
    }

    private static Tensor max(Tensor in, int kernelSize, int stride) {
        return Pooling.maxPool2d(in, PoolWindow.of(kernelSize).stride(stride));
    }

    private static Tensor avg(Tensor in, int kernelSize, int stride) {
        return Pooling.avgPool2d(in, PoolWindow.of(kernelSize).stride(stride));
    }

    private void max(String how, int kernelSize, int stride) {
        Part forward = judge.part("max pool" + how, () -> answer.maxPool(x.images(), kernelSize, stride))
                .expect(() -> max(x.tensor(), kernelSize, stride))
                .mistake(
                        "the maximum begins at 0, and everything is smaller",
                        () -> max(x.tensor(), kernelSize, stride).relu())
                .mistake(
                        "the minimum",
                        () -> max(x.tensor().neg(), kernelSize, stride).neg())
                .mistake("the mean", () -> avg(x.tensor(), kernelSize, stride))
                .mistake(
                        "off by one: the window's last row and column are left out",
                        () -> smallerWindow(max(x.tensor(), kernelSize - 1, stride), kernelSize, stride))
                .judge();
        Values dOut = judge.normal(
                "dOut", Values.of(max(x.tensor(), kernelSize, stride)).shape());
        boolean overlaps = stride < kernelSize && dOut.shape()[2] > 1;
        judge.gradient(
                        "gradient of max pool's x" + how,
                        () -> answer.maxPoolGradient(dOut.images(), x.images(), kernelSize, stride),
                        x,
                        v -> answer.maxPool(v.images(), kernelSize, stride),
                        dOut)
                .after(forward)
                .mistake(
                        "each pixel of a window gets the gradient, not only the largest",
                        () -> gradient(t -> avg(t, kernelSize, stride), dOut).mul(kernelSize * kernelSize))
                .mistake(
                        "each pixel of a window gets a share: that is the mean's gradient",
                        () -> gradient(t -> avg(t, kernelSize, stride), dOut))
                .mistakeIf(
                        overlaps,
                        "a pixel that is the largest of several windows keeps the gradient of the last: add them up",
                        () -> lastOfMax(dOut, kernelSize, stride))
                .judge();
    }

    private void avg(String how, int kernelSize, int stride) {
        Part forward = judge.part("average pool" + how, () -> answer.avgPool(x.images(), kernelSize, stride))
                .expect(() -> avg(x.tensor(), kernelSize, stride))
                .mistake(
                        "the sum, not the mean",
                        () -> avg(x.tensor(), kernelSize, stride).mul(kernelSize * kernelSize))
                .mistake(
                        "divided by the window's rows only",
                        () -> avg(x.tensor(), kernelSize, stride).mul(kernelSize))
                .judge();
        Values dOut = judge.normal(
                "dOut", Values.of(avg(x.tensor(), kernelSize, stride)).shape());
        boolean overlaps = stride < kernelSize && dOut.shape()[2] > 1;
        judge.gradient(
                        "gradient of average pool's x" + how,
                        () -> answer.avgPoolGradient(dOut.images(), x.images(), kernelSize, stride),
                        x,
                        v -> answer.avgPool(v.images(), kernelSize, stride),
                        dOut)
                .after(forward)
                .mistake(
                        "each pixel gets the whole gradient, not its share",
                        () -> gradient(t -> avg(t, kernelSize, stride), dOut).mul(kernelSize * kernelSize))
                .mistakeIf(
                        overlaps,
                        "a pixel of several windows keeps the gradient of the last: add them up",
                        () -> lastOfAvg(dOut, kernelSize, stride))
                .judge();
    }

    /** Of a window that is one smaller, the outputs that the whole window has, too. */
    private Tensor smallerWindow(Tensor out, int kernelSize, int stride) {
        return out.slice(2, 0, (x.shape()[2] - kernelSize) / stride + 1L)
                .slice(3, 0, (x.shape()[3] - kernelSize) / stride + 1L);
    }

    private Tensor gradient(UnaryOperator<Tensor> pool, Values dOut) {
        Tensor in = x.tensor().tracked();
        pool.apply(in).backward(dOut.tensor(), false);
        return in.grad();
    }

    private double[][][][] lastOfMax(Values dOut, int kernelSize, int stride) {
        return last(dOut, kernelSize, stride, (map, top, left, r, s) -> {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < kernelSize * kernelSize; i++) {
                largest = Math.max(largest, map[top + i / kernelSize][left + i % kernelSize]);
            }
            return map[top + r][left + s] == largest ? 1 : 0;
        });
    }

    private double[][][][] lastOfAvg(Values dOut, int kernelSize, int stride) {
        return last(dOut, kernelSize, stride, (map, top, left, r, s) -> 1.0 / (kernelSize * kernelSize));
    }

    /** The share of a window's gradient that its pixel (r, s) gets. */
    private interface Share {
        double of(double[][] map, int top, int left, int r, int s);
    }

    /** What is left where each window writes the gradients of its pixels over what was there. */
    private double[][][][] last(Values dOut, int kernelSize, int stride, Share share) {
        double[][][][] in = x.images();
        double[][][][] d = dOut.images();
        double[][][][] dx = x.times(0).images();
        int columns = dOut.shape()[3];
        for (int map = 0; map < in.length * in[0].length; map++) {
            int n = map / in[0].length;
            int c = map % in[0].length;
            for (int at = 0; at < dOut.shape()[2] * columns; at++) {
                int top = at / columns * stride;
                int left = at % columns * stride;
                for (int i = 0; i < kernelSize * kernelSize; i++) {
                    int r = i / kernelSize;
                    int s = i % kernelSize;
                    double part = share.of(in[n][c], top, left, r, s);
                    if (part != 0) {
                        dx[n][c][top + r][left + s] = part * d[n][c][at / columns][at % columns];
                    }
                }
            }
        }
        return dx;
    }
}
