package dev.gradus.vision.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gradus.random.Rng;
import dev.gradus.vision.image.Image;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class ComponentsTest {
    @Test
    void countsAndAreas() {
        Image mask = Image.of(1, 4, 6, new float[] {
            1, 1, 0, 0, 0, 1,
            0, 0, 1, 0, 0, 0,
            0, 0, 0, 0, 1, 1,
            1, 0, 0, 0, 1, 1
        });
        Components components = Components.of(mask);
        assertThat(components.count()).isEqualTo(4);
        assertThat(components.areas()).containsExactlyInAnyOrder(3, 1, 4, 1);
        assertThat(components.count(3)).isEqualTo(2);
        int[] labels = components.labels();
        assertThat(labels[0]).isEqualTo(labels[1]).isEqualTo(labels[8]).isPositive();
        assertThat(labels[2]).isZero();
        assertThat(components.areas()[labels[16] - 1]).isEqualTo(4);
    }

    @Test
    void emptyAndFullMasks() {
        assertThat(Components.of(Image.black(1, 3, 3)).count()).isZero();
        Image full = Image.of(1, 1, 1, new float[] {1});
        assertThat(Components.of(full).areas()).containsExactly(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Components.of(Image.black(3, 2, 2)))
                .withMessage("components: expected a mask of 1 channel, got image 3x2x2");
    }

    @Test
    void agreesWithFloodFilling() {
        Image mask = Image.black(1, 37, 53);
        Rng rng = Rng.seed(1);
        for (int i = 0; i < mask.data().length; i++) {
            mask.data()[i] = rng.nextFloat() < 0.35f ? 1 : 0;
        }
        Components components = Components.of(mask);
        int[] labels = components.labels();
        boolean[] seen = new boolean[labels.length];
        int count = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] > 0 && !seen[i]) {
                assertThat(flood(labels, seen, i, 53)).isEqualTo(components.areas()[labels[i] - 1]);
                count++;
            }
            assertThat(labels[i] > 0).isEqualTo(mask.data()[i] > 0);
        }
        assertThat(components.count()).isEqualTo(count).isGreaterThan(20);
    }

    private static int flood(int[] labels, boolean[] seen, int start, int width) {
        ArrayDeque<Integer> open = new ArrayDeque<>();
        open.add(start);
        seen[start] = true;
        int area = 0;
        while (!open.isEmpty()) {
            int at = open.poll();
            area++;
            assertThat(labels[at]).isEqualTo(labels[start]);
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    int x = at % width + dx;
                    int next = at + dy * width + dx;
                    if (x >= 0 && x < width && next >= 0 && next < labels.length && labels[next] > 0 && !seen[next]) {
                        seen[next] = true;
                        open.add(next);
                    }
                }
            }
        }
        return area;
    }
}
