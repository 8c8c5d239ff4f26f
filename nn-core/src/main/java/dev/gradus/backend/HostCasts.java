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
        boolean widening = dtype == DType.FLOAT32
                && (x.dtype() == DType.BFLOAT16 || x.dtype() == DType.UINT8 || x.dtype() == DType.BOOL);
        if (!narrowing && !widening) {
            return null;
        }
        Tensor out = backend.empty(x.shape(), x.layout(), dtype);
        HostStorage from = OneDnnBackend.host(x);
        HostStorage to = OneDnnBackend.host(out);
        float[] floats = new float[HostLoops.CHUNK];
        short[] halves = new short[HostLoops.CHUNK];
        byte[] bytes = new byte[HostLoops.CHUNK];
        for (long at = 0; at < from.length(); at += HostLoops.CHUNK) {
            int n = (int) Math.min(HostLoops.CHUNK, from.length() - at);
            if (narrowing) {
                from.read(at, floats, 0, n);
                round(floats, halves, n);
                to.write(at, halves, 0, n);
            } else if (x.dtype() == DType.BFLOAT16) {
                from.read(at, halves, 0, n);
                for (int i = 0; i < n; i++) {
                    floats[i] = Float.intBitsToFloat(halves[i] << 16);
                }
                to.write(at, floats, 0, n);
            } else {
                from.read(at, bytes, 0, n);
                for (int i = 0; i < n; i++) {
                    floats[i] = bytes[i] & 0xff;
                }
                to.write(at, floats, 0, n);
            }
        }
        return out;
    }

    /** To the nearest, ties to even; NaN stays NaN. */
    private static void round(float[] floats, short[] halves, int n) {
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(floats[i]);
            int rounded = bits + 0x7fff + ((bits >>> 16) & 1);
            halves[i] = (short) ((Float.isNaN(floats[i]) ? bits | 0x400000 : rounded) >>> 16);
        }
    }
}
