package dev.gradus.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.gradus.data.DataLoader;
import dev.gradus.data.Dataset;
import dev.gradus.data.Sample;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.losses.MseLoss;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Sgd;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads files back by the rules of TensorFlow's record format and the numbers of its protocol buffers. */
final class EventFileTest {
    @TempDir
    private Path folder;

    /** Castagnoli's polynomial, bit by bit, then masked as in tensorflow/core/lib/hash/crc32c.h. */
    private static int maskedCrc(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 255;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static List<UnknownFieldSet> events(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<UnknownFieldSet> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(maskedCrc(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(data);
            assertThat(bytes.getInt()).isEqualTo(maskedCrc(data));
            events.add(UnknownFieldSet.parseFrom(data));
        }
        return events;
    }

    private static UnknownFieldSet message(UnknownFieldSet parent, int field) throws IOException {
        return UnknownFieldSet.parseFrom(
                parent.getField(field).getLengthDelimitedList().get(0));
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    private static double number(UnknownFieldSet message, int field) {
        return Double.longBitsToDouble(message.getField(field).getFixed64List().get(0));
    }

    private static double[] numbers(UnknownFieldSet message, int field) throws IOException {
        ByteString packed = message.getField(field).getLengthDelimitedList().get(0);
        CodedInputStream in = packed.newCodedInput();
        double[] values = new double[packed.size() / 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    /** {@code summary.value[0]} of an event. */
    private static UnknownFieldSet value(UnknownFieldSet event) throws IOException {
        return message(message(event, 5), 1);
    }

    @Test
    void tensorBoardFindsVersionNumbersDistributionsAndPictures() throws IOException {
        Path file;
        try (EventFile events = new EventFile(folder)) {
            events.scalar("loss/train", 0.25, 7);
            events.histogram("weights", new float[] {1, 2, 2, 4, Float.NaN}, 8);
            events.histogram("constant", new float[] {3, 3}, 9);
            events.histogram("nothing", new float[] {Float.POSITIVE_INFINITY}, 9);
            events.image("sample", 2, 5, new byte[] {9, 8, 7}, 10);
            file = events.path();
        }
        assertThat(file.getFileName().toString()).matches("events\\.out\\.tfevents\\.\\d{10}\\..*");
        List<UnknownFieldSet> events = events(file);
        assertThat(events).hasSize(5);
        assertThat(text(events.get(0), 3)).isEqualTo("brain.Event:2");
        assertThat(number(events.get(0), 1)).isCloseTo(System.currentTimeMillis() / 1000.0, within(60.0));

        assertThat(events.get(1).getField(2).getVarintList()).containsExactly(7L);
        assertThat(text(value(events.get(1)), 1)).isEqualTo("loss/train");
        assertThat(Float.intBitsToFloat(
                        value(events.get(1)).getField(2).getFixed32List().get(0)))
                .isEqualTo(0.25f);

        UnknownFieldSet histogram = message(value(events.get(2)), 5);
        assertThat(new double[] {number(histogram, 1), number(histogram, 2), number(histogram, 3)})
                .containsExactly(1, 4, 4);
        assertThat(number(histogram, 4)).isEqualTo(9);
        assertThat(number(histogram, 5)).isEqualTo(25);
        double[] limits = numbers(histogram, 6);
        double[] counts = numbers(histogram, 7);
        assertThat(limits).isSorted().hasSameSizeAs(counts);
        assertThat(Arrays.stream(counts).sum()).isEqualTo(4);
        assertThat(counts[0]).isEqualTo(1);
        assertThat(counts[10]).isEqualTo(2); // 2 lies in the eleventh tenth of 3 / 30
        assertThat(counts[29]).isEqualTo(1);
        assertThat(Arrays.stream(numbers(message(value(events.get(3)), 5), 7)).sum())
                .isEqualTo(2);

        UnknownFieldSet image = message(value(events.get(4)), 4);
        assertThat(image.getField(1).getVarintList()).containsExactly(2L);
        assertThat(image.getField(2).getVarintList()).containsExactly(5L);
        assertThat(image.getField(3).getVarintList()).containsExactly(3L);
        assertThat(image.getField(4).getLengthDelimitedList().get(0).toByteArray())
                .containsExactly(9, 8, 7);
    }

    @Test
    @SuppressWarnings("try") // the scope acts by being open
    void theGraphHasOpsInTheirModules() throws IOException {
        Sequential model = Sequential.named()
                .add("first", new Linear(3, 4, Rng.seed(1)))
                .add("second", new Linear(4, 2, Rng.seed(2)))
                .build();
        Path file;
        try (TensorScope scope = TensorScope.open();
                TensorBoardLog log = new TensorBoardLog(folder, model, 1)) {
            log.graph(model, Tensor.ones(5, 3));
            file = log.events().path();
        }
        UnknownFieldSet graph = message(events(file).get(1), 4);
        Map<String, List<String>> inputs = new TreeMap<>();
        Map<String, List<Long>> shapes = new TreeMap<>();
        for (ByteString bytes : graph.getField(1).getLengthDelimitedList()) {
            UnknownFieldSet node = UnknownFieldSet.parseFrom(bytes);
            inputs.put(
                    text(node, 1),
                    node.getField(3).getLengthDelimitedList().stream()
                            .map(ByteString::toStringUtf8)
                            .toList());
            assertThat(text(message(node, 5), 1)).isEqualTo("_output_shapes");
            UnknownFieldSet shape = message(message(message(message(node, 5), 2), 1), 7);
            List<Long> sizes = new ArrayList<>();
            for (ByteString dimension : shape.getField(2).getLengthDelimitedList()) {
                sizes.addAll(UnknownFieldSet.parseFrom(dimension).getField(1).getVarintList());
            }
            shapes.put(text(node, 1), sizes);
        }
        assertThat(inputs.keySet())
                .containsExactly(
                        "first/bias",
                        "first/linear",
                        "first/weight",
                        "input",
                        "second/bias",
                        "second/linear",
                        "second/weight");
        assertThat(inputs.get("first/linear")).containsExactlyInAnyOrder("input", "first/weight", "first/bias");
        assertThat(inputs.get("second/linear")).contains("first/linear");
        assertThat(shapes.get("second/linear")).containsExactly(5L, 2L);
    }

    private record Line() implements Dataset<Sample> {
        @Override
        public int size() {
            return 8;
        }

        @Override
        public Sample get(int index) {
            return new Sample(new float[] {index}, new long[] {1}, new float[] {2 * index}, new long[] {1});
        }
    }

    @Test
    void logsATraining() throws Exception {
        Rng rng = Rng.seed(1);
        Sequential model = new Sequential(new Linear(1, 1, rng));
        Trainer trainer = new Trainer(model, new MseLoss(), new Sgd(model, Sgd.lr(0.01)));
        Path file;
        try (DataLoader data = DataLoader.of(new Line(), DataLoader.batchSize(2), rng);
                TensorBoardLog log = new TensorBoardLog(folder, model, 2)) {
            trainer.callback(log).fit(data, data, 2);
            file = log.events().path();
        }
        List<String> tags = new ArrayList<>();
        for (UnknownFieldSet event : events(file).subList(1, events(file).size())) {
            tags.add(text(value(event), 1) + " "
                    + event.getField(2).getVarintList().get(0));
        }
        assertThat(tags)
                .containsSubsequence("batch/loss 2", "lr 2", "batch/loss 4", "epoch/train_loss 1", "batch/loss 6")
                .contains("epoch/validation_loss 2", "parameters/0.weight 1", "gradients/0.bias 2");
    }

    @Test
    void lossesAreWrittenWhereEpochsAreShorterThanTheirDistance() throws IOException {
        Path file;
        try (TensorBoardLog log = new TensorBoardLog(folder, new Linear(1, 1, Rng.seed(1)), 5)) {
            for (int i = 0; i < 12; i++) {
                log.onBatch(new Callback.Progress(i / 3, 4, i % 3, 3, 1, 0.5, 0.5, 0.1));
            }
            file = log.events().path();
        }
        List<Long> steps = new ArrayList<>();
        for (UnknownFieldSet event : events(file)) {
            steps.addAll(event.getField(2).getVarintList());
        }
        assertThat(steps).containsExactly(0L, 5L, 5L, 10L, 10L);
    }
}
