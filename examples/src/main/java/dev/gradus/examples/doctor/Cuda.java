package dev.gradus.examples.doctor;

import dev.gradus.backend.NativeLibraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The state of ND4J's CUDA backend. */
final class Cuda {
    private static final String SUPPORT = "compute capability 3.7 to 8.9, not tested here";

    private Cuda() {}

    static Finding finding() throws IOException, InterruptedException {
        if (!NativeLibraries.hasCuda()) {
            return Finding.of(
                    "CUDA", "off: nd4j-cuda is not on the class path (Maven's profile cuda; " + SUPPORT + ")");
        }
        return of(gpus());
    }

    /** Of an installation with CUDA, given each GPU as {@code name, compute capability}. */
    static Finding of(List<String> gpus) {
        String found = gpus.isEmpty() ? "no GPU found" : String.join("; ", gpus);
        boolean serves = gpus.stream().anyMatch(Cuda::isSupported);
        return Finding.of("CUDA", "on, for --backend nd4j: " + found)
                .problemIf(
                        gpus.isEmpty(),
                        "Gradus was built for CUDA, and nvidia-smi lists no GPU",
                        "install NVIDIA's driver, or build without the profile cuda")
                .problemIf(
                        !gpus.isEmpty() && !serves,
                        "nd4j-cuda-11.6 has no code for this GPU: it supports " + SUPPORT,
                        "build without the profile cuda");
    }

    private static boolean isSupported(String gpu) {
        double capability =
                Double.parseDouble(gpu.substring(gpu.lastIndexOf(',') + 1).strip());
        return capability >= 3.7 && capability <= 8.9;
    }

    private static List<String> gpus() throws IOException, InterruptedException {
        List<String> command = List.of("nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return List.of(); // no such program: no driver
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output.lines().toList() : List.of();
    }
}
