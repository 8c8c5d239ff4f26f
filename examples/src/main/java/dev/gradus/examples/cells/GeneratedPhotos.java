package dev.gradus.examples.cells;

import dev.gradus.data.Dataset;
import dev.gradus.random.Rng;
import dev.gradus.vision.cells.CellPhotoGenerator;
import dev.gradus.vision.cells.CellPhotoSettings;
import dev.gradus.vision.data.PhotoMask;

/** Generated bright-field photographs; photo k is drawn from the generator's child k. */
final class GeneratedPhotos implements Dataset<PhotoMask> {
    private final CellPhotoGenerator generator;
    private final int size;
    private final Rng rng;
    private final String name;

    /**
     * @param name what the photos are called, with a number behind
     * @param size how many there are
     * @param height their height in pixels
     * @param width their width in pixels
     * @param rng decides what they show
     */
    GeneratedPhotos(String name, int size, int height, int width, Rng rng) {
        this.name = name;
        this.size = size;
        this.rng = rng.split(name);
        this.generator = new CellPhotoGenerator(CellPhotoSettings.defaults().withSize(height, width));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public PhotoMask get(int index) {
        return generator.generate(rng.split(index)).toPhotoMask(name + "-" + (index + 1));
    }
}
