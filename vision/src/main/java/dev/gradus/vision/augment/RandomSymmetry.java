package dev.gradus.vision.augment;

import dev.gradus.vision.data.Box;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One of the eight symmetries of the square, each equally likely: four rotations, each mirrored or not. Rotations by 90
 * degrees swap height and width. Right where no direction is special, as under a microscope.
 */
public final class RandomSymmetry implements PairTransform {
    @Override
    public PhotoMask apply(PhotoMask sample, RandomGenerator random) {
        int code = random.nextInt(8);
        return turn(sample, code);
    }

    static PhotoMask turn(PhotoMask sample, int code) {
        int width = sample.photo().width();
        int height = sample.photo().height();
        List<Box> boxes = new ArrayList<>();
        for (Box box : sample.boxes()) {
            boolean columns = (code & 1) != 0;
            boolean rows = (code & 2) != 0;
            Box mirrored = box.at(
                    columns ? width - box.x2() : box.x1(),
                    rows ? height - box.y2() : box.y1(),
                    columns ? width - box.x1() : box.x2(),
                    rows ? height - box.y1() : box.y2());
            boxes.add(
                    (code & 4) == 0
                            ? mirrored
                            : mirrored.at(mirrored.y1(), mirrored.x1(), mirrored.y2(), mirrored.x2()));
        }
        return new PhotoMask(sample.id(), turn(sample.photo(), code), turn(sample.mask(), code), boxes);
    }

    /**
     * The image under symmetry {@code code}: bit 0 mirrors the columns, bit 1 the rows, bit 2 then swaps rows and columns.
     *
     * @throws IllegalArgumentException if {@code code} is not 0 to 7
     */
    public static Image turn(Image image, int code) {
        if (code < 0 || code > 7) {
            throw new IllegalArgumentException("symmetry: expected a code 0 to 7, got " + code);
        }
        boolean swap = (code & 4) != 0;
        int height = swap ? image.width() : image.height();
        int width = swap ? image.height() : image.width();
        Image result = Image.black(image.channels(), height, width);
        int stepX = (code & 1) != 0 ? -1 : 1;
        int stepY = (code & 2) != 0 ? -image.width() : image.width();
        int corner = ((code & 1) != 0 ? image.width() - 1 : 0)
                + ((code & 2) != 0 ? (image.height() - 1) * image.width() : 0);
        int to = 0;
        for (int c = 0; c < image.channels(); c++) {
            int plane = c * height * width + corner;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int offset = swap ? x * stepY + y * stepX : y * stepY + x * stepX;
                    result.data()[to++] = image.data()[plane + offset];
                }
            }
        }
        return result;
    }
}
