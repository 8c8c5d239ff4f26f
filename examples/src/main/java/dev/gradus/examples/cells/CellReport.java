package dev.gradus.examples.cells;

import dev.gradus.io.AtomicFile;
import dev.gradus.vision.data.PhotoMask;
import dev.gradus.vision.draw.Overlay;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.metrics.Components;
import dev.gradus.vision.metrics.SegmentationScores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The page {@code index.html} about photographs that were segmented, with their pictures beside it; it needs nothing
 * from the network and may be moved with its folder.
 */
final class CellReport {
    /** Fewer pixels are dirt, not a cell. */
    private static final int LEAST_CELL = 60;

    private final Path folder;
    private final SegmentationScores scores = new SegmentationScores();
    private final List<Row> rows = new ArrayList<>();

    private record Row(String name, double iou, double dice, int truth, int found) {}

    CellReport(Path folder) {
        this.folder = folder;
    }

    /** Scores a photo and writes its pictures: the photo, the truth and what was found. */
    void add(PhotoMask sample, Image probability) throws IOException {
        SegmentationScores.PhotoScore score =
                scores.update(probability.data(), sample.mask().data());
        Image found = CellSegmenter.mask(probability);
        String name = sample.id();
        sample.photo().writePng(folder.resolve(name + ".png"));
        found.writePng(folder.resolve(name + ".mask.png"));
        Overlay.outline(sample.photo(), sample.mask()).writePng(folder.resolve(name + ".truth.png"));
        Overlay.compare(sample.photo(), found, sample.mask()).writePng(folder.resolve(name + ".overlay.png"));
        rows.add(new Row(
                name,
                score.iou(),
                score.dice(),
                Components.of(sample.mask()).count(LEAST_CELL),
                Components.of(found).count(LEAST_CELL)));
    }

    /** The scores over all photos. */
    SegmentationScores scores() {
        return scores;
    }

    /**
     * Writes the page, whole or not at all.
     *
     * @param trainSeconds what the training took
     * @param parameters the network's size
     * @param rerun the command that makes this page
     */
    void write(double trainSeconds, long parameters, String rerun) throws IOException {
        StringBuilder html = new StringBuilder(HEAD);
        html.append("<section class=\"figures\">\n");
        figure(html, String.format(Locale.ROOT, "%.3f", scores.iou()), "IoU, mean over " + rows.size() + " photos");
        figure(html, String.format(Locale.ROOT, "%.3f", scores.dice()), "Dice");
        figure(html, String.format(Locale.ROOT, "%.1f %%", 100 * scores.pixelAccuracy()), "of the pixels right");
        figure(html, String.format(Locale.ROOT, "%.1f %%", 100 * scores.missRate()), "of the cell area missed");
        figure(html, String.format(Locale.ROOT, "%.0f s", trainSeconds), "from start to the last update");
        html.append("</section>\n");
        rows.forEach(row -> photo(html, row));
        html.append("<h2>Training</h2>\n<p>A U-Net of ")
                .append(String.format(Locale.ROOT, "%,d", parameters))
                .append(" parameters, trained on generated photographs with their exact masks.</p>\n")
                .append("<img class=\"curves\" src=\"curves.png\" alt=\"Loss and validation IoU over the epochs\">\n")
                .append("<h2>Run it again</h2>\n<pre>")
                .append(escape(rerun))
                .append("\ngradus cells segment --model model.safetensors --in your-photos --out masks</pre>\n")
                .append("<p>All figures: <a href=\"metrics.json\">metrics.json</a>. The network: ")
                .append("<a href=\"model.safetensors\">model.safetensors</a>. It knows generated cells only; for real ")
                .append("ones, train it on photographs with masks: <code>gradus cells train --help</code>.</p>\n")
                .append("</main>\n</body>\n</html>\n");
        AtomicFile.write(folder.resolve("index.html"), html.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void figure(StringBuilder html, String value, String caption) {
        html.append("<div><b>")
                .append(value)
                .append("</b><span>")
                .append(caption)
                .append("</span></div>\n");
    }

    private static void photo(StringBuilder html, Row row) {
        String name = escape(row.name);
        html.append("<article>\n<h3>")
                .append(name)
                .append(String.format(
                        Locale.ROOT,
                        "<small>IoU %.3f · Dice %.3f · %d separate regions, %d found</small></h3>\n<div class=\"row\">\n",
                        row.iou,
                        row.dice,
                        row.truth,
                        row.found));
        picture(html, name + ".png", "the photograph");
        picture(html, name + ".truth.png", "where the cells are");
        picture(html, name + ".overlay.png", "what the network found, over the truth");
        html.append("</div>\n</article>\n");
    }

    private static void picture(StringBuilder html, String file, String caption) {
        html.append(String.format(
                "<figure><a href=\"%s\"><img src=\"%s\" alt=\"%s\" loading=\"lazy\"></a><figcaption>%s</figcaption></figure>%n",
                file, file, caption, caption));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Gradus: cells found in photographs</title>
            <style>
            :root { --ink: #1d2733; --soft: #5c6b7a; --line: #dde3ea; --page: #f5f7f9; --card: #fff; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e8edf2; --soft: #9aa8b6; --line: #303a45; --page: #14191f; --card: #1d242c; }
            }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
            main { max-width: 1120px; margin: 0 auto; padding: 40px 20px 64px; }
            h1 { margin: 0 0 4px; font-size: 30px; line-height: 1.2; }
            h2 { margin: 44px 0 8px; font-size: 21px; }
            h3 { margin: 0 0 12px; font-size: 17px; }
            h3 small { margin-left: 14px; color: var(--soft); font-weight: normal; font-size: 14px; }
            .lead { margin: 0 0 26px; color: var(--soft); max-width: 46em; }
            .figures { display: flex; flex-wrap: wrap; gap: 12px; margin-bottom: 26px; }
            .figures div { flex: 1 1 150px; padding: 14px 18px; background: var(--card);
              border: 1px solid var(--line); border-radius: 10px; }
            .figures b { display: block; font-size: 25px; font-variant-numeric: tabular-nums; }
            .figures span { color: var(--soft); font-size: 14px; }
            article { margin-bottom: 18px; padding: 18px; background: var(--card);
              border: 1px solid var(--line); border-radius: 10px; }
            .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 12px; }
            figure { margin: 0; }
            img { display: block; width: 100%; height: auto; border-radius: 6px; }
            img.curves { max-width: 720px; border: 1px solid var(--line); }
            figcaption { margin-top: 6px; color: var(--soft); font-size: 14px; }
            pre { padding: 14px 18px; overflow-x: auto; background: var(--card); border: 1px solid var(--line);
              border-radius: 10px; }
            .truth { color: #d413b8; } .found { color: #12a53a; }
            </style>
            </head>
            <body>
            <main>
            <h1>Cells found in photographs</h1>
            <p class="lead">Generated bright-field photographs that the network had not seen: uneven light, debris, and in
            most of them the rim of a round well. <b class="truth">Magenta</b> is the true outline;
            <b class="found">green</b> the network's, drawn over it: magenta that still shows is where the two differ.</p>
            """;
}
