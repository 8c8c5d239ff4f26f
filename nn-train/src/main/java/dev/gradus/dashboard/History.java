package dev.gradus.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradus.train.Callback.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page shows. The training's thread adds to it, those of the server ask for what is new. A curve that grows long
 * loses every second point, so that memory stays bounded however long the training is.
 */
final class History {
    private static final int LONGEST = 2000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String title;
    private final Map<String, List<Point>> curves = new LinkedHashMap<>();
    private final Map<String, Picture> pictures = new LinkedHashMap<>();
    private Map<String, Object> status = Map.of("state", "waiting for the first batch");
    private long version = 1;
    private boolean ended;

    private record Point(long version, double x, double y) {}

    @SuppressWarnings("ArrayRecordComponent") // a file's bytes; equality by content is not wanted here
    private record Picture(long version, byte[] png) {}

    /**
     * What is new.
     *
     * @param version to ask for what comes later
     * @param json the message
     * @param last whether nothing will follow
     */
    record Update(long version, String json, boolean last) {}

    History(String title) {
        this.title = title;
    }

    synchronized void point(String curve, double x, double y) {
        if (!Double.isFinite(y)) {
            return;
        }
        List<Point> points = curves.computeIfAbsent(curve, name -> new ArrayList<>());
        points.add(new Point(++version, x, y));
        if (points.size() > LONGEST) {
            List<Point> kept = new ArrayList<>();
            for (int i = points.size() - 1; i >= 0; i -= 2) {
                kept.add(0, points.get(i));
            }
            curves.put(curve, kept);
        }
    }

    synchronized void picture(String name, byte[] png) {
        pictures.put(name, new Picture(++version, png));
    }

    synchronized byte[] picture(String name) {
        Picture picture = pictures.get(name);
        return picture == null ? null : picture.png;
    }

    synchronized void status(Progress progress, double samplesPerSecond) {
        Map<String, Object> next = new LinkedHashMap<>();
        next.put("state", "training");
        next.put("epoch", progress.epoch() + 1);
        next.put("epochs", progress.epochs());
        next.put("batch", progress.batch() + 1);
        next.put("batches", progress.batches());
        next.put("loss", Double.isFinite(progress.meanLoss()) ? (Object) progress.meanLoss() : null);
        if (Double.isFinite(samplesPerSecond)) {
            next.put("rate", samplesPerSecond);
            double samplesPerBatch = progress.samples() / (progress.batch() + 1.0);
            double left = (double) (progress.epochs() - progress.epoch()) * progress.batches() - progress.batch() - 1;
            next.put("secondsLeft", left * samplesPerBatch / samplesPerSecond);
        }
        status = next;
        version++;
    }

    synchronized void end() {
        Map<String, Object> last = new LinkedHashMap<>(status);
        last.put("state", "ended");
        last.remove("secondsLeft");
        status = last;
        ended = true;
        version++;
    }

    /**
     * What is newer than a version; a null message if nothing is.
     *
     * @param known 0 for all there is
     */
    synchronized Update after(long known) {
        if (version == known) {
            return new Update(known, null, ended);
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("title", title);
        message.put("all", known == 0);
        message.put("status", status);
        Map<String, List<double[]>> points = new LinkedHashMap<>();
        curves.forEach((name, curve) -> {
            List<double[]> fresh = curve.stream()
                    .filter(point -> point.version > known)
                    .map(point -> new double[] {point.x, point.y})
                    .toList();
            if (!fresh.isEmpty()) {
                points.put(name, fresh);
            }
        });
        message.put("curves", points);
        Map<String, Long> versions = new LinkedHashMap<>();
        pictures.forEach((name, picture) -> versions.put(name, picture.version));
        message.put("pictures", versions);
        try {
            return new Update(version, JSON.writeValueAsString(message), ended);
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps of numbers and texts are JSON", e);
        }
    }
}
