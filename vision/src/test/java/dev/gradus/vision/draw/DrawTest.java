package dev.gradus.vision.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gradus.optim.LrSchedule;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.image.Pixels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class DrawTest {
    @TempDir
    Path folder;

    private static float[] text(String text) {
        BufferedImage picture = new BufferedImage(200, 40, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        StrokeFont.draw(graphics, text, 5, 10, 18);
        graphics.dispose();
        return Pixels.fromBuffered(picture).toGrey().data();
    }

    @Test
    void everyPrintableCharacterHasAShapeOfItsOwn() {
        Set<String> shapes = new HashSet<>();
        for (char c = '!'; c <= '~'; c++) {
            shapes.add(Arrays.toString(text(String.valueOf(c))));
        }
        // capital and zero are one shape
        assertThat(shapes).hasSize('~' - '!');
        assertThat(text("O")).containsExactly(text("0"));
        assertThat(text("\u00e9")).containsExactly(text("?"));
        assertThat(text(" ")).containsOnly(0f);
    }

    @Test
    void textStaysWithinItsWidth() {
        float[] drawn = text("MW8");
        int right = (int) Math.ceil(5 + StrokeFont.width("MW8", 18)) + 3;
        double inside = 0;
        for (int i = 0; i < drawn.length; i++) {
            inside += drawn[i];
            assertThat(i % 200 > right && drawn[i] > 0).isFalse();
        }
        assertThat(inside).isGreaterThan(50);
    }

    @Test
    void theOutlineIsTheMasksRim() {
        Image photo = Image.black(1, 20, 20);
        Image mask = Image.black(1, 20, 20);
        for (int y = 5; y < 15; y++) {
            Arrays.fill(mask.data(), y * 20 + 5, y * 20 + 15, 1f);
        }
        Image overlay = Overlay.outline(photo, mask);
        assertThat(overlay.shape()).containsExactly(3, 20, 20);
        int coloured = 0;
        for (int i = 0; i < 400; i++) {
            coloured += overlay.data()[400 + i] == 1f ? 1 : 0;
        }
        assertThat(coloured).isEqualTo(36);
        assertThat(overlay.get(1, 5, 5)).isEqualTo(1f);
        assertThat(overlay.get(1, 6, 6)).isZero();
        assertThat(photo.data()).containsOnly(0f);
        Image both = Overlay.compare(photo, mask, mask);
        assertThat(both.data()).containsExactly(overlay.data());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Overlay.outline(photo, Image.black(1, 20, 19)))
                .withMessage("overlay: expected a mask (1, 20, 20), got image 1x20x19");
    }

    @Test
    void aMaskThatFillsThePhotoHasNoOutline() {
        Image mask = Image.black(1, 4, 4);
        Arrays.fill(mask.data(), 1f);
        assertThat(Overlay.outline(Image.black(3, 4, 4), mask).data()).containsOnly(0f);
    }

    @Test
    void theSheetHoldsEveryPictureInItsCell() throws Exception {
        Image red = Image.of(3, 1, 1, new float[] {1, 0, 0});
        ContactSheet sheet = new ContactSheet(2, 40)
                .add(red, "one")
                .add(Image.black(1, 400, 100), "a caption that is much too long for its cell")
                .add(red, "");
        Path file = folder.resolve("sheet.png");
        sheet.writePng(file);
        Image drawn = Image.read(file);
        assertThat(drawn.shape()).containsExactly(3, 8 + 2 * 68, 8 + 2 * 48);
        assertThat(drawn.get(0, 28, 28)).isEqualTo(1f);
        assertThat(drawn.get(1, 28, 28)).isZero();
        assertThat(drawn.get(1, 8 + 68 + 20, 28)).isZero();
        assertThat(drawn.get(0, 28, 76)).isZero();
        assertThat(drawn.get(0, 28, 60)).as("beside the narrow picture").isEqualTo(1f);
        assertThat(drawn.data()).containsExactly(sheet.render().data());
        assertThatIllegalStateException()
                .isThrownBy(() -> new ContactSheet(2, 40).render())
                .withMessage("contactSheet: nothing was added");
        assertThatIllegalArgumentException().isThrownBy(() -> new ContactSheet(0, 40));
    }

    @Test
    void aCellAsWideAsItsCaptionShowsAllOfIt() {
        Image black = Image.black(1, 2, 2);
        int cell = ContactSheet.width("airplane as ship");
        float[] whole = new ContactSheet(1, cell)
                .add(black, "airplane as ship")
                .render()
                .data();
        assertThat(new ContactSheet(1, cell)
                        .add(black, "airplane as shi")
                        .render()
                        .data())
                .isNotEqualTo(whole);
        assertThat(new ContactSheet(1, cell)
                        .add(black, "airplane as ships")
                        .render()
                        .data())
                .as("a letter too many is cut")
                .isEqualTo(whole);
    }

    @Test
    void curvesLieWhereTheirValuesAre() {
        BufferedImage picture =
                new Curves("t", "x").add("flat", 1, 1, 1).add("rising", 0, 1, 2).draw();
        // the axis runs over 1..3 and 0..2 without a margin: the middle of both curves is the middle of the field
        int blue = 0x0072b2;
        int orange = 0xd55e00;
        assertThat(picture.getRGB(300, 265) & 0xffffff).isEqualTo(blue);
        assertThat(picture.getRGB(90 + 395 - 200, 265 + 108) & 0xffffff)
                .as("y = 480 − 195 · 430 / 790 = 373.9")
                .isEqualTo(orange);
    }

    @Test
    void curvesTakeGapsAndSinglePoints() throws Exception {
        Path file = folder.resolve("curves.png");
        new Curves("Loss", "epoch").add("one", 0.5).add("gap", 1, Double.NaN, 2).writePng(file);
        assertThat(Image.read(file).shape()).containsExactly(3, 540, 900);
        new Curves("tiny", "x").add("a", 1e-9, 2e-9).draw();
        new Curves("huge", "x").add("a", 1e12, -1e12).draw();
        new Curves("equal", "x").add("a", 0, 0).draw();
        assertThatIllegalStateException()
                .isThrownBy(() -> new Curves("none", "x").add("a", Double.NaN).draw())
                .withMessage("curves: there is no finite point to draw");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Curves("bad", "x").add("a", new double[2], new double[3]))
                .withMessage("curves: expected as many x as y for 'a', got 2 and 3");
    }

    // ---- SVG, and schedules

    @Test
    void svgHasTheSameCurvesWithTextThatCanBeFound(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("curves.svg");
        new Curves("Loss & accuracy", "epoch")
                .add("a<b", 1, 2, Double.NaN, 4)
                .add("dot", new double[] {2}, new double[] {3})
                .writeSvg(file);
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        List<String> texts = new ArrayList<>();
        NodeList elements = svg.getElementsByTagName("text");
        for (int i = 0; i < elements.getLength(); i++) {
            texts.add(elements.item(i).getTextContent());
        }
        assertThat(texts).contains("Loss & accuracy", "epoch", "a<b", "dot", "4.0");
        Element title = (Element) elements.item(texts.indexOf("Loss & accuracy"));
        assertThat(title.getAttribute("text-anchor") + title.getAttribute("x")).isEqualTo("start90.00");
        NodeList paths = svg.getElementsByTagName("path");
        List<String> curves = new ArrayList<>();
        for (int i = 0; i < paths.getLength(); i++) {
            Element path = (Element) paths.item(i);
            assertThat(path.getAttribute("d")).matches("M[-0-9. ]+(L[-0-9. ]+)*(h0.01)?");
            if (path.getAttribute("stroke-width").equals("2.5")) {
                curves.add(path.getAttribute("stroke") + " " + path.getAttribute("d"));
            }
        }
        // The axes go from 1 to 4 over x = 90 … 880 and y = 480 … 50: 790/3 and 430/3 to the unit.
        assertThat(curves)
                .containsExactly(
                        "#0072b2 M90.00 480.00L353.33 336.67",
                        "#0072b2 M880.00 50.00h0.01", // behind the gap
                        "#d55e00 M353.33 193.33h0.01");
    }

    @Test
    void aScheduleIsDrawnWithOneCall(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("schedule.svg");
        Curves.of("one cycle", LrSchedule.oneCycle(0.1, 5000), 5000).writeSvg(file);
        assertThat(file).content().contains("learning rate", "one cycle", "5000");
        Curves.of("one update", LrSchedule.constant(0.1), 1).writePng(folder.resolve("one.png"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.of("none", LrSchedule.constant(0.1), 0))
                .withMessage("curves: expected 1 update or more of a schedule, got 0");
    }
}
