package dev.gradus.backend;

import dev.gradus.memory.BufferPool;
import org.nd4j.linalg.factory.NDArrayFactory;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J, started when this class is first used and not before. */
final class Nd4jRuntime {
    static {
        // The pool sets JavaCPP's memory limits, which hold from its first class on.
        BufferPool.host();
        // One OpenMP pool computes; a second one, of OpenBLAS, would fight it for the same cores.
        factory().blas().setMaxThreads(1);
        Threads.nd4jHasStarted(
                NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
    }

    private Nd4jRuntime() {}

    private static NDArrayFactory factory() {
        try {
            return Nd4j.factory();
        } catch (ExceptionInInitializerError e) {
            if (NativeLibraries.hasCuda()) {
                throw new IllegalStateException(
                        "nd4j-cuda: expected an NVIDIA GPU of compute capability 3.7 to 8.9 and its driver, found none"
                                + " (build without the profile cuda, or see gradus doctor)",
                        e);
            }
            throw e;
        }
    }

    /** Starts ND4J. */
    static void start() {
        // The static initialiser did it.
    }

    /** Sets the number of OpenMP threads of the calling thread. */
    static void setThreads(int count) {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(count);
    }
}
