package dev.gradus.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a training's figures to a file of JSON lines as they come: one with {@code batch}, {@code loss} and {@code lr}
 * every some batches, one with {@code train_loss}, the validation's figures and {@code seconds} after each epoch. A
 * figure that is no number is written as null. After an interruption it goes on behind the lines of the checkpoint.
 */
public final class MetricsLog implements Callback {
    private static final String LENGTH = "length";

    private final Path file;
    private final int every;
    private final ObjectMapper json = new ObjectMapper();
    private long length;

    /**
     * Makes the log; the file is made, or made empty, with the first line.
     *
     * @param file where; its folder must exist
     * @param every after how many batches a line is written
     */
    public MetricsLog(Path file, int every) {
        Shape.require(every > 0, "metrics log", () -> "a line every 1 batch or more", () -> every);
        this.file = file;
        this.every = every;
    }

    @Override
    public void onBatch(Progress progress) {
        if ((progress.batch() + 1) % every == 0 || progress.batch() + 1 == progress.batches()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("epoch", progress.epoch() + 1);
            line.put("batch", progress.batch() + 1);
            line.put("loss", number(progress.loss()));
            line.put("lr", number(progress.lr()));
            write(line);
        }
    }

    @Override
    public void onEpoch(EpochReport report) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("epoch", report.epoch() + 1);
        line.put("train_loss", number(report.trainLoss()));
        if (report.evaluation() != null) {
            line.put("validation_loss", number(report.evaluation().loss()));
            report.evaluation().metrics().forEach((name, value) -> line.put(name, number(value)));
        }
        line.put("seconds", report.seconds());
        write(line);
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : null;
    }

    /** Behind what is known to be there: lines that a killed process wrote after its checkpoint are replaced. */
    private void write(Map<String, Object> line) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            channel.truncate(length).position(length);
            while (bytes.hasRemaining()) {
                length += channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot write", e);
        }
    }

    @Override
    public Map<String, Tensor> stateDict() {
        return Map.of(LENGTH, Tensor.of(new long[] {length}, Shape.of()));
    }

    @Override
    public void loadStateDict(Map<String, Tensor> dict) {
        length = dict.get(LENGTH).toLongArray()[0];
    }
}
