package dev.gradus.examples.linear;

import dev.gradus.examples.training.PictureSet;
import dev.gradus.layers.Linear;
import dev.gradus.vision.draw.ContactSheet;
import dev.gradus.vision.image.Image;
import java.util.Arrays;

/** What each class looks for: its weights as a picture, from the least to the largest value. */
final class Templates {
    private static final int CELL = 128;

    private Templates() {}

    static ContactSheet of(Linear linear, PictureSet.Opened pictures) {
        ContactSheet sheet = new ContactSheet(5, CELL);
        float[] weights = linear.weight().memory().toFloatArray();
        for (int k = 0; k < pictures.classes().size(); k++) {
            float[] template = Arrays.copyOfRange(weights, k * pictures.size(), (k + 1) * pictures.size());
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (float value : template) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            for (int i = 0; i < template.length; i++) {
                template[i] = (template[i] - low) / (high - low);
            }
            Image image = Image.of(pictures.channels(), pictures.side(), pictures.side(), template);
            sheet.add(image, pictures.classes().get(k));
        }
        return sheet;
    }
}
