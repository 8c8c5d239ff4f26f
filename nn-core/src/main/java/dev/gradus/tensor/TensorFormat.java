package dev.gradus.tensor;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints tensors as NumPy does: nested brackets, aligned columns, the middle of long dimensions left out. */
final class TensorFormat {
    private static final int THRESHOLD = 1000;
    private static final int EDGE = 3;

    private final Shape shape;
    private final String[] cells;
    private final boolean abridged;

    private TensorFormat(Shape shape, String[] cells) {
        this.shape = shape;
        this.cells = cells;
        this.abridged = shape.size() > THRESHOLD;
    }

    static String format(Tensor x) {
        if (x.size() == 0) {
            return "[] " + x.shape();
        }
        double[] values = x.toDoubleArray();
        boolean scientific = false;
        int digits = 0;
        for (double v : values) {
            if (Double.isFinite(v) && v != 0) {
                scientific |= Math.abs(v) >= 1e8 || Math.abs(v) < 1e-4;
                digits = Math.max(digits, decimals(v));
            }
        }
        String[] cells = new String[values.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cell(x.dtype(), values[i], scientific, digits);
        }
        int width = IntStream.range(0, cells.length)
                .map(i -> cells[i].length())
                .max()
                .orElse(0);
        for (int i = 0; i < cells.length && x.rank() > 0; i++) {
            cells[i] = " ".repeat(width - cells[i].length()) + cells[i];
        }
        return new TensorFormat(x.shape(), cells).block(0, 0, 1);
    }

    private static int decimals(double v) {
        String text = String.format(Locale.ROOT, "%.4f", v);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return end - text.indexOf('.') - 1;
    }

    private static String cell(DType dtype, double v, boolean scientific, int digits) {
        if (dtype == DType.BOOL) {
            return v != 0 ? "true" : "false";
        }
        if (!dtype.isFloating()) {
            return Long.toString((long) v);
        }
        if (!Double.isFinite(v)) {
            return Double.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
        }
        return String.format(Locale.ROOT, scientific ? "%.4e" : "%." + digits + "f", v)
                + (digits == 0 && !scientific ? "." : "");
    }

    private String block(int dim, int offset, int indent) {
        if (dim == shape.rank()) {
            return cells[offset];
        }
        int extent = shape.intDim(dim);
        int step = Math.toIntExact(shape.strides()[dim]);
        boolean cut = abridged && extent > 2 * EDGE;
        String gap = dim == shape.rank() - 1 ? " " : "\n".repeat(shape.rank() - 1 - dim) + " ".repeat(indent);
        return IntStream.range(0, extent)
                .filter(i -> !cut || i <= EDGE || i >= extent - EDGE)
                .mapToObj(i -> cut && i == EDGE ? "..." : block(dim + 1, offset + i * step, indent + 1))
                .collect(Collectors.joining(gap, "[", "]"));
    }
}
