package dev.gradus.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A splittable, counter-based random number generator: Philox 4x32-10. It is always passed, never ambient.
 *
 * <pre>{@code
 * Rng rng = Rng.seed(42);
 * Rng init = rng.split("init");         // independent of what rng draws before or after
 * Rng epoch = rng.split("data").split(3);
 * }</pre>
 *
 * <p><b>Stream.</b> A generator is a 64-bit key, a 64-bit stream number and a position. Word {@code i} of the stream,
 * an {@code int}, is word {@code i mod 4} of Philox's block with that key and the 128-bit counter (block {@code i / 4}
 * in the low half, stream in the high half). {@code seed(s)} has key {@code s} and stream 0.
 *
 * <p><b>Draws</b> take the words in order; nothing else does. One word: {@code nextInt()}, {@code nextFloat} (its top 24
 * bits), {@code nextGaussianFloat}, {@code nextBernoulli}, {@code nextBoolean}. Two words, the first one being the
 * high half: {@code nextLong()}, {@code nextDouble} (the top 53 bits), {@code nextGaussian}, {@code nextExponential}.
 * Bounded integers take one or two words, and again as many for each rejected value. A bulk fill draws what the same
 * number of single draws would draw, in the order of the array, only faster.
 *
 * <p><b>Splitting.</b> A child's key and stream are the first 128 bits of SHA-256 over the parent's key and stream and
 * the name or index. They do not depend on how much the parent has drawn, and the same name gives the same child every
 * time: use a name once. Two different paths collide with a probability of 2<sup>-128</sup>.
 *
 * <p>All results are specified here to the bit, for every platform, Java version and backend. Not for cryptography: a
 * few words do not hide the key.
 *
 * <p><b>Threads.</b> Drawing is not thread-safe: split one generator for each thread. {@code split} itself may be called
 * from several threads.
 *
 * <p>Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011), DOI
 * 10.1145/2063384.2063405.
 */
public final class Rng implements RandomGenerator {
    private static final int CHUNK = 1024;
    private static final long LOW = 0xFFFFFFFFL;
    private static final float FLOAT_UNIT = 0x1p-24f;
    private static final double DOUBLE_UNIT = 0x1p-53;

    private final long key;
    private final long stream;
    private final int[] block = new int[4];
    private long position;
    // scratch of bulk fills, made by the first one
    private int[] chunk;
    private double[] probabilities;
    private double[] quantiles;

    private Rng(long key, long stream, long position) {
        this.key = key;
        this.stream = stream;
        this.position = position;
        if ((position & 3) != 0) {
            Philox.blocks(key, stream, position >>> 2, block, 0, 1);
        }
    }

    /**
     * Everything that a generator is, for checkpoints.
     *
     * @param key the Philox key
     * @param stream the high half of the counter
     * @param position how many words were drawn, at least 0
     */
    public record State(long key, long stream, long position) {
        /** Checks the position. */
        public State {
            if (position < 0) {
                throw new IllegalArgumentException("rng state: expected position >= 0, got " + position);
            }
        }
    }

    /** The generator for a seed, at position 0. Neighbouring seeds are as independent as any. */
    public static Rng seed(long seed) {
        return new Rng(seed, 0, 0);
    }

    /** A generator that continues where {@link #state} was taken. */
    public static Rng restore(State state) {
        return new Rng(state.key, state.stream, state.position);
    }

    /** The present state; it does not change when this generator goes on. */
    public State state() {
        return new State(key, stream, position);
    }

    /** How many 32-bit words have been drawn; a stream has 2<sup>63</sup>. */
    public long position() {
        return position;
    }

    /** The child with this name, at position 0, whatever this generator has drawn. */
    public Rng split(String name) {
        return child('n', name.getBytes(StandardCharsets.UTF_8));
    }

    /** The child with this index, at position 0; it differs from the child named {@code "" + index}. */
    public Rng split(long index) {
        return child('i', ByteBuffer.allocate(Long.BYTES).putLong(index).array());
    }

