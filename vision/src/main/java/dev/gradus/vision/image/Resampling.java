package dev.gradus.vision.image;

/** The weights that take one axis from one length to another with a triangle filter, and their application. */
final class Resampling {
    private final int oldSize;
    private final int[] first;
    private final float[][] weights;

    Resampling(int oldSize, int newSize) {
        this.oldSize = oldSize;
        this.first = new int[newSize];
        this.weights = new float[newSize][];
        double scale = (double) oldSize / newSize;
        double support = Math.max(1, scale);
        for (int i = 0; i < newSize; i++) {
            double centre = (i + 0.5) * scale;
            int from = Math.max(0, (int) Math.floor(centre - support + 0.5));
            int to = Math.min(oldSize, (int) Math.floor(centre + support + 0.5));
            first[i] = from;
            weights[i] = triangle(from, to, centre, support);
        }
    }

    private static float[] triangle(int from, int to, double centre, double support) {
        double[] exact = new double[to - from];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
            exact[k] = Math.max(0, 1 - Math.abs(from + k + 0.5 - centre) / support);
            sum += exact[k];
        }
        float[] normalised = new float[exact.length];
        for (int k = 0; k < exact.length; k++) {
            normalised[k] = (float) (exact[k] / sum);
        }
        return normalised;
    }

    /** Resamples each of {@code rows} contiguous rows. */
    void rows(float[] in, float[] out, int rows) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < first.length; i++) {
                int at = row * oldSize + first[i];
                float sum = 0;
                for (float weight : weights[i]) {
                    sum += weight * in[at++];
                }
                out[row * first.length + i] = sum;
            }
        }
    }

    /** Resamples the columns of each of {@code planes} planes of the given width. */
    void columns(float[] in, float[] out, int planes, int width) {
        for (int plane = 0; plane < planes; plane++) {
            for (int i = 0; i < first.length; i++) {
                int to = (plane * first.length + i) * width;
                for (int k = 0; k < weights[i].length; k++) {
                    float weight = weights[i][k];
                    int from = (plane * oldSize + first[i] + k) * width;
                    for (int x = 0; x < width; x++) {
                        out[to + x] += weight * in[from + x];
                    }
                }
            }
        }
    }
}
