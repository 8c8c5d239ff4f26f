package dev.gradus.examples.classify;

import dev.gradus.data.DatasetException;
import dev.gradus.examples.ExitCode;
import dev.gradus.examples.RunMetrics;
import dev.gradus.examples.RunOptions;
import dev.gradus.vision.draw.ContactSheet;
import dev.gradus.vision.explain.Explainer;
import dev.gradus.vision.explain.HeatMap;
import dev.gradus.vision.image.Image;
import dev.gradus.vision.models.ImageNetClassifier;
import dev.gradus.vision.models.Prediction;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gradus classify}: says what is in photographs. */
@Command(
        name = "classify",
        sortOptions = false,
        header = "Says what is in photographs, among the thousand classes of ImageNet.",
        description = {
            "%nRuns a SqueezeNet with trained weights, which lie in weights/ of the data home, and prints the most"
                    + " probable classes. A damaged photo is reported and skipped; the exit code is then 4, or 3 if"
                    + " no photo was left.%n"
        },
        footer = "%nExample:  gradus classify --top 3 --out out/classify cat.jpg dog.png")
public final class ClassifyCommand implements Callable<Integer> {
    private static final int COLUMNS = 4;
    private static final int CELL = 240;
    /** The last features before the classifier, in both versions. */
    private static final String FEATURES = "features.12";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PHOTO", arity = "1..*", description = "PNG, JPEG, TIFF or BMP.")
    private List<Path> photos;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many classes, 1 to 1000 (${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--network",
            paramLabel = "VERSION",
            defaultValue = "1.1",
            description = "SqueezeNet 1.1 or 1.0 (${DEFAULT-VALUE}).")
    private String network;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also writes classify.png, the photos with their classes and where the network saw them, and"
                    + " metrics.json here.")
    private Path out;

    @Mixin
    private RunOptions run;

    /** Made by picocli. */
    public ClassifyCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being open
    public Integer call() throws Exception {
        run.require("--top", "1 to 1000", top >= 1 && top <= 1000, top);
        run.require("--network", "1.0 or 1.1", "1.0".equals(network) || "1.1".equals(network), network);
        try (AutoCloseable backend = run.open()) {
            return classify(ImageNetClassifier.open(run.dataHome(), network));
        }
    }

    private int classify(ImageNetClassifier classifier) throws Exception {
        PrintWriter console = spec.commandLine().getOut();
        ContactSheet sheet = new ContactSheet(COLUMNS, CELL);
        RunMetrics metrics = new RunMetrics("classify");
        int done = 0;
        for (Path photo : photos) {
            try {
                Image image = Image.read(photo);
                List<Prediction> predictions = classifier.top(image, top);
                console.println(photo);
                predictions.forEach(p -> console.println(
                        String.format(Locale.ROOT, "  %5.1f %%  %s", 100 * p.probability(), p.label())));
                Prediction best = predictions.get(0);
                if (out != null) {
                    draw(image, best, classifier, sheet);
                }
                metrics.put(photo.toString(), best.label());
                done++;
            } catch (DatasetException e) {
                spec.commandLine().getErr().println("gradus: skipped " + e.getMessage());
            }
        }
        if (done > 0 && out != null) {
            run.makeFolder(out);
            sheet.writePng(out.resolve("classify.png"));
            metrics.put("photos", photos.size())
                    .put("classified", done)
                    .put("seconds", RunMetrics.secondsSinceStart())
                    .write(out);
            console.println("written: " + out.resolve("classify.png"));
        }
        return done == 0 ? ExitCode.BAD_INPUT : done < photos.size() ? ExitCode.SOME_SKIPPED : ExitCode.DONE;
    }

    private static void draw(Image photo, Prediction best, ImageNetClassifier classifier, ContactSheet sheet) {
        Image view = ImageNetClassifier.view(photo);
        sheet.add(photo, String.format(Locale.ROOT, "%.0f %% %s", 100 * best.probability(), shortName(best)));
        try (Explainer explainer = new Explainer(classifier.network())) {
            Image map = explainer.gradCam(ImageNetClassifier.input(view), FEATURES, best.index());
            sheet.add(HeatMap.over(view, map), "where (Grad-CAM)");
        }
    }

    /** The first of the class's names. */
    private static String shortName(Prediction prediction) {
        return prediction.label().replaceFirst(",.*", "");
    }
}
