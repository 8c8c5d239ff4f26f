package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradus.memory.HostStorage;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Moves, arithmetic, reductions and products against values computed by hand. */
class ReferenceBackendTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final long BIG = (1L << 53) + 1; // not a double

    private final Backend java = ReferenceBackend.INSTANCE;
    private Backends backend;
    private TensorScope scope;

    @BeforeEach
    void open() {
        backend = Backends.use(java);
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        backend.close();
    }

    private static Tensor vector(double... values) {
        return Tensor.of(values, Shape.of(values.length));
    }

    private static Tensor counting(long... dims) {
        Shape shape = Shape.of(dims);
        double[] values = new double[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Tensor.of(values, shape);
    }

    /** The same tensor, its memory in the order (N, H, W, C). */
    private static Tensor channelsLast(Tensor x) {
        Tensor nhwc = x.backend().permute(x, new int[] {0, 2, 3, 1});
        HostStorage storage = HostStorage.allocate(x.dtype(), x.size());
        storage.write(0, nhwc.toArray(), 0, (int) x.size());
        return Tensor.wrap(x.backend(), storage, x.shape(), Layout.CHANNELS_LAST);
    }

    // ---- memory

    @ParameterizedTest
    @EnumSource(DType.class)
    void fillsEveryType(DType dtype) {
        Tensor x = java.full(Shape.of(2, 3), dtype, 1);
        assertThat(x.dtype()).isEqualTo(dtype);
        assertThat(x.backend()).isSameAs(java);
        assertThat(x.toDoubleArray()).containsExactly(1, 1, 1, 1, 1, 1);
    }

    @Test
    void copiesAndAddsInTheTargetsLayout() {
        Tensor source = counting(1, 2, 1, 3);
        Tensor target = channelsLast(java.full(source.shape(), DType.FLOAT64, 10));
        java.addInPlace(target, source);
        double[] physical = new double[6];
        target.storage().read(0, physical, 0, 6);
        assertThat(physical).containsExactly(10, 13, 11, 14, 12, 15);
        java.copyInto(target, channelsLast(source));
        target.storage().read(0, physical, 0, 6);
        assertThat(physical).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void plainUndoesChannelsLastAndAliasesPlain() {
        Tensor x = counting(2, 3, 2, 2);
        Tensor back = java.plain(channelsLast(x));
        assertThat(back.layout()).isEqualTo(Layout.PLAIN);
        assertThat(back.toDoubleArray()).isEqualTo(x.toDoubleArray());
        assertThat(java.plain(x).storage()).isSameAs(x.storage());
        Tensor oneChannel = channelsLast(counting(2, 1, 2, 2));
        assertThat(java.plain(oneChannel).storage()).isSameAs(oneChannel.storage());
        assertThat(java.plain(oneChannel).layout()).isEqualTo(Layout.PLAIN);
    }

    @Test
    void castsToWholeNumbersByTruncationAndSaturation() {
        Tensor x = vector(2.9, -2.9, 1e30, NAN, 0);
        assertThat(java.cast(x, DType.INT32).toLongArray()).containsExactly(2, -2, Integer.MAX_VALUE, 0, 0);
        assertThat(java.cast(x, DType.INT64).toLongArray()).containsExactly(2, -2, Long.MAX_VALUE, 0, 0);
        assertThat(java.cast(x, DType.UINT8).toLongArray()).containsExactly(2, 0, 255, 0, 0);
        assertThat(java.cast(x, DType.BOOL).toLongArray()).containsExactly(1, 1, 1, 1, 0);
    }

    @Test
    void castsToBfloat16ByRoundingToEven() {
        // The spacing of BFLOAT16 above 1 is 2⁻⁷: ties go to the even neighbour.
        double ulp = 1.0 / 128;
        Tensor x = vector(1 + 0.5 * ulp, 1 + 1.5 * ulp, 1 + 0.51 * ulp, -1 - 1.5 * ulp, 3.39e38, 1e39, NAN, -0.0);
        double[] rounded = java.cast(x, DType.BFLOAT16).toDoubleArray();
        assertThat(rounded).containsExactly(1, 1 + 2 * ulp, 1 + ulp, -1 - 2 * ulp, 0x1.fep127, INF, NAN, -0.0);
    }

    @Test
    void castOfTheSameTypeIsACopy() {
        Tensor x = Tensor.of(new long[] {BIG}, Shape.of(1));
        Tensor copy = java.cast(x, DType.INT64);
        assertThat(copy.toLongArray()).containsExactly(BIG);
        assertThat(copy.storage()).isNotSameAs(x.storage());
    }

    // ---- moving elements

    @Test
    void permutes() {
        Tensor y = java.permute(counting(2, 3, 2), new int[] {2, 0, 1});
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(y.toDoubleArray()).containsExactly(0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11);
    }

    @Test
    void slicesForwardsAndBackwards() {
        Tensor x = counting(3, 4);
        assertThat(java.slice(x, new long[] {1, 0}, new long[] {1, 2}, Shape.of(2, 2))
                        .toDoubleArray())
                .containsExactly(4, 6, 8, 10);
        assertThat(java.slice(x, new long[] {2, 3}, new long[] {-2, -1}, Shape.of(2, 3))
                        .toDoubleArray())
                .containsExactly(11, 10, 9, 3, 2, 1);
    }

    @Test
    void embedInvertsSlice() {
        long[] start = {2, 3};
        long[] step = {-2, -1};
        Tensor y = java.embed(counting(2, 3), start, step, Shape.of(3, 4), -1);
        assertThat(y.toDoubleArray()).containsExactly(-1, 5, 4, 3, -1, -1, -1, -1, -1, 2, 1, 0);
        assertThat(java.slice(y, start, step, Shape.of(2, 3)).toDoubleArray()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void concatenates() {
        Tensor a = counting(2, 1);
        Tensor b = counting(2, 2);
        assertThat(java.concat(List.of(a, b), 1).toDoubleArray()).containsExactly(0, 0, 1, 1, 2, 3);
        assertThat(java.concat(List.of(b, b), 0).shape()).isEqualTo(Shape.of(4, 2));
    }

    @Test
    void expands() {
        Tensor y = java.expand(counting(2, 1), Shape.of(2, 2, 3));
        assertThat(y.toDoubleArray()).containsExactly(0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1);
        assertThat(java.expand(java.full(Shape.of(), DType.INT32, 7), Shape.of(3))
                        .toLongArray())
                .containsExactly(7, 7, 7);
    }

    @Test
    void gathersAndScattersBack() {
        Tensor x = counting(3, 4);
        Tensor index = Tensor.of(new long[] {2, 0, 1, 1}, Shape.of(2, 2));
        assertThat(java.gather(x, 0, index).toDoubleArray()).containsExactly(8, 1, 4, 5);
        assertThat(java.gather(x, 1, index).toDoubleArray()).containsExactly(2, 0, 5, 5);
        Tensor g = Tensor.of(new double[] {1, 2, 3, 4}, Shape.of(2, 2));
        assertThat(java.scatterAdd(g, 1, index, Shape.of(3, 4)).toDoubleArray())
                .containsExactly(2, 0, 1, 0, 0, 7, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void movesKeepLargeIntegersExact() {
        Tensor x = Tensor.of(new long[] {BIG, -BIG}, Shape.of(2, 1));
        assertThat(java.permute(x, new int[] {1, 0}).toLongArray()).containsExactly(BIG, -BIG);
        assertThat(java.slice(x, new long[] {1, 0}, new long[] {-1, 1}, Shape.of(2, 1))
                        .toLongArray())
                .containsExactly(-BIG, BIG);
        assertThat(java.concat(List.of(x, x), 1).toLongArray()).containsExactly(BIG, BIG, -BIG, -BIG);
        assertThat(java.expand(x, Shape.of(2, 2)).toLongArray()).containsExactly(BIG, BIG, -BIG, -BIG);
        Tensor index = Tensor.of(new long[] {1, 0}, Shape.of(2, 1));
        assertThat(java.gather(x, 0, index).toLongArray()).containsExactly(-BIG, BIG);
        Tensor condition = Tensor.of(new boolean[] {true, false}, Shape.of(2, 1));
        Tensor zero = java.full(Shape.of(), DType.INT64, 0);
        assertThat(java.where(condition, x, zero).toLongArray()).containsExactly(BIG, 0);
        Tensor target = java.full(Shape.of(2, 1), DType.INT64, 0);
        java.copyInto(target, x);
        assertThat(target.toLongArray()).containsExactly(BIG, -BIG);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void movesEveryType(DType dtype) {
        Tensor x = java.cast(Tensor.of(new float[] {0, 1, 1, 0, 0, 1}, Shape.of(2, 3)), dtype);
        assertThat(java.permute(x, new int[] {1, 0}).toDoubleArray()).containsExactly(0, 0, 1, 0, 1, 1);
        assertThat(java.expand(x, Shape.of(1, 2, 3)).dtype()).isEqualTo(dtype);
        Tensor index = Tensor.of(new long[] {2, 2}, Shape.of(2, 1));
        assertThat(java.gather(x, 1, index).toDoubleArray()).containsExactly(1, 1);
    }

    // ---- element by element

    @Test
    void mapsAndItsGradient() {
        Tensor x = vector(-2, 0, 3);
        assertThat(java.map(Unary.RELU, x, 0, 0).toDoubleArray()).containsExactly(0, 0, 3);
        assertThat(java.map(Unary.AFFINE, x, 2, 1).toDoubleArray()).containsExactly(-3, 1, 7);
        assertThat(java.mapGrad(Unary.SQUARE, vector(1, 1, 10), x, 0, 0).toDoubleArray())
                .containsExactly(-4, 0, 60);
    }

    @Test
    void zipsWithBroadcasting() {
        Tensor column = Tensor.of(new double[] {1, 2}, Shape.of(2, 1));
        Tensor row = vector(10, 20, 30);
        assertThat(java.zip(Binary.ADD, column, row).toDoubleArray()).containsExactly(11, 21, 31, 12, 22, 32);
        Tensor less = java.zip(Binary.LT, column, vector(2));
        assertThat(less.dtype()).isEqualTo(DType.BOOL);
        assertThat(less.toLongArray()).containsExactly(1, 0);
        assertThat(java.zip(Binary.MAX, vector(NAN, 1), vector(1, NAN)).toDoubleArray())
                .containsExactly(NAN, NAN);
    }

    @Test
    void integerDivisionTruncates() {
        Tensor x = Tensor.of(new int[] {7, -7}, Shape.of(2));
        assertThat(java.zip(Binary.DIV, x, Tensor.of(new int[] {2}, Shape.of(1)))
                        .toLongArray())
                .containsExactly(3, -3);
    }

    @Test
    void roundsFloatResultsOnce() {
        Tensor third = java.zip(Binary.DIV, Tensor.of(1f), Tensor.of(3f));
        assertThat(third.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(third.toFloatArray()).containsExactly(1f / 3f);
    }

    @Test
    void choosesWithBroadcasting() {
        Tensor condition = Tensor.of(new boolean[] {true, false}, Shape.of(2, 1));
        assertThat(java.where(condition, vector(1, 2), vector(-1)).toDoubleArray())
                .containsExactly(1, 2, -1, -1);
    }

    // ---- reductions and products

    @Test
    void reducesAnyDimensions() {
        Tensor x = counting(2, 3, 2);
        Tensor middle = java.reduce(Reduction.SUM, x, new boolean[] {false, true, false});
        assertThat(middle.shape()).isEqualTo(Shape.of(2, 1, 2));
        assertThat(middle.toDoubleArray()).containsExactly(6, 9, 24, 27);
        Tensor outer = java.reduce(Reduction.MEAN, x, new boolean[] {true, false, true});
        assertThat(outer.shape()).isEqualTo(Shape.of(1, 3, 1));
        assertThat(outer.toDoubleArray()).containsExactly(3.5, 5.5, 7.5);
        assertThat(java.reduce(Reduction.MAX, vector(1, 5, 3), new boolean[] {true})
                        .item())
                .isEqualTo(5);
        assertThat(java.reduce(Reduction.MIN, vector(1, NAN, 3), new boolean[] {true})
                        .item())
                .isNaN();
        assertThat(java.reduce(Reduction.MAX, vector(NAN, 1), new boolean[] {true})
                        .item())
                .isNaN();
    }

    @Test
    void argmaxTakesTheFirstLargestAndNanFirst() {
        Tensor x = Tensor.of(new double[] {1, 3, 3, NAN, 5, NAN}, Shape.of(2, 3));
        Tensor rows = java.argmax(x, 1);
        assertThat(rows.shape()).isEqualTo(Shape.of(2, 1));
        assertThat(rows.toLongArray()).containsExactly(1, 0);
        assertThat(java.argmax(x, 0).toLongArray()).containsExactly(1, 1, 1);
    }

    @Test
    void multipliesMatrices() {
        Tensor a = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, Shape.of(2, 3));
        Tensor b = Tensor.of(new double[] {1, 0, 0, 1, 1, 1}, Shape.of(3, 2));
        double[] expected = {4, 5, 10, 11};
        assertThat(java.matmul(a, false, b, false, null).toDoubleArray()).containsExactly(expected);
        Tensor at = java.permute(a, new int[] {1, 0});
        Tensor bt = java.permute(b, new int[] {1, 0});
        assertThat(java.matmul(at, true, bt, true, null).toDoubleArray()).containsExactly(expected);
        assertThat(java.matmul(a, false, b, false, vector(10, 20)).toDoubleArray())
                .containsExactly(14, 25, 20, 31);
    }

    @Test
    void multipliesBatchesOfMatricesWithBroadcasting() {
        Tensor a = counting(2, 1, 1, 2);
        Tensor b = counting(3, 2, 1);
        Tensor y = java.matmul(a, false, b, false, null);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 1, 1));
        assertThat(y.toDoubleArray()).containsExactly(1, 3, 5, 3, 13, 23);
        Tensor bt = java.permute(b, new int[] {0, 2, 1});
        assertThat(java.matmul(a, false, bt, true, null).toDoubleArray()).containsExactly(1, 3, 5, 3, 13, 23);
    }

    @Test
    void softmaxSumsToOneAndDoesNotOverflow() {
        Tensor x = Tensor.of(new double[] {1000, 0, 1000, Math.log(3)}, Shape.of(2, 2));
        assertThat(java.softmax(x, 0, false).toDoubleArray())
                .containsExactly(new double[] {0.5, 0.25, 0.5, 0.75}, within(1e-12));
        assertThat(java.softmax(x, 1, false).toDoubleArray()).containsExactly(1, 0, 1, 0);
        assertThat(java.softmax(x, 0, true).toDoubleArray())
                .containsExactly(
                        new double[] {-Math.log(2), Math.log(0.25), -Math.log(2), Math.log(0.75)}, within(1e-12));
    }

    @Test
    void softmaxGradient() {
        Tensor y = vector(0.25, 0.75);
        Tensor g = vector(1, 3);
        assertThat(java.softmaxGrad(g, y, 0, false).toDoubleArray()).containsExactly(-0.375, 0.375);
        Tensor log = vector(Math.log(0.25), Math.log(0.75));
        assertThat(java.softmaxGrad(g, log, 0, true).toDoubleArray())
                .containsExactly(new double[] {0, 0}, within(1e-12));
    }

    // ---- rows

    @Test
    void normalizesRows() {
        // The row (1, 3) has mean 2 and variance 1, the row (4, 8) mean 6 and variance 4.
        Tensor x = vector(1, 3, 4, 8).reshape(2, 2);
        Tensor weight = vector(10, 100);
        Backend.Normalized n = java.normalizeRows(x, weight, vector(0, 1), 0);
        assertThat(n.output().toDoubleArray()).containsExactly(-10, 101, -10, 101);
        assertThat(n.mean().toDoubleArray()).containsExactly(2, 6);
        assertThat(n.variance().toDoubleArray()).containsExactly(1, 4);
        List<Tensor> grads = java.normalizeRowsGrad(vector(1, 2, 3, 5).reshape(2, 2), x, n, weight, 0);
        // Two values are ±1 whatever they are.
        assertThat(grads.get(0).toDoubleArray()).containsOnly(0);
        assertThat(grads.get(1).toDoubleArray()).containsExactly(-1 - 3, 2 + 5);
        assertThat(grads.get(2).toDoubleArray()).containsExactly(4, 7);
        assertThat(java.normalizeRowsGrad(x, x, n, null, 0)).hasSize(1);
    }

    // ---- the edges

    @Test
    void emptyTensorsPassThroughEveryKernel() {
        Tensor x = java.full(Shape.of(0, 3), DType.FLOAT32, 1);
        Tensor index = java.full(Shape.of(0, 3), DType.INT64, 0);
        Tensor condition = java.full(Shape.of(0, 3), DType.BOOL, 1);
        List<Tensor> results = List.of(
                java.cast(x, DType.INT32),
                java.slice(x, new long[2], new long[] {1, 1}, Shape.of(0, 2)),
                java.concat(List.of(x, x), 0),
                java.expand(x, Shape.of(2, 0, 3)),
                java.gather(x, 1, index),
                java.map(Unary.EXP, x, 0, 0),
                java.zip(Binary.ADD, x, x),
                java.where(condition, x, x),
                java.argmax(x, 1),
                java.softmax(x, 1, false));
        assertThat(results).allMatch(result -> result.size() == 0);
        assertThat(java.permute(x, new int[] {1, 0}).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(java.embed(x, new long[2], new long[] {1, 1}, Shape.of(1, 3), 4)
                        .toDoubleArray())
                .containsExactly(4, 4, 4);
        assertThat(java.scatterAdd(x, 0, index, Shape.of(1, 3)).toDoubleArray()).containsExactly(0, 0, 0);
        assertThat(java.reduce(Reduction.SUM, x, new boolean[] {true, false}).toDoubleArray())
                .containsExactly(0, 0, 0);
        assertThat(java.reduce(Reduction.MEAN, x, new boolean[] {true, true}).item())
                .isNaN();
        assertThat(java.matmul(java.permute(x, new int[] {1, 0}), false, x, false, null)
                        .toDoubleArray())
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0);
        Tensor target = java.full(Shape.of(0, 3), DType.FLOAT32, 0);
        java.copyInto(target, x);
        java.addInPlace(target, x);
    }

    @Test
    void servesAnotherBackend() {
        Backend owner = new ReferenceBackend(java);
        Tensor x = new ReferenceBackend(owner).full(Shape.of(2), DType.FLOAT64, 2);
        assertThat(x.backend()).isSameAs(owner);
        assertThat(new ReferenceBackend(owner).map(Unary.NEG, x, 0, 0).backend())
                .isSameAs(owner);
    }
}
