package dev.gradus.examples.cells;

import dev.gradus.autograd.GradMode;
import dev.gradus.io.ModelFormatException;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.ModelFile;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.UNet;
import dev.gradus.vision.tiling.Blend;
import dev.gradus.vision.tiling.Tiling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the cells in photographs of any size, with a U-Net in evaluation mode. A large photo is cut into overlapping
 * tiles, so that memory beyond the photo's own does not grow with it.
 */
final class CellSegmenter {
    private static final int TILE = 512;
    private static final int OVERLAP = 128;
    private static final int CHANNELS = 3;

    private final UNet network;

    CellSegmenter(UNet network) {
        this.network = network;
    }

    /** A network for RGB photos that tells cells from background. */
    static UNet.Config config(int width, int depth) {
        return UNet.Config.of(CHANNELS, 1).width(width).depth(depth);
    }

    /** The file of a network. */
    static ModelFile<UNet.Config, UNet> file(UNet network) {
        return new ModelFile<>(
                UNet.ARCHITECTURE, network.config(), network, Standardization.PREPROCESSING, List.of("cell"));
    }

    /**
     * Reads a network.
     *
     * @throws ModelFormatException if the file is damaged or holds a network for something else
     * @throws IOException if the file cannot be read
     */
    static UNet read(Path file) throws IOException {
        ModelFile<UNet.Config, UNet> model = ModelFile.read(file, UNet.ARCHITECTURE);
        UNet.Config config = model.config();
        if (config.inChannels() != CHANNELS || config.outChannels() != 1) {
            throw new ModelFormatException(
                    file.toString(),
                    0,
                    "a U-Net of 3 input channels and 1 output channel",
                    config.inChannels() + " and " + config.outChannels());
        }
        if (!model.preprocessing().equals(Standardization.PREPROCESSING)) {
            throw new ModelFormatException(
                    file.toString(),
                    0,
                    "preprocessing " + Standardization.PREPROCESSING,
                    model.preprocessing().toString());
        }
        return model.model();
    }

    /**
     * The probability of each pixel to lie on a cell, {@code (1, H, W)}.
     *
     * @param photo one or three channels
     */
    Image probability(Image photo) {
        int least = 1 << network.config().depth();
        if (photo.height() < least || photo.width() < least) {
            Image enlarged = photo.cropReflected(0, 0, Math.max(least, photo.height()), Math.max(least, photo.width()));
            return probability(enlarged).crop(0, 0, photo.height(), photo.width());
        }
        Standardization whole = Standardization.of(photo);
        Tiling tiling = Tiling.of(photo.height(), photo.width(), TILE, OVERLAP);
        Blend blend = tiling.blend(1);
        for (int i = 0; i < tiling.count(); i++) {
            Image tile = tiling.tile(photo, i).toRgb();
            blend.add(i, run(whole.apply(tile)));
        }
        return blend.result();
    }

    @SuppressWarnings("try") // scope and mode act by being open
    private float[] run(Image tile) {
        try (GradMode mode = GradMode.noGrad();
                TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.of(tile.data(), Shape.of(1, CHANNELS, tile.height(), tile.width()));
            return network.forward(x).sigmoid().toFloatArray();
        }
    }

    /** 1 where a probability is at least one half, else 0. */
    static Image mask(Image probability) {
        Image mask = probability.copy();
        for (int i = 0; i < mask.data().length; i++) {
            mask.data()[i] = mask.data()[i] >= 0.5f ? 1 : 0;
        }
        return mask;
    }
}
