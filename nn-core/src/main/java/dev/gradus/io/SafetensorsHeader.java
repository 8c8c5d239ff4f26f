package dev.gradus.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.gradus.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The header of a safetensors file, read strictly: whatever it says of the data is true of the file's size. */
final class SafetensorsHeader {
    static final String METADATA = "__metadata__";
    /** Without detection, which would take a header in UTF-16 too. */
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    private static final int LENGTH_BYTES = 8;
    private static final String TYPES =
            Arrays.stream(ElementType.values()).map(Enum::name).collect(Collectors.joining(", "));

    /** A tensor; {@code at} is where the file describes it, {@code begin} and {@code end} count from the header's end. */
    record Entry(String name, ElementType type, Shape shape, long begin, long end, long at) {}

    private final ByteSource source;
    private final JsonParser json;
    private final long dataBytes;
    private final List<Entry> entries = new ArrayList<>();
    private Map<String, String> metadata;

    private SafetensorsHeader(ByteSource source, JsonParser json) {
        this.source = source;
        this.json = json;
        this.dataBytes = source.size() - source.position();
    }

    /** In the order of the header. */
    List<Entry> entries() {
        return entries;
    }

    List<Entry> inDataOrder() {
        return entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
    }

    Map<String, String> metadata() {
        return metadata == null ? Map.of() : metadata;
    }

    /** Reads the header and leaves the source where the data begin. */
    static SafetensorsHeader read(ByteSource source) throws IOException {
        long length = source.nextNumber(LENGTH_BYTES, "header length");
        if (length < 2 || length > Safetensors.MAX_HEADER) {
            throw source.error(0, "a header length from 2 to " + Safetensors.MAX_HEADER, Long.toUnsignedString(length));
        }
        byte[] text = source.next((int) length, "header");
        checkUtf8(source, text);
        if (text[0] != '{') {
            throw source.error(LENGTH_BYTES, "'{'", "byte 0x" + Integer.toHexString(text[0] & 0xff));
        }
        try (JsonParser json = JSON.createParser(text)) {
            SafetensorsHeader header = new SafetensorsHeader(source, json);
            header.parse();
            header.checkData();
            return header;
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw source.error(
                    LENGTH_BYTES + at,
                    "JSON",
                    e.getOriginalMessage().lines().findFirst().orElse("nothing"));
        }
    }

    private static void checkUtf8(ByteSource source, byte[] text) throws ModelFormatException {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(8192);
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            result = decoder.decode(bytes, chars.clear(), true);
        }
        if (result.isError()) {
            int wrong = text[bytes.position()] & 0xff;
            throw source.error(LENGTH_BYTES + bytes.position(), "UTF-8", "byte 0x" + Integer.toHexString(wrong));
        }
    }

    private void parse() throws IOException {
        expect(json.nextToken(), JsonToken.START_OBJECT, "an object");
        Set<String> names = new HashSet<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            once(names.add(name), name);
            json.nextToken();
            if (name.equals(METADATA)) {
                parseMetadata();
            } else {
                parseEntry(name);
            }
        }
        JsonToken after = json.nextToken();
        if (after != null) {
            throw error("the end of the header", after.toString());
        }
    }

    private void parseMetadata() throws IOException {
        expect(json.currentToken(), JsonToken.START_OBJECT, "an object of strings as " + METADATA);
        metadata = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            once(!metadata.containsKey(name), name);
            expect(json.nextToken(), JsonToken.VALUE_STRING, "a string as metadata '" + name + "'");
            metadata.put(name, json.getText());
        }
    }

    private void parseEntry(String name) throws IOException {
        long at = position();
        expect(json.currentToken(), JsonToken.START_OBJECT, "an object for tensor '" + name + "'");
        ElementType type = null;
        long[] dims = null;
        long[] range = null;
        Set<String> fields = new HashSet<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            once(fields.add(field), field);
            json.nextToken();
            switch (field) {
                case "dtype" -> type = parseType();
                case "shape" -> dims = parseNumbers("a shape of whole numbers");
                case "data_offsets" -> range = parseNumbers("two whole numbers as data_offsets");
                default -> throw error("dtype, shape or data_offsets", "'" + field + "'");
            }
        }
        if (fields.size() < 3) {
            throw error("dtype, shape and data_offsets for tensor '" + name + "'", "only " + fields);
        }
        entries.add(checked(name, type, dims, range, at));
    }

    private ElementType parseType() throws IOException {
        expect(json.currentToken(), JsonToken.VALUE_STRING, "a dtype as a string");
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(json.getText())) {
                return type;
            }
        }
        throw error("one of " + TYPES, "'" + json.getText() + "'");
    }

    private long[] parseNumbers(String what) throws IOException {
        expect(json.currentToken(), JsonToken.START_ARRAY, what);
        long[] numbers = new long[4];
        int n = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
            numbers = n < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * n);
            numbers[n] = json.getLongValue();
            if (numbers[n] < 0) {
                throw error(what + " of at least 0", json.getText());
            }
            n++;
        }
        return Arrays.copyOf(numbers, n);
    }

    private Entry checked(String name, ElementType type, long[] dims, long[] range, long at)
            throws ModelFormatException {
        String tensor = "tensor '" + name + "'";
        if (range.length != 2 || range[0] > range[1]) {
            throw source.error(at, "data_offsets [begin, end] of " + tensor, Arrays.toString(range));
        }
        if (range[1] > dataBytes) {
            throw source.error(
                    at, tensor + " within " + dataBytes + " bytes of data", "data_offsets " + Arrays.toString(range));
        }
        long bytes = type.bytes;
        for (long dim : dims) {
            if (Math.multiplyHigh(bytes, dim) != 0 || bytes * dim < 0) {
                throw source.error(at, tensor + " below 2^63 bytes", "shape " + Arrays.toString(dims));
            }
            bytes *= dim;
        }
        Shape shape = Shape.of(dims);
        if (bytes != range[1] - range[0]) {
            throw source.error(
                    at,
                    bytes + " bytes for " + tensor + ", " + type + " " + shape,
                    range[1] - range[0] + " in data_offsets " + Arrays.toString(range));
        }
        return new Entry(name, type, shape, range[0], range[1], at);
    }

    private void checkData() throws ModelFormatException {
        long end = 0;
        for (Entry e : inDataOrder()) {
            if (e.begin != end) {
                throw source.error(
                        e.at,
                        "tensor '" + e.name + "' to begin at " + end + " of the data",
                        (e.begin < end ? "an overlap" : "a gap") + ": it begins at " + e.begin);
            }
            end = e.end;
        }
        if (end != dataBytes) {
            throw source.error(source.position() + end, "the end of the file", dataBytes - end + " bytes of no tensor");
        }
    }

    private void once(boolean isNew, String name) throws ModelFormatException {
        if (!isNew) {
            throw error("each name once", "'" + name + "' again");
        }
    }

    private void expect(JsonToken token, JsonToken wanted, String what) throws IOException {
        if (token != wanted) {
            throw error(what, token == null ? "the end of the header" : json.getText());
        }
    }

    private long position() {
        return LENGTH_BYTES + json.currentTokenLocation().getByteOffset();
    }

    private ModelFormatException error(String expected, String found) {
        return source.error(position(), expected, found);
    }
}
