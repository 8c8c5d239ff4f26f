package dev.gradus.backend;

import static dev.gradus.backend.Agreement.ALL;
import static dev.gradus.backend.Agreement.FLOATING;
import static dev.gradus.backend.Agreement.ND4J;
import static dev.gradus.backend.Agreement.agree;
import static dev.gradus.backend.Agreement.agreeOne;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.backend.Agreement.Inputs;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Layout;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kernel of the ND4J backend against the one in plain Java, on random inputs. */
@SuppressWarnings("try") // blocks act by being open
final class Nd4jBackendTest {
    // ---- memory

    @ParameterizedTest
    @EnumSource
    void fillsCopiesAndAdds(DType dtype) {
        agreeOne("full", dtype, (b, in) -> b.full(Shape.of(2, 3), dtype, dtype == DType.BOOL ? 1 : 200));
        agreeOne("full scalar", dtype, (b, in) -> b.full(Shape.of(), dtype, 1));
        agreeOne("copyInto", dtype, (b, in) -> {
            Tensor target = in.normal(3, 4);
            b.copyInto(target, in.normal(3, 4));
            return target;
        });
        if (dtype != DType.BOOL) {
            agreeOne("addInPlace", dtype, (b, in) -> {
                Tensor target = in.normal(3, 4);
                b.addInPlace(target, in.normal(3, 4));
                return target;
            });
        }
    }

