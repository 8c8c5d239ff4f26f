package dev.gradus.layers;

import dev.gradus.backend.Window;

/** Changed copies of a window, and its text in the tree of modules. */
final class Windows {
    private Windows() {}

    static Window stride(Window w, int stride) {
        return new Window(w.kernelH(), w.kernelW(), stride, stride, w.padH(), w.padW(), w.dilationH(), w.dilationW());
    }

    static Window padding(Window w, int padding) {
        return new Window(
                w.kernelH(), w.kernelW(), w.strideH(), w.strideW(), padding, padding, w.dilationH(), w.dilationW());
    }

    static Window dilation(Window w, int dilation) {
        return new Window(w.kernelH(), w.kernelW(), w.strideH(), w.strideW(), w.padH(), w.padW(), dilation, dilation);
    }

    /** Such as {@code kernelSize 3, stride 2, padding 1}: what is the default is left out. */
    static String describe(Window w, int defaultStride) {
        return "kernelSize " + pair(w.kernelH(), w.kernelW())
                + differing(", stride ", w.strideH(), w.strideW(), defaultStride)
                + differing(", padding ", w.padH(), w.padW(), 0)
                + differing(", dilation ", w.dilationH(), w.dilationW(), 1);
    }

    private static String differing(String label, int h, int w, int byDefault) {
        return h == byDefault && w == byDefault ? "" : label + pair(h, w);
    }

    private static String pair(int h, int w) {
        return h == w ? Integer.toString(h) : "(" + h + ", " + w + ")";
    }
}
