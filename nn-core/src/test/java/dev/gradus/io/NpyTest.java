package dev.gradus.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.backend.Backends;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
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

    /** A file by the format's definition. */
    private static byte[] file(int version, String header, int... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) version).put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        bytes.put(text);
        for (int b : data) {
            bytes.put((byte) b);
        }
        return bytes.array();
    }

    private static String header(String descr, boolean columnMajor, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': " + (columnMajor ? "True" : "False") + ", 'shape': " + shape
                + ", }\n";
    }

    private Path saved(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("a.npy"), bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersion(int version) throws IOException {
        Tensor read = Npy.read(saved(file(version, header("<i4", false, "(2, 1)"), 1, 0, 0, 0, 254, 255, 255, 255)));
        assertThat(read.shape()).isEqualTo(Shape.of(2, 1));
        assertThat((int[]) read.toArray()).containsExactly(1, -2);
    }

    @Test
    void readsEveryType() throws IOException {
        assertThat(values("<f4", 0, 0, 0x80, 0x3f)).isEqualTo(new float[] {1});
        assertThat(values(">f4", 0x3f, 0x80, 0, 0)).isEqualTo(new float[] {1});
        assertThat(values("<f8", 0, 0, 0, 0, 0, 0, 0xf0, 0xbf)).isEqualTo(new double[] {-1});
        assertThat(values(">f8", 0xbf, 0xf0, 0, 0, 0, 0, 0, 0)).isEqualTo(new double[] {-1});
        assertThat(values("<f2", 0, 0xc0)).isEqualTo(new float[] {-2});
        assertThat(values(">f2", 0xc0, 0)).isEqualTo(new float[] {-2});
        assertThat(values("<i4", 2, 1, 0, 0)).isEqualTo(new int[] {258});
        assertThat(values(">i4", 0, 0, 1, 2)).isEqualTo(new int[] {258});
        assertThat(values("<i8", 2, 1, 0, 0, 0, 0, 0, 0)).isEqualTo(new long[] {258});
        assertThat(values(">i8", 0, 0, 0, 0, 0, 0, 1, 2)).isEqualTo(new long[] {258});
        assertThat(values("|u1", 200)).isEqualTo(new byte[] {(byte) 200});
        assertThat(values("|b1", 1)).isEqualTo(new byte[] {1});
    }

    private Object values(String descr, int... data) throws IOException {
        return Npy.read(saved(file(1, header(descr, false, "(1,)"), data))).toArray();
    }

    @Test
    void readsFortranOrder() throws IOException {
        Tensor read = Npy.read(saved(file(1, header("|u1", true, "(2, 3)"), 1, 4, 2, 5, 3, 6)));
        assertThat(read.shape()).isEqualTo(Shape.of(2, 3));
        assertThat((byte[]) read.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        Tensor cube = Npy.read(saved(file(1, header("|u1", true, "(2, 1, 2)"), 1, 3, 2, 4)));
        assertThat((byte[]) cube.toArray()).containsExactly(1, 2, 3, 4);
        Tensor line = Npy.read(saved(file(1, header("|u1", true, "(2,)"), 1, 2)));
        assertThat((byte[]) line.toArray()).containsExactly(1, 2);
    }

    @Test
    void readsAnyLiteralOfTheDictionary() throws IOException {
        String header = "{ \"shape\":(2,1,),\n'fortran_order':False,'descr':'<u1' }   ";
        assertThat(Npy.read(saved(file(1, header, 8, 9))).shape()).isEqualTo(Shape.of(2, 1));
    }

    @Test
    void writesTheBytesOfTheFormat() throws IOException {
        Path path = folder.resolve("w.npy");
        Npy.write(path, Tensor.of(new float[] {1, -2}, Shape.of(2)));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
        String padded = header + " ".repeat(128 - 10 - header.length() - 1) + "\n";
        assertThat(Files.readAllBytes(path)).isEqualTo(file(1, padded, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0));
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "BFLOAT16")
    void everyBitSurvives(DType dtype) throws IOException {
        Rng rng = Rng.seed(5).split(dtype.name());
        Path path = folder.resolve("r.npy");
        for (int round = 0; round < 5; round++) {
            Tensor tensor = Values.random(rng, dtype, Values.randomShape(rng));
            Npy.write(path, tensor);
            Tensor same = Npy.read(path);
            assertThat(same.dtype()).isEqualTo(dtype);
            assertThat(same.shape()).isEqualTo(tensor.shape());
            assertThat(Values.bits(same)).isEqualTo(Values.bits(tensor));
            assertThat(Files.size(path) - tensor.size() * dtype.bytes()).isEqualTo(128);
        }
    }

    @Test
    void bfloat16IsNotNumPys() throws IOException {
        Tensor tensor = Values.random(Rng.seed(6), DType.BFLOAT16, Shape.of(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npy.write(folder.resolve("b.npy"), tensor))
                .withMessage("npy: expected a type that NumPy has, got BFLOAT16; use to(FLOAT32)");
        assertThat(folder).isEmptyDirectory();
    }

    // ---- what is refused

    @Test
    void otherFiles() throws IOException {
        refused(
                "PNG, or so".getBytes(StandardCharsets.US_ASCII),
                0,
                "the magic \\x93NUMPY",
                "[80, 78, 71, 44, 32, 111]");
        refused(file(4, header("|u1", false, "()"), 1), 6, "version 1, 2 or 3", "4");
        byte[] huge = file(2, "");
        ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
        refused(huge, 8, "a header of at most 1000000 bytes", "4294967295");
    }

    @Test
    void everyTruncation() throws IOException {
        byte[] whole = file(1, header("<f4", false, "(2,)"), new int[8]);
        for (int length = 0; length < whole.length; length++) {
            Path path = saved(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Npy.read(path)).as("%s bytes", length).isInstanceOf(ModelFormatException.class);
        }
        assertThat(Npy.read(saved(whole)).size()).isEqualTo(2);
    }

    @Test
    void everyWrongByteIsReadOrRefused() throws IOException {
        byte[] whole = file(1, header("|b1", false, "(1, 1)"), 1);
        for (int at = 0; at < whole.length; at++) {
            for (int wrong : new int[] {1, 6, 0x60, 0xff}) {
                byte[] bytes = whole.clone();
                bytes[at] ^= (byte) wrong;
                Path path = saved(bytes);
                try {
                    Npy.read(path);
                } catch (ModelFormatException e) {
                    assertThat(e.getMessage()).startsWith(path + ", byte ");
                    assertThat(e.offset()).isBetween(0L, (long) whole.length);
                }
            }
        }
    }

    /** The byte counts from the beginning of the header; every file has eight bytes of data. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
            ['descr'] # 0 # '{' # '['
            {descr: 3} # 1 # a string in quotes # 'd'
            {'descr # 1 # a string in quotes # '''
            {'descr' '<f4'} # 9 # ':' # '''
            {'descr': [('a', '<f4')]} # 10 # a string in quotes # '['
            {'descr': '<c8'} # 10 # a descr of < or > (or | for bytes) and one of f8, f4, f2, i8, i4, u1, b1 # '<c8'
            {'descr': '|f4'} # 10 # a descr of < or > (or | for bytes) and one of f8, f4, f2, i8, i4, u1, b1 # '|f4'
            {'descr': ''} # 10 # a descr of < or > (or | for bytes) and one of f8, f4, f2, i8, i4, u1, b1 # ''
            {'fortran_order': 0} # 18 # True or False # '0'
            {'shape': 2} # 10 # '(' # '2'
            {'shape': (2 2)} # 13 # ')' # '2'
            {'shape': (-2,)} # 11 # a whole number below 10^18 # '-'
            {'shape': (9999999999999999999,)} # 11 # a whole number below 10^18 # '9'
            {'shape': (100000000000000000,100000000000000000,)} # 50 # a shape below 2^63 elements # [100000000000000000, 100000000000000000]
            {'shape': (2,), 'shape': (2,)} # 16 # each key once # 'shape' again
            {'extra': (2,)} # 1 # descr, fortran_order or shape # 'extra'
            {'shape': (2,)} # 0 # descr, fortran_order and shape # only [shape]
            {'shape': (2,) 'descr': '<f4'} # 15 # '}' # '''
            {'shape': (2,)} x # 16 # the end of the header # 'x'
            {'shape': (2,) # 14 # '}' # the end of the header
            {'descr': '<f4', 'fortran_order': False, 'shape': (3,)} # 55 # 3 elements of 4 bytes for shape (3,) # 8 bytes
            {'descr': '<f4', 'fortran_order': False, 'shape': (1,)} # 55 # 1 elements of 4 bytes for shape (1,) # 8 bytes
            """)
    void aWrongHeader(String header, int at, String expected, String found) throws IOException {
        refused(file(1, header, new int[8]), 10 + at, expected, found);
    }

    @Test
    void aSizeThatIsNoWholeNumberOfElements() throws IOException {
        String header = header("<f4", false, "(2,)");
        refused(file(1, header, new int[9]), 10 + header.length(), "2 elements of 4 bytes for shape (2,)", "9 bytes");
    }

    private void refused(byte[] bytes, long at, String expected, String found) throws IOException {
        Path path = saved(bytes);
        assertThatThrownBy(() -> Npy.read(path))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(path + ", byte " + at + ": expected " + expected + ", found " + found);
    }
}