    @Test
    void storagesReadWriteAndShowWindows() {
        for (DType dtype : ALL) {
            agreeOne("window of " + dtype, dtype, (b, in) -> {
                Tensor x = in.normal(4, 5);
                Tensor part = Tensor.wrap(b, x.storage().window(5, 10), Shape.of(2, 5), Layout.PLAIN);
                b.copyInto(part, in.normal(2, 5));
                assertThat(part.toDoubleArray()).containsExactly(Arrays.copyOfRange(x.toDoubleArray(), 5, 15));
                return b.concat(List.of(x, b.permute(part, new int[] {0, 1})), 0);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void casts(DType from) {
        for (DType to : ALL) {
            agreeOne("cast to " + to, from, (b, in) -> b.cast(in.normal(3, 4), to));
        }
        agreeOne(
                "cast to BFLOAT16",
                DType.FLOAT32,
                (b, in) -> b.cast(
                        in.typed(
                                new double[] {1.00390625, 1.01171875, Double.NaN, -2.7, 1e38},
                                DType.FLOAT32,
                                Shape.of(5)),
                        DType.BFLOAT16));
    }

    // ---- moving elements

    @ParameterizedTest
    @EnumSource
    void movesElements(DType dtype) {
        agreeOne("permute", dtype, (b, in) -> b.permute(in.normal(2, 3, 4), new int[] {2, 0, 1}));
        agreeOne("permute 4", dtype, (b, in) -> b.permute(in.normal(2, 3, 4, 1), new int[] {0, 3, 2, 1}));
        agreeOne("permute scalar", dtype, (b, in) -> b.permute(in.normal(), new int[0]));
        long[] start = {0, 6, 1};
        long[] step = {1, -2, 3};
        agreeOne("slice", dtype, (b, in) -> b.slice(in.normal(2, 7, 9), start, step, Shape.of(2, 3, 2)));
        agreeOne(
                "slice row",
                dtype,
                (b, in) -> b.slice(in.normal(5, 4), new long[] {2, 0}, new long[] {1, 1}, Shape.of(1, 4)));
        agreeOne(
                "slice column",
                dtype,
                (b, in) -> b.slice(in.normal(5, 4), new long[] {0, 2}, new long[] {1, 1}, Shape.of(5, 1)));
        agreeOne(
                "slice all",
                dtype,
                (b, in) -> b.slice(in.normal(5, 4), new long[] {0, 0}, new long[] {1, 1}, Shape.of(5, 4)));
        agreeOne(
                "flip",
                dtype,
                (b, in) -> b.slice(in.normal(5, 4), new long[] {4, 3}, new long[] {-1, -1}, Shape.of(5, 4)));
        agreeOne("slice scalar", dtype, (b, in) -> b.slice(in.normal(), new long[0], new long[0], Shape.of()));
        agreeOne("embed", dtype, (b, in) -> b.embed(in.normal(2, 3, 2), start, step, Shape.of(2, 7, 9), 1));
        agreeOne(
                "concat",
                dtype,
                (b, in) -> b.concat(
                        List.of(in.normal(2, 3, 2), in.normal(2, 1, 2), in.normal(2, 0, 2), in.normal(2, 4, 2)), 1));
        agreeOne("concat one", dtype, (b, in) -> b.concat(List.of(in.normal(2, 3)), 0));
        agreeOne("expand", dtype, (b, in) -> b.expand(in.normal(3, 1, 2), Shape.of(2, 3, 4, 2)));
        agreeOne("expand scalar", dtype, (b, in) -> b.expand(in.normal(), Shape.of(2, 3)));
        agreeOne("gather", dtype, (b, in) -> b.gather(in.normal(3, 5, 4), 1, in.index(5, 2, 7, 3)));
        agreeOne("gather vector", dtype, (b, in) -> b.gather(in.normal(6), 0, in.index(6, 9)));
        if (dtype != DType.BOOL) {
            agreeOne(
                    "scatterAdd",
                    dtype,
                    (b, in) -> b.scatterAdd(in.normal(2, 7, 3), 1, in.index(5, 2, 7, 3), Shape.of(3, 5, 4)));
        }
        agreeOne("where", dtype, (b, in) -> b.where(in.mask(4, 1), in.normal(3, 1, 2), in.normal()));
    }

    // ---- element by element

    @ParameterizedTest
    @EnumSource
    void mapsElements(Unary f) {
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32, DType.BFLOAT16, DType.INT32, DType.INT64}) {
            agreeOne("map " + f, dtype, (b, in) -> b.map(f, in.normal(3, 5), 0.5, 1.5));
            agreeOne("map positive " + f, dtype, (b, in) -> b.map(f, in.positive(15), 2, 3));
        }
        for (DType dtype : FLOATING) {
            agreeOne("mapGrad " + f, dtype, (b, in) -> b.mapGrad(f, in.normal(3, 5), in.positive(3, 5), 0.75, 1.5));
            agreeOne("mapGrad constant " + f, dtype, (b, in) -> b.mapGrad(f, in.normal(15), in.normal(15), 0, 1));
            agreeOne("map special " + f, dtype, (b, in) -> b.map(f, special(in, dtype), 0.5, 1.5));
        }
    }

    private static Tensor special(Inputs in, DType dtype) {
        double inf = Double.POSITIVE_INFINITY;
        return in.typed(new double[] {0, Double.NaN, inf, -inf, 100, -100, 1.5, 0.5}, dtype, Shape.of(8));
    }

    @ParameterizedTest
    @EnumSource
    void zipsElements(Binary f) {
        Set<DType> numeric = EnumSet.allOf(DType.class);
        if (!f.isComparison()) {
            numeric.remove(DType.BOOL);
        }
        for (DType dtype : numeric) {
            agreeOne("zip " + f, dtype, (b, in) -> b.zip(f, in.positive(3, 4), in.positive(3, 4)));
            agreeOne("zip broadcast " + f, dtype, (b, in) -> b.zip(f, in.positive(3, 1, 4), in.positive(2, 1)));
            agreeOne("zip scalars " + f, dtype, (b, in) -> b.zip(f, in.positive(), in.positive()));
        }
        for (DType dtype : FLOATING) {
            agreeOne(
                    "zip special " + f,
                    dtype,
                    (b, in) -> b.zip(f, special(in, dtype), b.permute(in.normal(8), new int[] {0})));
            agreeOne(
                    "zip special pairs " + f,
                    dtype,
                    (b, in) -> b.zip(f, b.permute(special(in, dtype), new int[] {0}), in.normal(1)));
        }
    }

    @Test
    void divisionOfWholeNumbersByZeroLetsTheProcessLive() {
        try (TensorScope scope = TensorScope.open()) {
            Inputs in = new Inputs(ND4J, DType.INT32);
            Tensor one = in.typed(new double[] {6, 7}, DType.INT32, Shape.of(2));
            Tensor zero = in.typed(new double[] {0, 2}, DType.INT32, Shape.of(2));
            assertThat(ND4J.zip(Binary.DIV, one, zero).toDoubleArray()[1]).isEqualTo(3);
        }
    }

    // ---- reductions and products

    @ParameterizedTest
    @EnumSource
    void reduces(Reduction f) {
        boolean[][] masks = {{true, true, true}, {false, true, false}, {true, false, true}, {false, false, false}};
        for (DType dtype : ALL) {
            if (dtype == DType.BOOL) {
                continue;
            }
            for (boolean[] dims : masks) {
                agreeOne(f + Arrays.toString(dims), dtype, (b, in) -> b.reduce(f, in.normal(3, 4, 5), dims));
            }
            agreeOne(f + " of a scalar", dtype, (b, in) -> b.reduce(f, in.normal(), new boolean[0]));
        }
        for (DType dtype : FLOATING) {
            agreeOne(f + " of NaN", dtype, (b, in) -> b.reduce(f, special(in, dtype), new boolean[] {true}));
            agreeOne(
                    f + " of −∞",
                    dtype,
                    (b, in) -> b.reduce(
                            f, b.full(Shape.of(2, 3), dtype, Double.NEGATIVE_INFINITY), new boolean[] {false, true}));
            agreeOne(f + " of none", dtype, (b, in) -> b.reduce(f, in.normal(2, 0), new boolean[] {false, true}));
        }
    }

    @Test
    void sumsOfManyKeepTheirDigits() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = ND4J.full(Shape.of(5_000_000), DType.FLOAT32, 0.1);
            assertThat(ND4J.reduce(Reduction.SUM, x, new boolean[] {true}).item())
                    .isBetween(499_999.0, 500_001.0);
        }
    }