    private Rng child(char kind, byte[] id) {
        ByteBuffer path = ByteBuffer.allocate(2 * Long.BYTES + 1 + id.length);
        path.putLong(key).putLong(stream).put((byte) kind).put(id);
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(path.array()));
            return new Rng(hash.getLong(), hash.getLong(), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    // ---- integers

    @Override
    public int nextInt() {
        int word = (int) position & 3;
        if (word == 0) {
            Philox.blocks(key, stream, position >>> 2, block, 0, 1);
        }
        position++;
        return block[word];
    }

    /** Uniform in [0, bound), without bias. */
    @Override
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nextInt: expected bound > 0, got " + bound);
        }
        return bounded(bound);
    }

    /** Uniform in [origin, bound), without bias. */
    @Override
    public int nextInt(int origin, int bound) {
        if (origin >= bound) {
            throw new IllegalArgumentException("nextInt: expected origin < bound, got " + origin + " and " + bound);
        }
        return origin + bounded(bound - origin);
    }

    /**
     * Uniform below an unsigned count: the high half of word times count; the low half tells the few words to reject.
     * Source: Lemire, Fast random integer generation in an interval (2019), DOI 10.1145/3230636.
     */
    private int bounded(int count) {
        long n = count & LOW;
        long product = (nextInt() & LOW) * n;
        if ((product & LOW) < n) {
            long rejected = (LOW + 1) % n;
            while ((product & LOW) < rejected) {
                product = (nextInt() & LOW) * n;
            }
        }
        return (int) (product >>> 32);
    }

    @Override
    public long nextLong() {
        return ((long) nextInt() << 32) | (nextInt() & LOW);
    }

    /** Uniform in [0, bound), without bias. */
    @Override
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nextLong: expected bound > 0, got " + bound);
        }
        return bounded(bound);
    }

    /** Uniform in [origin, bound), without bias. */
    @Override
    public long nextLong(long origin, long bound) {
        if (origin >= bound) {
            throw new IllegalArgumentException("nextLong: expected origin < bound, got " + origin + " and " + bound);
        }
        return origin + bounded(bound - origin);
    }

    /** Uniform below an unsigned count: as many top bits as the count needs, drawn again while too large. */
    private long bounded(long count) {
        if (count == 1) {
            return 0;
        }
        int unused = Long.numberOfLeadingZeros(count - 1);
        long value;
        do {
            value = nextLong() >>> unused;
        } while (Long.compareUnsigned(value, count) >= 0);
        return value;
    }

    /** The sign bit of one word. */
    @Override
    public boolean nextBoolean() {
        return nextInt() < 0;
    }

    /** Four bytes a word, the low one first; the last word may give fewer. */
    @Override
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; ) {
            for (int n = Math.min(4, bytes.length - i), word = nextInt(); n > 0; n--, word >>>= 8) {
                bytes[i++] = (byte) word;
            }
        }
    }

    /** The numbers 0 to n - 1, each order equally likely (Fisher and Yates, from the end). */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("permutation: expected n >= 0, got " + n);
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = bounded(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    // ---- real numbers

    /** Uniform in [0, 1): a multiple of 2<sup>-24</sup>. */
    @Override
    public float nextFloat() {
        return (nextInt() >>> 8) * FLOAT_UNIT;
    }

    /** Uniform in [0, bound). */
    @Override
    public float nextFloat(float bound) {
        return nextFloat(0, bound);
    }

    /** Uniform in [low, high): {@code low + (high - low) * nextFloat()}, kept below high. */
    @Override
    public float nextFloat(float low, float high) {
        checkRange(low, high, high - low);
        return Math.min(low + (high - low) * nextFloat(), Math.nextDown(high));
    }

    /** Uniform in [0, 1): a multiple of 2<sup>-53</sup>. */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * DOUBLE_UNIT;
    }

    /** Uniform in [0, bound). */
    @Override
    public double nextDouble(double bound) {
        return nextDouble(0, bound);
    }

    /** Uniform in [low, high): {@code low + (high - low) * nextDouble()}, kept below high. */
    @Override
    public double nextDouble(double low, double high) {
        checkRange(low, high, high - low);
        return Math.min(low + (high - low) * nextDouble(), Math.nextDown(high));
    }

    /** Standard normal, within &plusmn;8.3: the quantile of (k + 1/2) / 2<sup>52</sup> for the top 52 bits k. */
    @Override
    public double nextGaussian() {
        return NormalQuantile.of(probability(nextLong()));
    }

    /** Normal: {@code mean + std * nextGaussian()}. */
    @Override
    public double nextGaussian(double mean, double std) {
        checkStd(std);
        return mean + std * nextGaussian();
    }

    /** Standard normal, within &plusmn;6.3: the quantile of (k + 1/2) / 2<sup>32</sup> for one word k. */
    public float nextGaussianFloat() {
        return (float) NormalQuantile.of(probability(nextInt()));
    }

    private static double probability(long bits) {
        return ((bits >>> 12) + 0.5) * 0x1p-52;
    }

    private static double probability(int word) {
        return ((word & LOW) + 0.5) * 0x1p-32;
    }

    /** Exponential with mean 1: {@code -log(1 - nextDouble())}. */
    @Override
    public double nextExponential() {
        return 0.0 - StrictMath.log(1 - nextDouble());
    }

    /** True with this probability, which counts in steps of 2<sup>-32</sup>. */
    public boolean nextBernoulli(double probability) {
        return threshold(probability) > (nextInt() & LOW);
    }

    // ---- bulk

    /** Fills {@code out[from..to)} with {@link #nextFloat(float, float)}. */
    public void fillUniform(float[] out, int from, int to, float low, float high) {
        Objects.checkFromToIndex(from, to, out.length);
        checkRange(low, high, high - low);
        float width = high - low;
        float top = Math.nextDown(high);
        for (int start = from, n; start < to; start += n) {
            n = words(to - start);
            for (int i = 0; i < n; i++) {
                out[start + i] = Math.min(low + width * ((chunk[i] >>> 8) * FLOAT_UNIT), top);
            }
        }
    }

    /** Fills {@code out[from..to)} with {@link #nextDouble(double, double)}. */
    public void fillUniform(double[] out, int from, int to, double low, double high) {
        Objects.checkFromToIndex(from, to, out.length);
        checkRange(low, high, high - low);
        double width = high - low;
        double top = Math.nextDown(high);
        for (int start = from, n; start < to; start += n) {
            n = words(2L * (to - start)) / 2;
            for (int i = 0; i < n; i++) {
                out[start + i] = Math.min(low + width * ((chunkLong(i) >>> 11) * DOUBLE_UNIT), top);
            }
        }
    }

    /** Fills {@code out[from..to)} with {@code mean + std * nextGaussianFloat()}. */
    public void fillNormal(float[] out, int from, int to, float mean, float std) {
        Objects.checkFromToIndex(from, to, out.length);
        checkStd(std);
        for (int start = from, n; start < to; start += n) {
            n = words(to - start);
            for (int i = 0; i < n; i++) {
                probabilities[i] = probability(chunk[i]);
            }
            NormalQuantile.of(probabilities, quantiles, n);
            for (int i = 0; i < n; i++) {
                out[start + i] = mean + std * (float) quantiles[i];
            }
        }
    }

    /** Fills {@code out[from..to)} with {@link #nextGaussian(double, double)}. */
    public void fillNormal(double[] out, int from, int to, double mean, double std) {
        Objects.checkFromToIndex(from, to, out.length);
        checkStd(std);
        for (int start = from, n; start < to; start += n) {
            n = words(2L * (to - start)) / 2;
            for (int i = 0; i < n; i++) {
                probabilities[i] = probability(chunkLong(i));
            }
            NormalQuantile.of(probabilities, quantiles, n);
            for (int i = 0; i < n; i++) {
                out[start + i] = mean + std * quantiles[i];
            }
        }
    }

    /** Fills {@code out[from..to)} with 1 where {@link #nextBernoulli} is true and 0 elsewhere. */
    public void fillBernoulli(float[] out, int from, int to, double probability) {
        Objects.checkFromToIndex(from, to, out.length);
        long threshold = threshold(probability);
        for (int start = from, n; start < to; start += n) {
            n = words(to - start);
            for (int i = 0; i < n; i++) {
                out[start + i] = ((chunk[i] & LOW) - threshold) >>> 63;
            }
        }
    }

    /** Fills {@code out[from..to)} with 1 where {@link #nextBernoulli} is true and 0 elsewhere. */
    public void fillBernoulli(byte[] out, int from, int to, double probability) {
        Objects.checkFromToIndex(from, to, out.length);
        long threshold = threshold(probability);
        for (int start = from, n; start < to; start += n) {
            n = words(to - start);
            for (int i = 0; i < n; i++) {
                out[start + i] = (byte) (((chunk[i] & LOW) - threshold) >>> 63);
            }
        }
    }

    /** Draws the next words, at most a chunk of them, to the front of {@code chunk}; returns how many. */
    private int words(long wanted) {
        if (chunk == null) {
            chunk = new int[CHUNK];
            probabilities = new double[CHUNK];
            quantiles = new double[CHUNK];
        }
        int count = (int) Math.min(wanted, CHUNK);
        int i = 0;
        while (i < count && (position & 3) != 0) {
            chunk[i++] = nextInt();
        }
        int blocks = (count - i) >>> 2;
        Philox.blocks(key, stream, position >>> 2, chunk, i, blocks);
        position += 4L * blocks;
        i += 4 * blocks;
        while (i < count) {
            chunk[i++] = nextInt();
        }
        return count;
    }

    private long chunkLong(int i) {
        return ((long) chunk[2 * i] << 32) | (chunk[2 * i + 1] & LOW);
    }

    // ---- checks

    private static long threshold(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("bernoulli: expected a probability from 0 to 1, got " + probability);
        }
        return Math.round(probability * 0x1p32);
    }

    private static void checkRange(double low, double high, double width) {
        if (!(low < high && Double.isFinite(width))) {
            throw new IllegalArgumentException(
                    "uniform: expected low < high, both finite, got " + low + " and " + high);
        }
    }

    private static void checkStd(double std) {
        if (!(std >= 0)) {
            throw new IllegalArgumentException("normal: expected std >= 0, got " + std);
        }
    }

    @Override
    public String toString() {
        return String.format("Rng(key=%016x, stream=%016x, position=%d)", key, stream, position);
    }
}
