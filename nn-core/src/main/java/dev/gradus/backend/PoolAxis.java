package dev.gradus.backend;

/**
 * The windows of pooling along one dimension: which elements of the input each of them meets, and by what its mean
 * divides.
 */
public final class PoolAxis {
    /** The elements of the input. */
    final int size;

    /** For each window its first element. */
    final int[] first;

    /** For each window how many elements it meets. */
    final int[] count;

    /** For each window its part of the mean's divisor. */
    final int[] divisor;

    /** From one element of a window to the next. */
    final int step;

    private PoolAxis(int size, int outputs, int step) {
        this.size = size;
        this.step = step;
        first = new int[outputs];
        count = new int[outputs];
        divisor = new int[outputs];
    }

    /** One window that meets one element, for a dimension that is not there. */
    static PoolAxis single() {
        return adaptive(1, 1);
    }

    /**
     * Windows of one size at equal distances; of what they meet only the elements of the input count.
     *
     * @param size the elements of the input
     * @param kernelSize taps of a window
     * @param stride from one window to the next
     * @param padding elements before and behind
     * @param dilation from one tap to the next
     * @param ceilMode whether the number of windows is rounded up, as long as the last one begins within the input or the
     *     padding before it
     * @param countIncludePad whether means divide by the taps within the padded input, else by those within the input
     * @return the windows; none if the padded input is too small
     */
    public static PoolAxis sliding(
            int size,
            int kernelSize,
            int stride,
            int padding,
            int dilation,
            boolean ceilMode,
            boolean countIncludePad) {
        long span = (long) dilation * (kernelSize - 1) + 1;
        long room = size + 2L * padding - span + (ceilMode ? stride - 1 : 0);
        long outputs = Math.max(0, Math.floorDiv(room, stride) + 1);
        if (ceilMode && outputs > 0 && (outputs - 1) * stride >= (long) size + padding) {
            outputs--;
        }
        PoolAxis axis = new PoolAxis(size, Math.toIntExact(outputs), dilation);
        for (int i = 0; i < outputs; i++) {
            int start = i * stride - padding;
            int skipped = Math.min(kernelSize, ceilDiv(Math.max(0, -start), dilation));
            axis.first[i] = start + skipped * dilation;
            axis.count[i] = Math.max(0, Math.min(kernelSize - skipped, ceilDiv(size - axis.first[i], dilation)));
            axis.divisor[i] =
                    countIncludePad ? (int) Math.min(kernelSize, (long) size + padding - start) : axis.count[i];
        }
        return axis;
    }

    /**
     * As many windows as are asked for: number i of n reaches from ⌊i · size / n⌋ to ⌈(i + 1) · size / n⌉.
     *
     * @param size the elements of the input
     * @param outputs how many windows
     * @return the windows
     */
    public static PoolAxis adaptive(int size, int outputs) {
        PoolAxis axis = new PoolAxis(size, outputs, 1);
        for (int i = 0; i < outputs; i++) {
            axis.first[i] = (int) ((long) i * size / outputs);
            axis.count[i] = (int) (((i + 1L) * size + outputs - 1) / outputs) - axis.first[i];
            axis.divisor[i] = axis.count[i];
        }
        return axis;
    }

    private static int ceilDiv(int x, int y) {
        return -Math.floorDiv(-x, y);
    }

    /**
     * The number of elements.
     *
     * @return the extent of the input
     */
    public int size() {
        return size;
    }

    /**
     * The number of windows.
     *
     * @return the extent of the output
     */
    public int outputs() {
        return first.length;
    }
}
