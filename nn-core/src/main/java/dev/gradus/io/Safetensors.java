package dev.gradus.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradus.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of named tensors in the safetensors format, with text metadata beside them.
 *
 * <pre>{@code
 * Safetensors.write(path, Map.of("fc.weight", weight), Map.of("classes", "cat,dog"));
 * Safetensors file = Safetensors.read(path);
 * Tensor w = file.tensors().get("fc.weight");
 * }</pre>
 *
 * <p><b>Format.</b> Eight bytes: the length of the header, little-endian. The header: a JSON object that gives each
 * tensor's {@code dtype}, {@code shape} and {@code data_offsets} (begin and end, from the end of the header), and under
 * {@code __metadata__} strings by name; padded with spaces. Then the elements, little-endian and row-major, without
 * gap or overlap. F64, F32, BF16, I64, I32, U8 and BOOL are read and written; F16 is read, as FLOAT32.
 *
 * <p>Nothing of a file is used before its whole header is found to be right. Files over 2 GB work. Source: the format
 * section of <a href="https://github.com/huggingface/safetensors">huggingface/safetensors</a>.
 */
public final class Safetensors {
    /** The longest header that is read or written, in bytes, as in the format's own library. */
    public static final int MAX_HEADER = 100_000_000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LENGTH_BYTES = 8;

    private final Map<String, Tensor> tensors;
    private final Map<String, String> metadata;

    private Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
        this.tensors = Collections.unmodifiableMap(tensors);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * The tensors by name.
     *
     * @return a view that cannot be changed, in the order of the header
     */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /**
     * The metadata.
     *
     * @return a view that cannot be changed, in the order of the header; empty if the file has none
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Reads a file; its tensors belong to the current scope and backend.
     *
     * @param file the file
     * @return its contents
     * @throws ModelFormatException if the file breaks a rule of the format
     * @throws IOException if it cannot be read
     */
    public static Safetensors read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteSource source = new ByteSource(file.toString(), channel, channel.size());
            SafetensorsHeader header = SafetensorsHeader.read(source);
            Map<String, Tensor> read = new HashMap<>();
            boolean whole = false;
            try {
                for (SafetensorsHeader.Entry e : header.inDataOrder()) {
                    read.put(e.name(), Elements.read(source, e.type(), ByteOrder.LITTLE_ENDIAN, e.shape()));
                }
                whole = true;
            } finally {
                if (!whole) {
                    read.values().forEach(Tensor::free);
                }
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            header.entries().forEach(e -> tensors.put(e.name(), read.get(e.name())));
            return new Safetensors(tensors, header.metadata());
        }
    }

    /**
     * Reads a file's metadata only, after checking the whole header.
     *
     * @param file the file
     * @return the metadata in the order of the header; empty if there is none
     * @throws ModelFormatException if the header breaks a rule of the format
     * @throws IOException if the file cannot be read
     */
    public static Map<String, String> readMetadata(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteSource source = new ByteSource(file.toString(), channel, channel.size());
            return Collections.unmodifiableMap(SafetensorsHeader.read(source).metadata());
        }
    }

    /**
     * Writes a file, atomically (see {@link AtomicFile}). The header keeps the map's order; the elements lie by
     * falling element size, so that every tensor is aligned.
     *
     * @param file the file, replaced if it exists; its folder must exist
     * @param tensors the tensors by name; no name may be {@code __metadata__}
     * @param metadata text by name, may be empty
     * @throws IOException if the file cannot be written; the old one then stays
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        List<String> order = tensors.keySet().stream()
                .sorted(Comparator.comparing(name -> -tensors.get(name).dtype().bytes()))
                .toList();
        ByteBuffer header = header(tensors, metadata, order);
        AtomicFile.write(file, channel -> {
            Elements.writeAll(channel, header);
            for (String name : order) {
                Elements.write(channel, tensors.get(name));
            }
        });
    }

    private static ByteBuffer header(Map<String, Tensor> tensors, Map<String, String> metadata, List<String> order)
            throws IOException {
        if (tensors.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("safetensors: expected another name than __metadata__ for a tensor");
        }
        Map<String, Long> begins = new HashMap<>();
        long end = 0;
        for (String name : order) {
            begins.put(name, end);
            end += bytes(tensors.get(name));
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(SafetensorsHeader.METADATA);
                for (Map.Entry<String, String> e : metadata.entrySet()) {
                    json.writeStringField(e.getKey(), e.getValue());
                }
                json.writeEndObject();
            }
            for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
                long begin = begins.get(e.getKey());
                writeEntry(json, e.getKey(), e.getValue(), begin);
            }
            json.writeEndObject();
        }
        int length = -Math.floorDiv(-text.size(), LENGTH_BYTES) * LENGTH_BYTES;
        if (length > MAX_HEADER) {
            throw new IllegalArgumentException(
                    "safetensors: expected a header of at most " + MAX_HEADER + " bytes, got " + length);
        }
        byte[] padded = Arrays.copyOf(text.toByteArray(), length);
        Arrays.fill(padded, text.size(), length, (byte) ' ');
        return ByteBuffer.allocate(LENGTH_BYTES + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(padded)
                .flip();
    }

    private static void writeEntry(JsonGenerator json, String name, Tensor tensor, long begin) throws IOException {
        long[] dims = tensor.shape().dims();
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", ElementType.of(tensor.dtype()).name());
        json.writeFieldName("shape");
        json.writeArray(dims, 0, dims.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, begin + bytes(tensor)}, 0, 2);
        json.writeEndObject();
    }

    private static long bytes(Tensor tensor) {
        return tensor.size() * tensor.dtype().bytes();
    }
}
