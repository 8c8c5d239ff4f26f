package dev.gradus.train;

import com.google.protobuf.CodedOutputStream;
import dev.gradus.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads them: records of a length, its checksum, a protocol buffer
 * ({@code tensorflow.Event}) and its checksum, written as they come. One thread uses it.
 */
public final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;
    private static final int BUCKETS = 30;
    private static final int RGB = 3;

    /** Field numbers of {@code tensorflow.Event}, {@code Summary}, {@code Summary.Value} and what a value may be. */
    private static final class Field {
        static final int WALL_TIME = 1;
        static final int STEP = 2;
        static final int FILE_VERSION = 3;
        static final int GRAPH = 4;
        static final int SUMMARY = 5;
        static final int VALUE = 1;
        static final int TAG = 1;
        static final int SIMPLE_VALUE = 2;
        static final int IMAGE = 4;
        static final int HISTOGRAM = 5;
        static final int BUCKET_LIMITS = 6;
        static final int BUCKET_COUNTS = 7;
    }

    /** Writes the fields of a message. */
    interface Message {
        void write(CodedOutputStream out) throws IOException;
    }

    private final Path path;
    private final FileChannel channel;

    /**
     * Makes a file {@code events.out.tfevents.SECONDS.gradus}, so that TensorBoard finds it.
     *
     * @param folder the folder of the run, which exists
     */
    public EventFile(Path folder) {
        path = folder.resolve("events.out.tfevents." + System.currentTimeMillis() / 1000 + "."
                + ProcessHandle.current().pid() + ".gradus");
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot write", e);
        }
        event(0, out -> out.writeString(Field.FILE_VERSION, "brain.Event:2"));
    }

    /**
     * The file.
     *
     * @return its path
     */
    public Path path() {
        return path;
    }

    /**
     * Adds a number.
     *
     * @param tag the curve, such as {@code loss/train}
     * @param value the number
     * @param step the place on the horizontal axis
     */
    public void scalar(String tag, double value, long step) {
        summary(tag, step, out -> out.writeFloat(Field.SIMPLE_VALUE, (float) value));
    }

    /**
     * Adds a distribution, in thirty equal intervals between the least and the largest value.
     *
     * @param tag what is distributed, such as {@code weights/conv1}
     * @param values the values; those that are not finite are left out
     * @param step the place on the time axis
     */
    public void histogram(String tag, float[] values, long step) {
        double[] finite = new double[values.length];
        int count = 0;
        for (float value : values) {
            if (Float.isFinite(value)) {
                finite[count++] = value;
            }
        }
        double[] kept = Arrays.copyOf(finite, count);
        if (count > 0) {
            summary(tag, step, out -> nested(out, Field.HISTOGRAM, inner -> histogram(inner, kept)));
        }
    }

    private static void histogram(CodedOutputStream out, double[] values) throws IOException {
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        double width = (max - min) / BUCKETS;
        double[] limits = new double[BUCKETS];
        double[] counts = new double[BUCKETS];
        Arrays.setAll(limits, i -> i + 1 == BUCKETS ? Math.nextUp(max) : min + width * (i + 1));
        for (double value : values) {
            counts[width == 0 ? BUCKETS - 1 : (int) Math.min(BUCKETS - 1, (value - min) / width)]++;
        }
        double[] figures = {
            min,
            max,
            values.length,
            Arrays.stream(values).sum(),
            Arrays.stream(values).map(x -> x * x).sum()
        };
        for (int i = 0; i < figures.length; i++) {
            out.writeDouble(i + 1, figures[i]);
        }
        packed(out, Field.BUCKET_LIMITS, limits);
        packed(out, Field.BUCKET_COUNTS, counts);
    }

    private static void packed(CodedOutputStream out, int field, double[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        out.writeByteArray(field, bytes.array());
    }

    /**
     * Adds a picture.
     *
     * @param tag its name
     * @param height in pixels
     * @param width in pixels
     * @param png the bytes of a PNG file
     * @param step the place on the time axis
     */
    public void image(String tag, int height, int width, byte[] png, long step) {
        Shape.require(height > 0 && width > 0, "event file", () -> "a picture of pixels", () -> height + "x" + width);
        summary(
                tag,
                step,
                out -> nested(out, Field.IMAGE, inner -> {
                    inner.writeInt32(1, height);
                    inner.writeInt32(2, width);
                    inner.writeInt32(3, RGB);
                    inner.writeByteArray(4, png);
                }));
    }

    /**
     * Adds the graph of a network, of which there is one a file.
     *
     * @param graph bytes of a {@code tensorflow.GraphDef}
     */
    void graph(byte[] graph) {
        event(0, out -> out.writeByteArray(Field.GRAPH, graph));
    }

    private void summary(String tag, long step, Message value) {
        event(
                step,
                event -> nested(
                        event,
                        Field.SUMMARY,
                        summary -> nested(summary, Field.VALUE, out -> {
                            out.writeString(Field.TAG, tag);
                            value.write(out);
                        })));
    }

    private void event(long step, Message message) {
        try {
            byte[] bytes = bytes(out -> {
                out.writeDouble(Field.WALL_TIME, System.currentTimeMillis() / 1000.0);
                out.writeInt64(Field.STEP, step);
                message.write(out);
            });
            ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + bytes.length + Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            record.putLong(bytes.length);
            record.putInt(checksum(record.array(), Long.BYTES));
            record.put(bytes).putInt(checksum(bytes, bytes.length)).flip();
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot write", e);
        }
    }

    static void nested(CodedOutputStream out, int field, Message message) throws IOException {
        out.writeByteArray(field, bytes(message));
    }

    static byte[] bytes(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        message.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    /** A cyclic redundancy check, turned and shifted, so that one of data that hold checks is no check of them. */
    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be closed", e);
        }
    }
}
