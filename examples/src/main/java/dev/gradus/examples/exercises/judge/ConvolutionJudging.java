package dev.gradus.examples.exercises.judge;

import dev.gradus.examples.exercises.tasks.ConvolutionTask;
import dev.gradus.ops.Arranging;
import dev.gradus.ops.Convolutions;
import dev.gradus.tensor.Tensor;

/** Exercise 7. */
final class ConvolutionJudging {
    private static final int KERNEL = 3;

    private final ConvolutionTask answer;
    private final Judge judge;
    private final Values x;
    private final Values w;
    private final Values b;

    private ConvolutionJudging(ConvolutionTask answer, Judge judge) {
        this.answer = answer;
        this.judge = judge;
        int channels = judge.size("C", 5);
        int filters = judge.size("F", 4);
        x = judge.normal("x", judge.size("N", 3), channels, judge.size("H", 7), judge.size("W", 6));
        w = judge.normal("w", filters, channels, KERNEL, KERNEL);
        b = judge.normal("b", filters);
    }

    static void judge(ConvolutionTask answer, Judge judge) {
        ConvolutionJudging judging = new ConvolutionJudging(answer, judge);
        Part plain = judging.forward("forward (N, F, H', W')", 1, 0);
        Part padded = judging.forward("forward, padding 1", 1, 1);
        Part strided = judging.forward("forward, stride 2", 2, 0);
        judging.gradients("", 1, 0, plain);
        judging.gradients(", stride 2, padding 1", 2, 1, padded, strided);
    }

    private Part forward(String name, int stride, int padding) {
        return judge.part(name, () -> answer.forward(x.images(), w.images(), b.vector(), stride, padding))
                .term(
                        "the sum of products",
                        () -> convolve(x.tensor(), w.tensor(), stride, padding)
                                .sub(convolve(x.tensor(), w.tensor().mul(0), stride, padding)))
                .term("the bias b", () -> convolve(x.tensor(), w.tensor().mul(0), stride, padding))
                .mistake(
                        "the filter is turned by 180 degrees, as in mathematics; networks do not",
                        () -> convolve(x.tensor(), Arranging.flip(w.tensor(), 2, 3), stride, padding))
                .mistake(
                        "rows and columns of the filter are exchanged",
                        () -> convolve(x.tensor(), w.tensor().transpose(2, 3), stride, padding))
                .mistakeIf(
                        judge.hasEqualSizes(),
                        "the weight is transposed: w[c][f] in place of w[f][c]",
                        () -> convolve(x.tensor(), w.tensor().transpose(0, 1), stride, padding))
                .mistake(
                        "off by one: the window lies one pixel too low and too far right",
                        () -> convolve(moved(), w.tensor(), stride, padding))
                .mistake(
                        "off by one: the last row and column of the filter are left out",
                        () -> convolve(x.tensor(), cut(w.tensor()), stride, padding))
                .judge();
    }

    /** The pictures moved up and left by one pixel. */
    private Tensor moved() {
        int[] s = x.shape();
        double[][][][] pictures = x.images();
        double[][][][] moved = new double[s[0]][s[1]][s[2]][s[3]];
        for (int n = 0; n < s[0]; n++) {
            for (int c = 0; c < s[1]; c++) {
                for (int i = 1; i < s[2]; i++) {
                    System.arraycopy(pictures[n][c][i], 1, moved[n][c][i - 1], 0, s[3] - 1);
                }
            }
        }
        return Values.of(moved).tensor();
    }

    /** With zeros in the last row and column. */
    private static Tensor cut(Tensor filters) {
        double[] mask = new double[KERNEL * KERNEL];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % KERNEL < KERNEL - 1 && i / KERNEL < KERNEL - 1 ? 1 : 0;
        }
        return filters.mul(Values.of(mask).tensor().reshape(1, 1, KERNEL, KERNEL));
    }

    private Tensor convolve(Tensor pictures, Tensor filters, int stride, int padding) {
        return Convolutions.conv2d(pictures, filters, b.tensor(), stride, padding);
    }

    private void gradients(String how, int stride, int padding, Part... forward) {
        Values dOut = judge.normal(
                "dOut",
                Values.of(convolve(x.tensor(), w.tensor(), stride, padding)).shape());
        judge.gradient(
                        "gradient of x (N, C, H, W)" + how,
                        () -> answer.inputGradient(dOut.images(), x.images(), w.images(), stride, padding),
                        x,
                        v -> answer.forward(v.images(), w.images(), b.vector(), stride, padding),
                        dOut)
                .after(forward)
                .mistake(
                        "the filter is turned by 180 degrees",
                        () -> inputGradient(Arranging.flip(w.tensor(), 2, 3), dOut, stride, padding))
                .judge();
        judge.gradient(
                        "gradient of w (F, C, K, K)" + how,
                        () -> answer.weightGradient(dOut.images(), x.images(), w.images(), stride, padding),
                        w,
                        v -> answer.forward(x.images(), v.images(), b.vector(), stride, padding),
                        dOut)
                .after(forward)
                .mistake(
                        "the filter is turned by 180 degrees",
                        () -> Arranging.flip(weightGradient(dOut, stride, padding), 2, 3))
                .judge();
        biasGradient(how, stride, padding, dOut, forward);
    }

    private void biasGradient(String how, int stride, int padding, Values dOut, Part... forward) {
        judge.gradient(
                        "gradient of b (F)" + how,
                        () -> answer.biasGradient(dOut.images()),
                        b,
                        v -> answer.forward(x.images(), w.images(), v.vector(), stride, padding),
                        dOut)
                .after(forward)
                .mistake(
                        "the mean over all places, not the sum",
                        () -> dOut.tensor().mean(0, 2, 3))
                .mistake(
                        "only the first picture counts",
                        () -> dOut.tensor().slice(0, 0, 1).sum(0, 2, 3))
                .judge();
    }

    private Tensor inputGradient(Tensor filters, Values dOut, int stride, int padding) {
        Tensor pictures = x.tensor().tracked();
        convolve(pictures, filters, stride, padding).backward(dOut.tensor(), false);
        return pictures.grad();
    }

    private Tensor weightGradient(Values dOut, int stride, int padding) {
        Tensor filters = w.tensor().tracked();
        convolve(x.tensor(), filters, stride, padding).backward(dOut.tensor(), false);
        return filters.grad();
    }
}
