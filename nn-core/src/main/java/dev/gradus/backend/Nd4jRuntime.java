package dev.gradus.backend;

import dev.gradus.memory.BufferPool;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J, started when this class is first used and not before. */
final class Nd4jRuntime {
    static {
        // The pool sets JavaCPP's memory limits, which hold from its first class on.
        BufferPool.host();
        // One OpenMP pool computes; a second one, of OpenBLAS, would fight it for the same cores.
        Nd4j.factory().blas().setMaxThreads(1);
        Threads.nd4jHasStarted(
                NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
    }

    private Nd4jRuntime() {}

    /** Starts ND4J. */
    static void start() {
        // The static initialiser did it.
    }

    /** Sets the number of OpenMP threads of the calling thread. */
    static void setThreads(int count) {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(count);
    }
}
