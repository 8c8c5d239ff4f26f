package dev.gradus.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.backend.Backends;
import dev.gradus.memory.HostStorage;
import dev.gradus.memory.Storage;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private Backends backend;

    @BeforeEach
    void useTheBackendInJava() {
        backend = Backends.use(Backends.named("java"));
    }

    @AfterEach
    void restoreTheBackend() {
        backend.close();
    }

    /** A file by the format's definition: header length, header, elements. */
    private static byte[] file(String header, int... data) {
        return file(header.getBytes(StandardCharsets.UTF_8), data);
    }

    private static byte[] file(byte[] header, int... data) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (int b : data) {
            bytes.put((byte) b);
        }
        return bytes.array();
    }

    private Path saved(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("m.safetensors"), bytes);
    }

    private static String entry(String name, String dtype, String shape, String offsets) {
        return "'%s':{'dtype':'%s','shape':%s,'data_offsets':%s}"
                .formatted(name, dtype, shape, offsets)
                .replace('\'', '"');
    }

    @Test
    void readsAFileWrittenByHand() throws IOException {
        String header = "{" + entry("w", "F32", "[2,1]", "[0,8]") + ",\"__metadata__\":{\"b\":\"é\",\"a\":\"\"},"
                + entry("flag", "BOOL", "[3]", "[24,27]") + "," + entry("n", "I64", "[]", "[16,24]") + ","
                + entry("h", "F16", "[1,4]", "[8,16]") + "," + entry("none", "U8", "[0,7]", "[27,27]") + "}  ";
        Safetensors read = Safetensors.read(saved(file(
                header, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0x3c, 0xff, 0x7b, 1, 0, 0, 0xfc, 0xfe, 255, 255, 255, 255,
                255, 255, 255, 1, 0, 1)));
        assertThat(read.tensors().keySet()).containsExactly("w", "flag", "n", "h", "none");
        assertThat(read.metadata()).containsExactly(Map.entry("b", "é"), Map.entry("a", ""));
        Tensor w = read.tensors().get("w");
        assertThat(w.shape()).isEqualTo(Shape.of(2, 1));
        assertThat(w.toFloatArray()).containsExactly(1, -2);
        assertThat(read.tensors().get("flag").dtype()).isEqualTo(DType.BOOL);
        assertThat((byte[]) read.tensors().get("flag").toArray()).containsExactly(1, 0, 1);
        assertThat((long[]) read.tensors().get("n").toArray()).containsExactly(-2);
        assertThat(read.tensors().get("h").dtype()).isEqualTo(DType.FLOAT32);
        assertThat(read.tensors().get("h").toFloatArray()).containsExactly(1, 65504, 0x1p-24f, Float.NEGATIVE_INFINITY);
        assertThat(read.tensors().get("none").shape()).isEqualTo(Shape.of(0, 7));
    }

    @Test
    void writesTheBytesOfTheFormat() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("u", Tensor.of(new byte[] {7, (byte) 200, 9}, Shape.of(3)));
        tensors.put("f\"", Tensor.of(new float[] {1}, Shape.of()));
        Path path = folder.resolve("w.safetensors");
        Safetensors.write(path, tensors, Map.of("k", "v\n"));
        String header = "{\"__metadata__\":{\"k\":\"v\\n\"}," + entry("u", "U8", "[3]", "[4,7]") + ","
                + entry("f\\\"", "F32", "[]", "[0,4]") + "}";
        int padding = (8 - header.length() % 8) % 8;
        assertThat(Files.readAllBytes(path)).isEqualTo(file(header + " ".repeat(padding), 0, 0, 0x80, 0x3f, 7, 200, 9));
        assertThat(Safetensors.readMetadata(path)).containsExactly(Map.entry("k", "v\n"));
    }

    @Test
    void anEmptyFileHasNoTensors() throws IOException {
        Path path = folder.resolve("empty.safetensors");
        Safetensors.write(path, Map.of(), Map.of());
        assertThat(Files.readAllBytes(path)).isEqualTo(file("{}      "));
        assertThat(Safetensors.read(path).tensors()).isEmpty();
        assertThat(Safetensors.read(path).metadata()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyBitSurvives(DType dtype) throws IOException {
        Rng rng = Rng.seed(3).split(dtype.name());
        for (int round = 0; round < 5; round++) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (int i = rng.nextInt(6); i >= 0; i--) {
                DType other = i == 0 ? dtype : Values.oneOf(rng, DType.values());
                tensors.put(
                        "tensor." + rng.nextLong() + "é\u0000\t漢\uD83D\uDE00",
                        Values.random(rng, other, Values.randomShape(rng)));
            }
            Path path = folder.resolve("r.safetensors");
            Safetensors.write(path, tensors, Map.of("round", "" + round));
            Safetensors read = Safetensors.read(path);
            assertThat(read.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
            for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
                Tensor same = read.tensors().get(e.getKey());
                assertThat(same.dtype()).isEqualTo(e.getValue().dtype());
                assertThat(same.shape()).isEqualTo(e.getValue().shape());
                assertThat(Values.bits(same)).isEqualTo(Values.bits(e.getValue()));
            }
        }
    }

    /** More than one piece, and a last one that is not whole. */
    @Test
    void largeTensorsGoInPieces() throws IOException {
        Tensor large = Values.random(Rng.seed(4), DType.FLOAT32, Shape.of(3, 262_147));
        Path path = folder.resolve("l.safetensors");
        Safetensors.write(path, Map.of("a", large, "b", Tensor.of(new byte[] {1}, Shape.of(1))), Map.of());
        assertThat(Values.bits(Safetensors.read(path).tensors().get("a"))).isEqualTo(Values.bits(large));
    }

    /** A sparse file with the second tensor behind 4 GiB; the first is too large for a short test, so only checked. */
    @Test
    void offsetsBeyondFourGigabytesAreUnderstood() throws IOException {
        long gap = 5L << 30;
        String header = "{" + entry("a", "U8", "[5368709120]", "[0," + gap + "]") + ","
                + entry("b", "U8", "[1]", "[" + gap + "," + (gap + 1) + "]") + "}";
        Path path = saved(file(header));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(8 + header.length() + gap + 1);
        }
        assertThat(Safetensors.readMetadata(path)).isEmpty();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(8 + header.length() + gap);
        }
        refused(
                path,
                8 + header.indexOf("{", header.indexOf("\"b\"")),
                "tensor 'b' within 5368709120 bytes of data",
                "data_offsets [5368709120, 5368709121]");
    }

    @Test
    void elementsAreWrittenInLogicalOrder() throws IOException {
        Storage storage = HostStorage.allocate(DType.FLOAT32, 6);
        storage.write(0, new float[] {1, 4, 2, 5, 3, 6}, 0, 6);
        Tensor channelsLast = Tensor.wrap(Backends.named("java"), storage, Shape.of(1, 2, 1, 3), Layout.CHANNELS_LAST);
        Path path = folder.resolve("c.safetensors");
        Safetensors.write(path, Map.of("c", channelsLast), Map.of());
        assertThat(Safetensors.read(path).tensors().get("c").toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void halvesBecomeFloats() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            double magnitude = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
            if (exponent == 31) {
                magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            }
            float expected = (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
            assertThat(Float.floatToIntBits(Elements.halfToFloat((short) bits)))
                    .isEqualTo(Float.floatToIntBits(expected));
        }
    }

    // ---- what is refused

    @Test
    void aFileWithoutAHeaderLength() throws IOException {
        refused(saved(new byte[7]), 0, "8 bytes of header length", "the end of the file at byte 7");
    }

    @Test
    void aHeaderLengthBeyondReason() throws IOException {
        refused(saved(bytes(100_000_001)), 0, "a header length from 2 to 100000000", "100000001");
        refused(saved(bytes(-1)), 0, "a header length from 2 to 100000000", "18446744073709551615");
        refused(saved(bytes(0)), 0, "a header length from 2 to 100000000", "0");
    }

    @Test
    void aHeaderThatEndsEarly() throws IOException {
        byte[] whole = file("{" + entry("a", "U8", "[0]", "[0,0]") + "}");
        byte[] cut = Arrays.copyOf(whole, whole.length - 1);
        refused(saved(cut), 8, (whole.length - 8) + " bytes of header", "the end of the file at byte " + cut.length);
    }

    @Test
    void everyTruncation() throws IOException {
        byte[] whole = file(
                "{" + entry("a", "U8", "[3]", "[0,3]") + "," + entry("b", "U8", "[2]", "[3,5]") + "}", 1, 2, 3, 4, 5);
        for (int length = 0; length < whole.length; length++) {
            Path path = saved(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.read(path))
                    .as("%s bytes", length)
                    .isInstanceOf(ModelFormatException.class);
        }
        assertThat(Safetensors.read(saved(whole)).tensors()).hasSize(2);
    }

    /** Any single byte may be wrong: the file is then read or refused, never anything else. */
    @Test
    void everyWrongByteIsReadOrRefused() throws IOException {
        byte[] whole = file("{\"__metadata__\":{\"k\":\"v\"}," + entry("a", "BOOL", "[1,1]", "[0,1]") + "}", 1);
        int refused = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int wrong : new int[] {1, 6, 0x60, 0xff}) {
                byte[] bytes = whole.clone();
                bytes[at] ^= (byte) wrong;
                Path path = saved(bytes);
                try {
                    Safetensors.read(path);
                } catch (ModelFormatException e) {
                    assertThat(e.getMessage()).startsWith(path + ", byte ").doesNotContain("\n");
                    assertThat(e.offset()).isBetween(0L, (long) whole.length);
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(2 * whole.length);
    }

    @Test
    void textThatIsNotUtf8() throws IOException {
        byte[] header = ("{" + entry("a", "U8", "[0]", "[0,0]") + "}").getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xff;
        refused(saved(file(header)), 10, "UTF-8", "byte 0xff");
        byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> Safetensors.read(saved(file(utf16)))).isInstanceOf(ModelFormatException.class);
    }

    /** Header with single quotes for double ones; the byte counts from the beginning of the header. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [] | 0 | '{' | byte 0x5b
            {'__metadata__':3} | 16 | an object of strings as __metadata__ | 3
            {'__metadata__':{'a':null}} | 21 | a string as metadata 'a' | null
            {'__metadata__':{'a':'1','a':'2'}} | 25 | each name once | 'a' again
            {'__metadata__':{},'__metadata__':{}} | 19 | each name once | '__metadata__' again
            {'a':[]} | 5 | an object for tensor 'a' | [
            {'a':{}} | 6 | dtype, shape and data_offsets for tensor 'a' | only []
            {'a':{'dtype':'F32','shape':[]}} | 30 | dtype, shape and data_offsets for tensor 'a' | only [shape, dtype]
            {'a':{'dtype':'F8'}} | 14 | one of F64, F32, BF16, F16, I64, I32, U8, BOOL | 'F8'
            {'a':{'dtype':7}} | 14 | a dtype as a string | 7
            {'a':{'extra':7}} | 14 | dtype, shape or data_offsets | 'extra'
            {'a':{'dtype':'U8','dtype':'U8'}} | 19 | each name once | 'dtype' again
            {'a':{'shape':2}} | 14 | a shape of whole numbers | 2
            {'a':{'shape':[1.5]}} | 15 | a shape of whole numbers | 1.5
            {'a':{'shape':[1,-2]}} | 17 | a shape of whole numbers of at least 0 | -2
            {'a':{'data_offsets':{}}} | 21 | two whole numbers as data_offsets | {
            {'a':{'dtype':'U8','shape':[0],'data_offsets':[0]}} | 5 | data_offsets [begin, end] of tensor 'a' | [0]
            {'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0,0]}} | 5 | data_offsets [begin, end] of tensor 'a' | [0, 0, 0]
            {'a':{'dtype':'U8','shape':[1],'data_offsets':[3,2]}} | 5 | data_offsets [begin, end] of tensor 'a' | [3, 2]
            {'a':{'dtype':'U8','shape':[9],'data_offsets':[0,9]}} | 5 | tensor 'a' within 8 bytes of data | data_offsets [0, 9]
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 5 | 12 bytes for tensor 'a', F32 (3,) | 8 in data_offsets [0, 8]
            {'a':{'dtype':'F64','shape':[4611686018427387904,2],'data_offsets':[0,8]}} | 5 | tensor 'a' below 2^63 bytes | shape [4611686018427387904, 2]
            {'a':{'dtype':'U8','shape':[4],'data_offsets':[4,8]}} | 5 | tensor 'a' to begin at 0 of the data | a gap: it begins at 4
            {}x | 2 | JSON | *
            {} 1 | 3 | the end of the header | VALUE_NUMBER_INT
            {'a' | * | JSON | *
            {'a':{'shape':[99999999999999999999]}} | * | JSON | *
            """)
    void aWrongHeader(String header, String at, String expected, String found) throws IOException {
        byte[] bytes = file(header.replace('\'', '"'), new int[8]);
        Path path = saved(bytes);
        assertThatThrownBy(() -> Safetensors.read(path)).isInstanceOfSatisfying(ModelFormatException.class, e -> {
            if (!at.equals("*")) {
                assertThat(e.offset()).as(e.getMessage()).isEqualTo(8 + Long.parseLong(at));
            }
            assertThat(e).hasMessageStartingWith(path + ", byte " + e.offset() + ": expected " + expected + ", found ");
            if (!found.equals("*")) {
                assertThat(e).hasMessageEndingWith(", found " + found);
            }
        });
    }

    @Test
    void dataThatOverlapLackOrExceed() throws IOException {
        String a = "{" + entry("a", "U8", "[4]", "[0,4]") + ",";
        int b = 8 + a.length() + 4;
        refused(
                saved(file(a + entry("b", "U8", "[5]", "[3,8]") + "}", new int[8])),
                b,
                "tensor 'b' to begin at 4 of the data",
                "an overlap: it begins at 3");
        refused(
                saved(file(a + entry("b", "U8", "[3]", "[5,8]") + "}", new int[8])),
                b,
                "tensor 'b' to begin at 4 of the data",
                "a gap: it begins at 5");
        byte[] longer = file(a + entry("b", "U8", "[3]", "[4,7]") + "}", new int[8]);
        refused(saved(longer), longer.length - 1, "the end of the file", "1 bytes of no tensor");
        refused(
                saved(file(
                        "{\"a\":" + entry("", "U8", "[4]", "[0,4]").substring(3) + ","
                                + entry("a", "U8", "[4]", "[4,8]") + "}",
                        new int[8])),
                8 + a.length(),
                "each name once",
                "'a' again");
    }

    @Test
    void aBooleanOfTwo() throws IOException {
        byte[] bytes = file("{" + entry("a", "BOOL", "[3]", "[0,3]") + "}", 1, 0, 2);
        refused(saved(bytes), bytes.length - 1, "a boolean, 0 or 1", "2");
    }

    @Test
    void aFileThatIsNotThere() {
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aTensorNamedAsTheMetadata() {
        Map<String, Tensor> tensors = Map.of("__metadata__", Tensor.of(1f));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.write(folder.resolve("x"), tensors, Map.of()))
                .withMessage("safetensors: expected another name than __metadata__ for a tensor");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aWriteThatFailsKeepsTheOldFile() throws IOException {
        Path path = folder.resolve("old.safetensors");
        Safetensors.write(path, Map.of("a", Tensor.of(1f)), Map.of());
        byte[] before = Files.readAllBytes(path);
        Tensor freed = Tensor.of(2f);
        freed.free();
        assertThatThrownBy(() -> Safetensors.write(path, Map.of("b", freed), Map.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(folder).isDirectoryNotContaining(p -> !p.equals(path));
    }

    private static byte[] bytes(long length) {
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    private static void refused(Path path, long at, String expected, String found) {
        assertThatThrownBy(() -> Safetensors.read(path))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(path + ", byte " + at + ": expected " + expected + ", found " + found)
                .satisfies(e -> assertThat(((ModelFormatException) e).file()).isEqualTo(path.toString()));
    }
}
