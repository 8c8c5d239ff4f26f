package dev.gradus.examples.doctor;

import dev.gradus.backend.Backend;
import dev.gradus.backend.NativeLibraries;
import dev.gradus.backend.Processor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Java, the processor, the backend and its native libraries. */
final class Platform {
    private static final List<String> FEATURES =
            List.of("avx2", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16", "asimd", "bf16", "sve");
    private static final long LITTLE_DISK = 1_000_000_000;

    private Platform() {}

    static Finding java() {
        String version = System.getProperty("java.version");
        String vendor = System.getProperty("java.vendor");
        String system = "%s %s, %s"
                .formatted(
                        System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch"));
        return Finding.of("Java", version + ", " + vendor + ", " + System.getProperty("java.vm.name"), system);
    }

    static Finding processor() {
        String used = Processor.instructionSet();
        String has = FEATURES.stream().filter(Processor.flags()::contains).collect(Collectors.joining(", "));
        String held = System.getenv("ONEDNN_MAX_CPU_ISA");
        boolean isX86 = NativeLibraries.platform().endsWith("x86_64");
        String features = has.isEmpty() ? "" : " (the processor has " + has + ")";
        return Finding.of("Processor", Processor.model(), "kernels use " + used + features)
                .problemIf(
                        held != null && !held.equalsIgnoreCase("ALL") && !held.equalsIgnoreCase("DEFAULT"),
                        "ONEDNN_MAX_CPU_ISA=" + held + " keeps kernels from the processor's best instructions",
                        "unset ONEDNN_MAX_CPU_ISA")
                .problemIf(
                        isX86 && !used.startsWith("AVX") && held == null,
                        "the kernels have no vector instructions beyond " + used + ": training will be slow",
                        "use a processor with AVX2, or let the virtual machine pass its host's features on");
    }

    static Finding backend() throws IOException {
        Backend backend = Backend.current();
        Map<String, String> versions = NativeLibraries.versions();
        boolean hasOneDnn = versions.containsKey("oneDNN");
        String libraries = versions.entrySet().stream()
                .map(library -> library.getKey() + " " + library.getValue())
                .collect(Collectors.joining(", "));
        return Finding.of("Backend", backend.name() + " on " + NativeLibraries.platform(), libraries)
                .problemIf(
                        !hasOneDnn,
                        "oneDNN's library for " + NativeLibraries.platform() + " is not on the class path",
                        "build on the machine that shall run it, or with -Dnatives=" + NativeLibraries.platform()
                                + "; there are builds for Linux and macOS on x86_64 and arm64, and Windows on x86_64")
                .problemIf(
                        hasOneDnn && backend.name().equals("java"),
                        "the backend java is for reading and checking, not for training",
                        "leave out -Dgradus.backend=java");
    }

    static Finding natives() throws IOException {
        Path folder = NativeLibraries.folder();
        long free = Files.getFileStore(folder).getUsableSpace();
        return Finding.of("Natives", "%s (%s, %s free)".formatted(folder, Sizes.text(sizeOf(folder)), Sizes.text(free)))
                .problemIf(
                        !Files.isWritable(folder),
                        folder + " cannot be written to",
                        "name another folder: GRADUS_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR")
                .problemIf(
                        free < LITTLE_DISK,
                        "there is little room where native libraries are unpacked (0.5 GB)",
                        "make room, or name another folder: GRADUS_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR");
    }

    private static long sizeOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(Platform::size).sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
