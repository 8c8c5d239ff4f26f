package dev.gradus.backend;

import dev.gradus.memory.MemoryLimit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;

/** The native libraries that the backends compute with, for diagnosis. */
public final class NativeLibraries {
    static {
        MemoryLimit.configureJavaCpp();
    }

    private NativeLibraries() {}

    /**
     * The platform whose natives are looked for.
     *
     * @return JavaCPP's name, such as {@code linux-x86_64}
     */
    public static String platform() {
        return Loader.getPlatform();
    }

    /**
     * The versions, oneDNN's as the loaded library itself tells it and the others' as their jars do.
     *
     * @return versions by the libraries' names; without oneDNN where it has no build for this platform
     * @throws IOException if a jar cannot be read
     */
    public static Map<String, String> versions() throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        if (OneDnnBackend.isAvailable()) {
            dnnl_version_t version = dnnl.dnnl_version();
            versions.put("oneDNN", version.major() + "." + version.minor() + "." + version.patch());
        }
        versions.put("ND4J", Loader.getVersion("org.nd4j", "nd4j-api", Nd4j.class));
        versions.put("OpenBLAS", Loader.getVersion("org.bytedeco", "openblas"));
        versions.put("JavaCPP", Loader.getVersion());
        return versions;
    }

    /**
     * Where the libraries are unpacked from their jars on the first start.
     *
     * @return the folder; the system property {@code org.bytedeco.javacpp.cachedir} names another
     * @throws IOException if no folder can be made
     */
    public static Path folder() throws IOException {
        return Loader.getCacheDir().toPath();
    }

    /**
     * JavaCPP's limit on native memory, set from {@link MemoryLimit} unless a host program came first.
     *
     * @return bytes, 0 for none
     */
    public static long javaCppLimit() {
        return Pointer.maxBytes();
    }

    /**
     * Whether the backend {@code nd4j} computes on an NVIDIA GPU, as built with the profile {@code cuda}.
     *
     * @return true if nd4j-cuda is on the class path
     */
    public static boolean hasCuda() {
        return NativeLibraries.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class") != null;
    }
}