    @Test
    void findsTheFirstLargest() {
        for (DType dtype : ALL) {
            if (dtype != DType.BOOL) {
                agreeOne("argmax", dtype, (b, in) -> b.argmax(in.normal(3, 7, 2), 1));
                agreeOne("argmax", dtype, (b, in) -> b.argmax(in.normal(100_000), 0));
                agreeOne("argmax of equals", dtype, (b, in) -> b.argmax(b.full(Shape.of(2, 50_000), dtype, 1), 1));
            }
        }
    }

    @Test
    void multipliesMatrices() {
        for (DType dtype : FLOATING) {
            for (boolean ta : new boolean[] {false, true}) {
                for (boolean tb : new boolean[] {false, true}) {
                    agreeOne(
                            "matmul",
                            dtype,
                            (b, in) -> b.matmul(
                                    ta ? in.normal(4, 3) : in.normal(3, 4),
                                    ta,
                                    tb ? in.normal(5, 4) : in.normal(4, 5),
                                    tb,
                                    in.normal(5)));
                    agreeOne(
                            "batched matmul",
                            dtype,
                            (b, in) -> b.matmul(
                                    ta ? in.normal(2, 1, 4, 3) : in.normal(2, 1, 3, 4),
                                    ta,
                                    tb ? in.normal(6, 5, 4) : in.normal(6, 4, 5),
                                    tb,
                                    null));
                }
            }
            agreeOne("column", dtype, (b, in) -> b.matmul(in.normal(7, 4), false, in.normal(4, 1), false, null));
            agreeOne("row", dtype, (b, in) -> b.matmul(in.normal(1, 4), false, in.normal(4, 7), false, null));
            agreeOne("dot", dtype, (b, in) -> b.matmul(in.normal(1, 4), false, in.normal(4, 1), false, in.normal(1)));
            agreeOne("outer", dtype, (b, in) -> b.matmul(in.normal(3, 1), false, in.normal(1, 5), false, null));
            agreeOne("K = 0", dtype, (b, in) -> b.matmul(in.normal(3, 0), false, in.normal(0, 5), false, null));
            agreeOne(
                    "K = 0, bias",
                    dtype,
                    (b, in) -> b.matmul(in.normal(3, 0), false, in.normal(0, 5), false, in.normal(5)));
        }
    }

