package dev.gradus.backend;

import dev.gradus.memory.HostStorage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Tensor;

/** Conversions between FLOAT32 and the types that networks meet, chunk by chunk. */
final class HostCasts {
    private HostCasts() {}

    /** Converts, or returns null where the reference path must. */
    static Tensor cast(OneDnnBackend backend, Tensor x, DType dtype) {
        boolean narrowing = x.dtype() == DType.FLOAT32 && dtype == DType.BFLOAT16;
        boolean widening = x.dtype() == DType.BFLOAT16 && dtype == DType.FLOAT32;
        boolean fromBytes = dtype == DType.FLOAT32 && (x.dtype() == DType.UINT8 || x.dtype() == DType.BOOL);
        if (!narrowing && !widening && !fromBytes) {
            return null;
        }
        Tensor out = backend.empty(x.shape(), x.layout(), dtype);
        if (fromBytes) {
            bytes(OneDnnBackend.host(x), OneDnnBackend.host(out));
        } else {
            HostLoops.map(OneDnnBackend.host(x), OneDnnBackend.host(out), (values, n) -> {});
        }
        return out;
    }

    private static void bytes(HostStorage from, HostStorage to) {
        float[] floats = new float[HostLoops.CHUNK];
        byte[] bytes = new byte[HostLoops.CHUNK];
        for (long at = 0; at < from.length(); at += HostLoops.CHUNK) {
            int n = (int) Math.min(HostLoops.CHUNK, from.length() - at);
            from.read(at, bytes, 0, n);
            for (int i = 0; i < n; i++) {
                floats[i] = bytes[i] & 0xff;
            }
            to.write(at, floats, 0, n);
        }
    }
}
