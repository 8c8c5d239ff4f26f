package dev.gradus.benchmarks.ops;

import dev.gradus.benchmarks.raw.RawOneDnn;
import dev.gradus.examples.Arithmetic;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What JMH runs: a call of an op, of its peer, and of nothing. Neither abstract nor final, because JMH extends it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OpBenchmark {
    /** Made by JMH. */
    public OpBenchmark() {}

    /** A row of the table; its values here are an example, the command sets all of them. */
    @State(Scope.Thread)
    public abstract static class Row {
        /** A name of the catalogue. */
        @Param("relu forward")
        public String op;

        /** As {@link SingleOp#shape} reads it. */
        @Param("2x32x320x320")
        public String size;

        /** What products are computed in. */
        @Param("F32")
        public Arithmetic arithmetic;

        final SingleOp op() {
            return Catalogue.named(op);
        }

        final Shape shape() {
            return SingleOp.shape(size);
        }
    }

    /** Gradus's op on its inputs. */
    public static class GradusRow extends Row {
        private Supplier<Tensor> call;

        /** Made by JMH. */
        public GradusRow() {}

        /** Makes the inputs. */
        @Setup
        public void prepare() {
            call = op().gradus().apply(shape(), arithmetic);
        }
    }

    /** oneDNN's primitive on its memory. */
    public static class PeerRow extends Row {
        /** Enough products for a kernel on all threads, which tells OpenMP how many this process may use. */
        private static final int SIDE = 256;

        private RawOneDnn primitive;

        /** Made by JMH. */
        public PeerRow() {}

        /** Makes the primitive. */
        @Setup
        public void prepare() {
            Tensor ones = Tensor.ones(SIDE, SIDE);
            ones.matmul(ones).free();
            primitive = op().peer().apply(shape(), arithmetic);
        }
    }

    /**
     * The op as a user calls it, with the scope that frees its result.
     *
     * @param row the op
     * @return the result, freed
     */
    @Benchmark
    @SuppressWarnings("try") // the scope acts by being open
    public Tensor gradus(GradusRow row) {
        try (TensorScope scope = TensorScope.open()) {
            return row.call.get();
        }
    }

    /**
     * oneDNN alone, or a copy.
     *
     * @param row the op
     */
    @Benchmark
    public void peer(PeerRow row) {
        row.primitive.run();
    }

    /**
     * The baseline: what a scope costs in which nothing is done.
     *
     * @return the scope, closed
     */
    @Benchmark
    public TensorScope nothing() {
        try (TensorScope scope = TensorScope.open()) {
            return scope;
        }
    }
}