    @Test
    void softmaxAndItsGradient() {
        for (DType dtype : FLOATING) {
            for (int dim = 0; dim < 3; dim++) {
                int along = dim;
                for (boolean log : new boolean[] {false, true}) {
                    agree("softmax", dtype, (b, in) -> {
                        Tensor y = b.softmax(in.normal(3, 4, 5), along, log);
                        return List.of(y, b.softmaxGrad(in.normal(3, 4, 5), y, along, log));
                    });
                    agreeOne(
                            "softmax of large",
                            dtype,
                            (b, in) -> b.softmax(
                                    in.typed(new double[] {1000, 0, -1000, 999}, dtype, Shape.of(1, 2, 2)),
                                    along,
                                    log));
                }
            }
        }
    }

    // ---- sequences, order, boxes

    @ParameterizedTest
    @EnumSource
    void stepsThroughSequences(RecurrentCell cell) {
        for (DType dtype : FLOATING) {
            for (boolean reverse : new boolean[] {false, true}) {
                for (boolean full : new boolean[] {false, true}) {
                    agree(cell + " reverse " + reverse + " full " + full, dtype, (b, in) -> {
                        long width = 5L * cell.gates();
                        Tensor lengths = full ? null : in.typed(new double[] {2, 4, 1}, DType.INT64, Shape.of(3));
                        Tensor weight = in.normal(width, 5);
                        List<Tensor> forward = b.recurrent(
                                cell,
                                in.normal(4, 3, width),
                                weight,
                                full ? in.normal(width) : null,
                                in.normal(cell.states(), 3, 5),
                                lengths,
                                reverse,
                                true);
                        List<Tensor> results = new ArrayList<>(List.of(forward.get(0)));
                        Tensor g = in.normal(4L + cell.states(), 3, 5);
                        results.addAll(b.recurrentGrad(cell, g, weight, forward, lengths, reverse));
                        return results;
                    });
                }
            }
        }
    }

    @Test
    void ordersScansAndSuppresses() {
        for (DType dtype : ALL) {
            for (boolean flag : new boolean[] {false, true}) {
                agreeOne("argsort", dtype, (b, in) -> b.argsort(in.normal(3, 7, 2), 1, flag));
                if (dtype != DType.BOOL && dtype != DType.UINT8) {
                    agreeOne("sums", dtype, (b, in) -> b.scan(null, in.normal(3, 7, 2), 0, 1, flag));
                    agreeOne("scan", dtype, (b, in) -> b.scan(in.normal(3, 4), in.normal(3, 4), 2, 1, flag));
                }
            }
        }
        for (DType dtype : FLOATING) {
            agreeOne("suppress", dtype, (b, in) -> b.suppress(in.normal(9, 4), in.normal(9), in.index(2, 9), 0.1));
        }
    }

    // ---- updates

