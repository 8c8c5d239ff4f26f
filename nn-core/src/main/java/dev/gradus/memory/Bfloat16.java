package dev.gradus.memory;

import java.nio.ByteBuffer;

/** BFLOAT16 in memory as {@code float} in arrays, so that a loop over rows computes both types. */
final class Bfloat16 {
    /** Elements that are converted at a time. */
    static final int CHUNK = 4096;

    private static final ThreadLocal<short[]> HALVES = ThreadLocal.withInitial(() -> new short[CHUNK]);

    private Bfloat16() {}

    static void transfer(ByteBuffer window, int position, float[] floats, int at, int count, boolean read) {
        short[] halves = HALVES.get();
        var memory = window.duplicate().order(window.order()).position(position).asShortBuffer();
        if (read) {
            memory.get(halves, 0, count);
            widen(halves, floats, at, count);
        } else {
            round(floats, at, halves, count);
            memory.put(halves, 0, count);
        }
    }

    private static void widen(short[] halves, float[] floats, int at, int count) {
        for (int i = 0; i < count; i++) {
            floats[at + i] = Float.intBitsToFloat(halves[i] << 16);
        }
    }

    /** To the nearest, ties to even; NaN stays NaN. */
    private static void round(float[] floats, int at, short[] halves, int count) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(floats[at + i]);
            int rounded = bits + 0x7fff + ((bits >>> 16) & 1);
            halves[i] = (short) ((Float.isNaN(floats[at + i]) ? bits | 0x400000 : rounded) >>> 16);
        }
    }
}
