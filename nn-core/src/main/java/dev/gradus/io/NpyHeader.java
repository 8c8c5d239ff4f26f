package dev.gradus.io;

import dev.gradus.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The header of an npy file: magic, version, length, and a Python dictionary of three entries, such as
 * {@code {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }}.
 */
final class NpyHeader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** NumPy's own limit is 10,000 unless the file is trusted. */
    private static final int MAX_HEADER = 1_000_000;
    /** The data begin at a multiple of this, so that they can be mapped. */
    private static final int ALIGNMENT = 64;

    private static final String TYPES = Arrays.stream(ElementType.values())
            .filter(type -> type.code != null)
            .map(type -> type.code)
            .collect(Collectors.joining(", "));

    private final ByteSource source;
    private final long begin;
    private final String text;
    private int next;

    private ElementType type;
    private ByteOrder order;
    private boolean columnMajor;
    private Shape shape;

    private NpyHeader(ByteSource source, long begin, String text) {
        this.source = source;
        this.begin = begin;
        this.text = text;
    }

    ElementType type() {
        return type;
    }

    ByteOrder order() {
        return order;
    }

    /** Fortran's order: the first dimension is contiguous. */
    boolean columnMajor() {
        return columnMajor;
    }

    Shape shape() {
        return shape;
    }

    /** Reads the header and leaves the source where the data begin. */
    static NpyHeader read(ByteSource source) throws IOException {
        byte[] magic = source.next(MAGIC.length, "magic");
        if (!Arrays.equals(magic, MAGIC)) {
            throw source.error(0, "the magic \\x93NUMPY", Arrays.toString(magic));
        }
        int major = source.next(2, "version")[0];
        if (major < 1 || major > 3) {
            throw source.error(MAGIC.length, "version 1, 2 or 3", Integer.toString(major));
        }
        long at = source.position();
        long length = source.nextNumber(major == 1 ? 2 : 4, "header length");
        if (length > MAX_HEADER) {
            throw source.error(at, "a header of at most " + MAX_HEADER + " bytes", Long.toString(length));
        }
        long begin = source.position();
        byte[] text = source.next((int) length, "header");
        NpyHeader header = new NpyHeader(source, begin, new String(text, StandardCharsets.ISO_8859_1));
        header.parse();
        header.checkSize();
        return header;
    }

    /** A header of version 1 for little-endian, row-major data. */
    static ByteBuffer write(ElementType type, Shape shape) {
        String dims = LongStream.of(shape.dims()).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String text = String.format(
                Locale.ROOT,
                "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s%s), }",
                type.bytes == 1 ? "|" : "<",
                type.code,
                dims,
                shape.rank() == 1 ? "," : "");
        int fixed = MAGIC.length + 2 + 2;
        int whole = -Math.floorDiv(-(fixed + text.length() + 1), ALIGNMENT) * ALIGNMENT;
        if (whole - fixed > 0xffff) {
            throw new IllegalArgumentException(
                    "npy: expected a shape whose text fits 65535 bytes, got rank " + shape.rank());
        }
        byte[] padded = new byte[whole - fixed];
        Arrays.fill(padded, (byte) ' ');
        padded[padded.length - 1] = '\n';
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, padded, 0, ascii.length);
        return ByteBuffer.allocate(whole)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) padded.length)
                .put(padded)
                .flip();
    }

    private void parse() throws ModelFormatException {
        expect('{');
        Set<String> keys = new HashSet<>();
        while (!accept('}')) {
            int at = skip();
            String key = string();
            if (!keys.add(key)) {
                throw error(at, "each key once", "'" + key + "' again");
            }
            expect(':');
            switch (key) {
                case "descr" -> parseType();
                case "fortran_order" -> columnMajor = bool();
                case "shape" -> shape = shape(tuple());
                default -> throw error(at, "descr, fortran_order or shape", "'" + key + "'");
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        int after = skip();
        if (after < text.length()) {
            throw error(after, "the end of the header", "'" + text.charAt(after) + "'");
        }
        if (keys.size() < 3) {
            throw error(0, "descr, fortran_order and shape", "only " + keys);
        }
    }

    private void parseType() throws ModelFormatException {
        int at = skip();
        String descr = string();
        String code = descr.isEmpty() ? "" : descr.substring(1);
        for (ElementType known : ElementType.values()) {
            if (code.equals(known.code) && (known.bytes == 1 ? "|<>" : "<>").indexOf(descr.charAt(0)) >= 0) {
                type = known;
                order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                return;
            }
        }
        throw error(at, "a descr of < or > (or | for bytes) and one of " + TYPES, "'" + descr + "'");
    }

    private Shape shape(long[] dims) throws ModelFormatException {
        try {
            return Shape.of(dims);
        } catch (ArithmeticException e) {
            throw error(next, "a shape below 2^63 elements", Arrays.toString(dims));
        }
    }

    private void checkSize() throws ModelFormatException {
        long bytes = source.size() - source.position();
        // As a quotient, because the product may overflow.
        if (bytes % type.bytes != 0 || bytes / type.bytes != shape.size()) {
            throw source.error(
                    source.position(),
                    shape.size() + " elements of " + type.bytes + " bytes for shape " + shape,
                    bytes + " bytes");
        }
    }

    private String string() throws ModelFormatException {
        int at = skip();
        char quote = at < text.length() ? text.charAt(at) : ' ';
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw error(at, "a string in quotes", found(at));
        }
        next = end + 1;
        return text.substring(at + 1, end);
    }

    private boolean bool() throws ModelFormatException {
        int at = skip();
        boolean value = text.startsWith("True", at);
        if (!value && !text.startsWith("False", at)) {
            throw error(at, "True or False", found(at));
        }
        next = at + (value ? 4 : 5);
        return value;
    }

    private long[] tuple() throws ModelFormatException {
        expect('(');
        LongStream.Builder numbers = LongStream.builder();
        while (!accept(')')) {
            numbers.add(number());
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return numbers.build().toArray();
    }

    private long number() throws ModelFormatException {
        int at = skip();
        int end = at;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == at || end - at > 18) {
            throw error(at, "a whole number below 10^18", found(at));
        }
        next = end;
        return Long.parseLong(text.substring(at, end));
    }

    private boolean accept(char wanted) {
        int at = skip();
        if (at < text.length() && text.charAt(at) == wanted) {
            next = at + 1;
            return true;
        }
        return false;
    }

    private void expect(char wanted) throws ModelFormatException {
        if (!accept(wanted)) {
            throw error(next, "'" + wanted + "'", found(next));
        }
    }

    private int skip() {
        while (next < text.length() && " \t\n".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        return next;
    }

    private String found(int at) {
        return at < text.length() ? "'" + text.charAt(at) + "'" : "the end of the header";
    }

    private ModelFormatException error(int at, String expected, String found) {
        return source.error(begin + at, expected, found);
    }
}
