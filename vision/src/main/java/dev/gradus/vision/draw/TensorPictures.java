package dev.gradus.vision.draw;

import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.vision.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tensors as pictures side by side: batches, feature maps, filters. */
public final class TensorPictures {
    private TensorPictures() {}

    /**
     * The pictures of a batch.
     *
     * @param batch (N, 1, H, W) or (N, 3, H, W), values 0..1
     * @param columns pictures in a row
     */
    public static Image grid(Tensor batch, int columns) {
        return grid(pictures("grid", batch, false), columns);
    }

    /**
     * The channels of a feature map, each in grey from its least to its largest value.
     *
     * @param map (1, C, h, w)
     * @param columns channels in a row
     */
    public static Image channels(Tensor map, int columns) {
        Shape.require(map.rank() == 4 && map.dim(0) == 1, "channels", () -> "a map (1, C, h, w)", map::shape);
        return grid(pictures("channels", map.reshape(map.dim(1), 1, map.dim(2), map.dim(3)), true), columns);
    }

    /**
     * The filters of a first layer, each from its least to its largest value.
     *
     * @param weight (filters, 1 or 3, h, w)
     * @param columns filters in a row
     */
    public static Image filters(Tensor weight, int columns) {
        return grid(pictures("filters", weight, true), columns);
    }

    private static List<Image> pictures(String name, Tensor batch, boolean spread) {
        Shape.require(
                batch.rank() == 4 && batch.size() > 0 && (batch.dim(1) == 1 || batch.dim(1) == 3),
                name,
                () -> "(N, 1 or 3, H, W)",
                batch::shape);
        float[] values = batch.toFloatArray();
        int size = values.length / batch.shape().intDim(0);
        List<Image> pictures = new ArrayList<>();
        for (int at = 0; at < values.length; at += size) {
            float[] own = Arrays.copyOfRange(values, at, at + size);
            if (spread) {
                spread(own);
            }
            pictures.add(Image.of(
                    batch.shape().intDim(1),
                    batch.shape().intDim(2),
                    batch.shape().intDim(3),
                    own));
        }
        return pictures;
    }

    private static void spread(float[] values) {
        float least = Float.MAX_VALUE;
        float largest = -Float.MAX_VALUE;
        for (float value : values) {
            least = Math.min(least, value);
            largest = Math.max(largest, value);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = largest > least ? (values[i] - least) / (largest - least) : 0;
        }
    }

    /**
     * Pictures side by side with a white line between, row by row.
     *
     * @param pictures of one size, one or three channels each
     * @param columns pictures in a row
     * @throws IllegalArgumentException if there are none, or their sizes differ
     */
    public static Image grid(List<Image> pictures, int columns) {
        if (pictures.isEmpty() || columns < 1) {
            throw new IllegalArgumentException(
                    "grid: expected pictures and positive columns, got " + pictures.size() + " and " + columns);
        }
        Image first = pictures.get(0);
        int across = Math.min(columns, pictures.size());
        int rows = (pictures.size() + columns - 1) / columns;
        int height = rows * (first.height() + 1) - 1;
        int width = across * (first.width() + 1) - 1;
        Image grid = Image.black(3, height, width);
        Arrays.fill(grid.data(), 1);
        for (int i = 0; i < pictures.size(); i++) {
            Image picture = pictures.get(i).toRgb();
            if (!picture.sameSize(first)) {
                throw new IllegalArgumentException("grid: expected pictures like " + first + ", got " + picture);
            }
            int top = i / columns * (first.height() + 1);
            int left = i % columns * (first.width() + 1);
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < first.height(); y++) {
                    System.arraycopy(
                            picture.data(),
                            (c * first.height() + y) * first.width(),
                            grid.data(),
                            (c * height + top + y) * width + left,
                            first.width());
                }
            }
        }
        return grid;
    }
}
