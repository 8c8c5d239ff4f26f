package dev.gradus.benchmarks.deeplearning4j;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays by name in the <a href="https://huggingface.co/docs/safetensors">safetensors</a> format: the length of a JSON
 * header in 8 bytes, the header, the values. They go between file and array directly, so that no copy on the heap adds
 * to the memory that is measured.
 */
final class Safetensors {
    private static final Map<String, DataType> TYPES =
            Map.of("F32", DataType.FLOAT, "F64", DataType.DOUBLE, "I64", DataType.INT64);

    private Safetensors() {}

    static Map<String, INDArray> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            fill(file, channel, length, 0);
            ByteBuffer json = ByteBuffer.allocate(Math.toIntExact(length.getLong(0)));
            fill(file, channel, json, Long.BYTES);
            String text = new String(json.array(), StandardCharsets.UTF_8);
            JsonObject header = JsonParser.parseString(text).getAsJsonObject();
            header.remove("__metadata__");
            Map<String, INDArray> arrays = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
                JsonObject description = entry.getValue().getAsJsonObject();
                String type = description.get("dtype").getAsString();
                if (!TYPES.containsKey(type)) {
                    throw new IOException(
                            "%s: %s: expected F32, F64 or I64, found %s".formatted(file, entry.getKey(), type));
                }
                long[] shape = longs(description.getAsJsonArray("shape"));
                INDArray array = Nd4j.createUninitialized(TYPES.get(type), shape, 'c');
                long offset = longs(description.getAsJsonArray("data_offsets"))[0];
                fill(file, channel, memory(array), Long.BYTES + json.capacity() + offset);
                arrays.put(entry.getKey(), array);
            }
            return arrays;
        }
    }

    /** Writes {@code arrays} of type float or double in plain order. */
    static void write(Path file, Map<String, INDArray> arrays) throws IOException {
        JsonObject header = new JsonObject();
        Map<String, INDArray> plain = new LinkedHashMap<>();
        long offset = 0;
        for (Map.Entry<String, INDArray> entry : arrays.entrySet()) {
            INDArray array = entry.getValue().dup('c');
            long bytes = memory(array).capacity();
            JsonObject description = new JsonObject();
            description.addProperty("dtype", array.dataType() == DataType.DOUBLE ? "F64" : "F32");
            description.add("shape", array(array.shape()));
            description.add("data_offsets", array(offset, offset + bytes));
            header.add(entry.getKey(), description);
            plain.put(entry.getKey(), array);
            offset += bytes;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(json.length).put(json).flip();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(channel, start);
            for (INDArray array : plain.values()) {
                writeAll(channel, memory(array));
            }
        }
    }

    private static ByteBuffer memory(INDArray array) {
        return new BytePointer(array.data().addressPointer())
                .capacity(array.length() * array.data().getElementSize())
                .asByteBuffer();
    }

    private static void fill(Path file, FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException("%s: expected at least %d bytes, found %d"
                        .formatted(file, offset + buffer.capacity(), channel.size()));
            }
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static long[] longs(JsonArray array) {
        return array.asList().stream().mapToLong(JsonElement::getAsLong).toArray();
    }

    private static JsonArray array(long... values) {
        JsonArray array = new JsonArray();
        for (long value : values) {
            array.add(value);
        }
        return array;
    }
}
