package dev.gradus.backend;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * The one function of the OpenMP runtime that JavaCPP's presets do not export. It is looked up by the name under which
 * oneDNN has loaded the library, so that the process keeps a single runtime.
 */
final class OpenMp {
    private static final boolean AVAILABLE = bind();

    private OpenMp() {}

    private static native void omp_set_num_threads(int count);

    /**
     * Whether the runtime was found: oneDNN's library must be loaded.
     *
     * @return false on a system where it has a name that is not known here
     */
    static boolean isAvailable() {
        return AVAILABLE;
    }

    /** Sets the number of threads for the kernels that the calling thread runs; tens of nanoseconds. */
    static void setThreads(int count) {
        omp_set_num_threads(count);
    }

    private static boolean bind() {
        if (!OneDnnBackend.isAvailable()) {
            return false;
        }
        Loader.load(dnnl.class);
        String system = System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT);
        List<String> names = system.contains("win")
                ? List.of("vcomp140", "libiomp5md")
                : system.contains("mac") ? List.of("libomp.dylib", "libiomp5.dylib") : List.of("libgomp.so.1");
        return names.stream().anyMatch(OpenMp::bind);
    }

    /** A library that is not there is no error: ND4J's binding is asked then, and no helper threads compute. */
    private static boolean bind(String library) {
        try {
            Native.register(OpenMp.class, NativeLibrary.getInstance(library));
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }
}
