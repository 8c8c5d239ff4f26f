package dev.gradus.benchmarks.pytorch;

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
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tensors by name in the <a href="https://huggingface.co/docs/safetensors">safetensors</a> format: the length of a JSON
 * header in 8 bytes, the header, the values. They go between file and tensor directly, so that no copy on the heap adds
 * to the memory that is measured.
 */
final class Safetensors {
    private static final Map<String, ScalarType> TYPES =
            Map.of("F32", ScalarType.Float, "F64", ScalarType.Double, "I64", ScalarType.Long);

    private Safetensors() {}

    static Map<String, Tensor> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            fill(file, channel, length, 0);
            ByteBuffer json = ByteBuffer.allocate(Math.toIntExact(length.getLong(0)));
            fill(file, channel, json, Long.BYTES);
            String text = new String(json.array(), StandardCharsets.UTF_8);
            JsonObject header = JsonParser.parseString(text).getAsJsonObject();
            header.remove("__metadata__");
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
                JsonObject description = entry.getValue().getAsJsonObject();
                String type = description.get("dtype").getAsString();
                if (!TYPES.containsKey(type)) {
                    throw new IOException(
                            "%s: %s: expected F32, F64 or I64, found %s".formatted(file, entry.getKey(), type));
                }
                long[] shape = longs(description.getAsJsonArray("shape"));
                Tensor tensor = torch.zeros(shape, new TensorOptions(TYPES.get(type)));
                long offset = longs(description.getAsJsonArray("data_offsets"))[0];
                fill(file, channel, memory(tensor), Long.BYTES + json.capacity() + offset);
                tensors.put(entry.getKey(), tensor);
            }
            return tensors;
        }
    }

    /** Writes {@code tensors} of type Float, Double or Long in plain order. */
    static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        JsonObject header = new JsonObject();
        Map<String, Tensor> plain = new LinkedHashMap<>();
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue().detach().contiguous();
            JsonObject description = new JsonObject();
            description.addProperty("dtype", typeName(tensor.scalar_type()));
            description.add("shape", array(tensor.shape()));
            description.add("data_offsets", array(offset, offset + tensor.nbytes()));
            header.add(entry.getKey(), description);
            plain.put(entry.getKey(), tensor);
            offset += tensor.nbytes();
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(json.length).put(json).flip();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(channel, start);
            for (Tensor tensor : plain.values()) {
                writeAll(channel, memory(tensor));
            }
        }
    }

    private static ByteBuffer memory(Tensor tensor) {
        return new BytePointer(tensor.data_ptr()).capacity(tensor.nbytes()).asByteBuffer();
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

    private static String typeName(ScalarType type) {
        return TYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == type.intern())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("safetensors: expected Float, Double or Long, got " + type))
                .getKey();
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
