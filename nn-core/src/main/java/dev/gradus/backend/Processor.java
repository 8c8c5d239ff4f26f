package dev.gradus.backend;

import dev.gradus.memory.MemoryLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.global.dnnl;

/** What the processor can do. */
public final class Processor {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Map<Integer, String> INSTRUCTION_SETS = Map.ofEntries(
            Map.entry(dnnl.dnnl_cpu_isa_sse41, "SSE4.1"),
            Map.entry(dnnl.dnnl_cpu_isa_avx, "AVX"),
            Map.entry(dnnl.dnnl_cpu_isa_avx2, "AVX2"),
            Map.entry(dnnl.dnnl_cpu_isa_avx2_vnni, "AVX2 with VNNI"),
            Map.entry(dnnl.dnnl_cpu_isa_avx2_vnni_2, "AVX2 with VNNI 2"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core, "AVX-512"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_vnni, "AVX-512 with VNNI"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_bf16, "AVX-512 with bf16"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_fp16, "AVX-512 with fp16"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_amx, "AVX-512 with AMX"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_amx_fp16, "AVX-512 with AMX fp16"),
            Map.entry(dnnl.dnnl_cpu_isa_avx10_2_512, "AVX10.2"),
            Map.entry(dnnl.dnnl_cpu_isa_avx10_2_512_amx_2, "AVX10.2 with AMX"));

    private Processor() {}

    /**
     * The instructions that oneDNN's kernels use here: the processor's best, unless {@code ONEDNN_MAX_CPU_ISA} holds
     * them back.
     *
     * @return such as {@code AVX-512 with AMX}; on processors other than x86 the architecture's name
     */
    public static String instructionSet() {
        return isX86() ? INSTRUCTION_SETS.getOrDefault(effective(), "unknown") : System.getProperty("os.arch");
    }

    /**
     * Whether the kernels have instructions for BFLOAT16; without them bf16 is emulated, and slow.
     *
     * @return true if products in bf16 are faster than in f32
     */
    public static boolean hasBf16() {
        int bf16 = dnnl.dnnl_cpu_isa_avx512_core_bf16;
        return isX86() ? (effective() & bf16) == bf16 : flags().contains("bf16");
    }

    /** Whether the kernels multiply BFLOAT16 in tiles. */
    static boolean hasAmx() {
        int amx = dnnl.dnnl_cpu_isa_avx512_core_amx;
        return isX86() && (effective() & amx) == amx;
    }

    /** Whether oneDNN's kernels use AVX-512 here, which changes what pays beside them. */
    static boolean hasAvx512() {
        return isX86() && effective() >= dnnl.dnnl_cpu_isa_avx512_core;
    }

    /**
     * Whether AVX-512 brings twice the products of AVX2: not on AMD's family 25 (Zen 4), which runs it in halves, so that
     * saving products pays there as it does with AVX2.
     */
    static boolean hasFullAvx512() {
        return hasAvx512()
                && !(cpuinfo("vendor_id").equals("AuthenticAMD")
                        && cpuinfo("cpu family").equals("25"));
    }

    /**
     * The processor's own flags, used by the kernels or not.
     *
     * @return Linux's names, such as {@code avx2} and {@code amx_bf16}; empty on other systems
     */
    public static Set<String> flags() {
        return Set.of(cpuinfo("flags", "Features").split("\\s+", -1));
    }

    /**
     * The processor's name.
     *
     * @return the vendor's name of the model, or the architecture where the system does not tell
     */
    public static String model() {
        String name = cpuinfo("model name");
        return name.isEmpty() ? System.getProperty("os.arch") : name;
    }

    private static boolean isX86() {
        return Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    }

    private static int effective() {
        MemoryLimit.configureJavaCpp();
        return OneDnnBackend.isAvailable() ? dnnl.dnnl_get_effective_cpu_isa() : 0;
    }

    /** The value of the first line that starts with one of the names; empty where there is none. */
    private static String cpuinfo(String... names) {
        if (!Files.isReadable(CPUINFO)) {
            return "";
        }
        try {
            return Files.readAllLines(CPUINFO).stream()
                    .filter(line -> Arrays.stream(names).anyMatch(line::startsWith))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