    @Test
    void updatesParameters() {
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            for (double momentum : new double[] {0, 0.9}) {
                for (boolean nesterov : new boolean[] {false, true}) {
                    agree("sgd", dtype, (b, in) -> {
                        Tensor p = in.normal(20);
                        Tensor v = momentum == 0 ? null : in.normal(20);
                        b.sgdStep(p, in.normal(20), v, 0.1, momentum, 0.01, nesterov);
                        return momentum == 0 ? List.of(p) : List.of(p, v);
                    });
                }
            }
            for (boolean decoupled : new boolean[] {false, true}) {
                agree("adam", dtype, (b, in) -> {
                    List<Tensor> state = List.of(in.normal(20), in.normal(20), in.positive(20));
                    b.adamStep(
                            state.get(0),
                            in.normal(20),
                            state.get(1),
                            state.get(2),
                            3,
                            0.01,
                            0.9,
                            0.999,
                            1e-8,
                            0.1,
                            decoupled);
                    return state;
                });
            }
        }
    }

    // ---- nothing

    @Test
    void emptyTensorsPass() {
        for (DType dtype : FLOATING) {
            Window window = Window.square(3, 1, 1, 1);
            agreeOne("map", dtype, (b, in) -> b.map(Unary.EXP, in.normal(0, 3), 0, 0));
            agreeOne("zip", dtype, (b, in) -> b.zip(Binary.ADD, in.normal(0, 3), in.normal(3)));
            agreeOne("sum", dtype, (b, in) -> b.reduce(Reduction.SUM, in.normal(0, 3), new boolean[] {true, false}));
            agreeOne("permute", dtype, (b, in) -> b.permute(in.normal(0, 3), new int[] {1, 0}));
            agreeOne(
                    "slice",
                    dtype,
                    (b, in) -> b.slice(in.normal(2, 3), new long[] {0, 3}, new long[] {1, 1}, Shape.of(2, 0)));
            agreeOne(
                    "embed",
                    dtype,
                    (b, in) -> b.embed(in.normal(2, 0), new long[] {0, 3}, new long[] {1, 1}, Shape.of(2, 3), 4));
            agreeOne("concat", dtype, (b, in) -> b.concat(List.of(in.normal(0, 3), in.normal(0, 3)), 0));
            agreeOne("gather", dtype, (b, in) -> b.gather(in.normal(4, 3), 0, in.index(4, 0, 3)));
            agreeOne(
                    "scatterAdd",
                    dtype,
                    (b, in) -> b.scatterAdd(in.normal(0, 3), 0, in.index(4, 0, 3), Shape.of(4, 3)));
            agreeOne("matmul", dtype, (b, in) -> b.matmul(in.normal(0, 4), false, in.normal(4, 5), false, null));
            agreeOne("softmax", dtype, (b, in) -> b.softmax(in.normal(0, 4), 1, true));
            agree(
                    "conv2d",
                    dtype,
                    (b, in) -> List.of(
                            b.conv2d(in.normal(0, 3, 5, 5), in.normal(4, 3, 3, 3), in.normal(4), window),
                            b.conv2dInputGrad(
                                    in.normal(0, 4, 5, 5), in.normal(4, 3, 3, 3), Shape.of(0, 3, 5, 5), window)));
            agree(
                    "conv2dWeightGrad",
                    dtype,
                    (b, in) -> b.conv2dWeightGrad(
                            in.normal(0, 4, 5, 5), in.normal(0, 3, 5, 5), Shape.of(4, 3, 3, 3), true, window));
            agreeOne(
                    "maxPool2d",
                    dtype,
                    (b, in) -> b.maxPool2d(in.normal(0, 3, 5, 5), window, true).output());
            agreeOne(
                    "resample",
                    dtype,
                    (b, in) -> b.resample(in.normal(0, 3, 5, 5), 7, 7, Interpolation.BILINEAR, false));
        }
    }

    // ---- leaks

    @Test
    void kernelsLeaveNoMemoryBehind() {
        // Each round takes some 50 arrays of 32 to 64 KB: 300 of them would hold 600 MB if none were freed.
        rounds(20);
        System.gc();
        long before = Pointer.physicalBytes();
        rounds(300);
        System.gc();
        assertThat(Pointer.physicalBytes() - before).isLessThan(150L << 20);
    }

    private static void rounds(int count) {
        Window window = Window.square(3, 1, 1, 1);
        for (int i = 0; i < count; i++) {
            try (TensorScope scope = TensorScope.open();
                    Backends nd4j = Backends.use(ND4J)) {
                Tensor x = ND4J.full(Shape.of(2, 4, 32, 32), DType.FLOAT32, 0.5);
                Tensor y = ND4J.normalize(x, null, null, 1e-5, true, true).output();
                Tensor z = ND4J.permute(ND4J.zip(Binary.MUL, x, y), new int[] {0, 2, 3, 1});
                ND4J.reduce(Reduction.MEAN, ND4J.map(Unary.SOFTPLUS, z, 0, 0), new boolean[] {true, true, true, true});
                ND4J.resample(y, 48, 48, Interpolation.BILINEAR, false);
                ND4J.maxPool2d(x, window, true);
                ND4J.cast(ND4J.softmax(x, 1, true), DType.BFLOAT16);
            }
        }
    }
}
