package dev.gradus.vision.explain;

import dev.gradus.vision.image.Image;

/** Maps of values 0..1 as colours from dark violet over red and orange to pale yellow. */
public final class HeatMap {
    private static final float[][] COLOURS = {
        {0.05f, 0.03f, 0.2f}, {0.45f, 0.1f, 0.43f}, {0.85f, 0.27f, 0.25f}, {0.98f, 0.65f, 0.15f}, {1f, 1f, 0.7f}
    };

    private HeatMap() {}

    /**
     * The map's picture, RGB.
     *
     * @param map one channel
     */
    public static Image paint(Image map) {
        if (map.channels() != 1) {
            throw new IllegalArgumentException("heatMap: expected one channel, got " + map);
        }
        Image picture = Image.black(3, map.height(), map.width());
        int plane = map.data().length;
        for (int i = 0; i < plane; i++) {
            float place = Math.max(0, Math.min(1, map.data()[i])) * (COLOURS.length - 1);
            int below = Math.min(COLOURS.length - 2, (int) place);
            for (int c = 0; c < 3; c++) {
                float step = COLOURS[below + 1][c] - COLOURS[below][c];
                picture.data()[c * plane + i] = COLOURS[below][c] + (place - below) * step;
            }
        }
        return picture;
    }

    /**
     * The map, enlarged to the photo's size, shining over the grey photo, half of each.
     *
     * @param photo one or three channels
     * @param map one channel
     */
    public static Image over(Image photo, Image map) {
        Image result = paint(map.resize(photo.height(), photo.width()));
        float[] grey = photo.toGrey().toRgb().data();
        for (int i = 0; i < grey.length; i++) {
            result.data()[i] = (result.data()[i] + grey[i]) / 2;
        }
        return result;
    }
}
