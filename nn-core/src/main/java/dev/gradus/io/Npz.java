package dev.gradus.io;

import dev.gradus.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Named tensors in a zip archive of npy files, as NumPy's {@code np.savez} has it; see {@link Npy} for the types. */
public final class Npz {
    private static final String SUFFIX = ".npy";

    private Npz() {}

    /**
     * Reads a file; its tensors belong to the current scope and backend.
     *
     * @param file the file, compressed or not
     * @return the tensors by name, without {@code .npy}, in the order of the archive; cannot be changed
     * @throws ModelFormatException if the archive or an entry breaks a rule of its format
     * @throws IOException if it cannot be read
     */
    public static Map<String, Tensor> read(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        boolean whole = false;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String label = file + "!" + entry.getName();
                if (!entry.getName().endsWith(SUFFIX)) {
                    throw new ModelFormatException(label, 0, "entries named *.npy", entry.getName());
                }
                String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                if (tensors.containsKey(name)) {
                    throw new ModelFormatException(label, 0, "each entry once", "'" + entry.getName() + "' again");
                }
                CheckedInputStream stream = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
                try (ReadableByteChannel channel = Channels.newChannel(stream)) {
                    tensors.put(name, Npy.read(new ByteSource(label, channel, entry.getSize())));
                }
                checkSum(label, entry.getCrc(), stream.getChecksum().getValue());
            }
            whole = true;
        } catch (ZipException | EOFException e) {
            throw new ModelFormatException(file.toString(), 0, "a zip archive", e.getMessage());
        } finally {
            if (!whole) {
                tensors.values().forEach(Tensor::free);
            }
        }
        return Collections.unmodifiableMap(tensors);
    }

    private static void checkSum(String label, long expected, long found) throws ModelFormatException {
        if (expected != found) {
            throw new ModelFormatException(
                    label, 0, "the checksum " + Long.toHexString(expected), Long.toHexString(found));
        }
    }

    /**
     * Writes a file, uncompressed and atomically (see {@link AtomicFile}).
     *
     * @param file the file, replaced if it exists; its folder must exist
     * @param tensors the tensors by name, of any type but BFLOAT16
     * @throws IOException if the file cannot be written; the old one then stays
     */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        List<ByteBuffer> headers = tensors.values().stream().map(Npy::header).toList();
        AtomicFile.write(file, channel -> {
            // Finished but not closed: closing would close the file before it is flushed to the disk.
            ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
            zip.setLevel(Deflater.NO_COMPRESSION);
            WritableByteChannel bytes = Channels.newChannel(zip);
            int i = 0;
            for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey() + SUFFIX));
                Npy.write(bytes, headers.get(i++), e.getValue());
                zip.closeEntry();
            }
            zip.finish();
        });
    }
}
