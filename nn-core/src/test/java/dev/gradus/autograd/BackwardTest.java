package dev.gradus.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.memory.BufferPool;
import dev.gradus.memory.LeakCheck;
import dev.gradus.memory.TensorScope;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@SuppressWarnings("try") // scopes and modes act by being open
class BackwardTest {
    private static Tensor leaf(float... values) {
        return Tensor.of(values).tracked();
    }

    private static float[] gradient(Tensor tensor) {
        return tensor.grad().toFloatArray();
    }

    /** Doubles, with a gradient function of the test's making. */
    private static Tensor doubled(Tensor x, UnaryOperator<Tensor> gradient) {
        return Op.of("doubled", x.detach().mul(2)).grad(x, gradient).build();
    }

    @Test
    void aChainOf200000NodesWorks() {
        Tensor x = leaf(3);
        Tensor y = x;
        for (int i = 0; i < 200_000; i++) {
            y = y.neg();
        }
        y.sum().backward();
        assertThat(gradient(x)).containsExactly(1);
    }

    @Nested
    class Accumulation {
        @Test
        void aTensorUsedTwiceGetsTheSum() {
            Tensor x = leaf(3, -2);
            x.mul(x).sum().backward();
            assertThat(gradient(x)).containsExactly(6, -4);
        }

        @Test
        void anInnerTensorUsedOftenGetsTheSumOnce() {
            Tensor x = leaf(3, -2);
            Tensor y = x.mul(2);
            y.mul(y).add(y).add(y.mul(5)).sum().backward();
            // d/dx of 4x² + 12x
            assertThat(gradient(x)).containsExactly(8 * 3 + 12, -16 + 12);
        }

        @Test
        void aBorrowedGradientIsNeverChanged() {
            Tensor p = leaf(1, 2);
            Tensor q = leaf(3, 4);
            Tensor seed = Tensor.of(10, 20);
            // p, q and the seed share one gradient until p gets two more.
            p.add(q).add(p).add(p).backward(seed, false);
            assertThat(gradient(p)).containsExactly(30, 60);
            assertThat(gradient(q)).containsExactly(10, 20);
            assertThat(seed.toFloatArray()).containsExactly(10, 20);
        }

        @Test
        void aTensorThatAGradientFunctionReturnsIsNotChanged() {
            Tensor x = leaf(1, 2);
            Tensor constant = Tensor.of(5, 6);
            doubled(x, g -> constant)
                    .add(doubled(x, g -> constant))
                    .add(x)
                    .sum()
                    .backward();
            assertThat(gradient(x)).containsExactly(11, 13);
            assertThat(constant.toFloatArray()).containsExactly(5, 6);
        }

        @Test
        void aKeptInnerGradientIsNotChangedByLaterSums() {
            Tensor x = leaf(1, 2);
            Tensor inner = x.add(1).retainGrad();
            inner.add(x).add(x).sum().backward();
            assertThat(gradient(inner)).containsExactly(1, 1);
            assertThat(gradient(x)).containsExactly(3, 3);
        }

        @Test
        void backwardPassesAddUpUntilTheGradientIsCleared() {
            Tensor x = leaf(1, 2);
            x.mul(3).sum().backward();
            x.mul(4).sum().backward();
            assertThat(gradient(x)).containsExactly(7, 7);
            x.zeroGrad();
            assertThat(x.grad()).isNull();
            x.mul(5).sum().backward();
            assertThat(gradient(x)).containsExactly(5, 5);
        }

        @Test
        void aBufferForTheGradientIsWrittenFirstAndAddedToThen() {
            Tensor buffer = Tensor.of(100, 100);
            Tensor x = Tensor.of(1, 2).tracked("x", buffer);
            x.mul(3).sum().backward();
            assertThat(buffer.toFloatArray()).containsExactly(3, 3);
            x.mul(4).sum().backward();
            assertThat(buffer.toFloatArray()).containsExactly(7, 7);
            assertThat(gradient(x)).containsExactly(7, 7);
        }
    }

    @Nested
    class WrongGradients {
        private void assertRefused(Tensor output, String message) {
            assertThatThrownBy(() -> output.sum().backward())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(message);
        }

        @Test
        void aWrongShapeNamesOpAndInput() {
            Tensor x = leaf(1, 2, 3);
            assertRefused(
                    doubled(x, g -> Tensor.zeros(5)),
                    "doubled: expected a gradient of shape (3,) for input 0, got (5,)");
        }

        @Test
        void theInputIsCountedAmongAllOfTheOp() {
            Tensor x = leaf(1, 2, 3);
            Tensor y = leaf(1, 2, 3);
            Tensor sum = x.detach().add(y.detach());
            assertRefused(
                    Op.of("join", sum)
                            .grad(null, g -> g)
                            .grad(x, g -> g)
                            .grad(y, g -> Tensor.zeros(2, 2))
                            .build(),
                    "join: expected a gradient of shape (3,) for input 2, got (2, 2)");
            assertRefused(
                    Op.of("join", sum)
                            .grad(null, g -> g)
                            .grads(Arrays.asList(x, y), g -> List.of(g, Tensor.zeros(4)))
                            .build(),
                    "join: expected a gradient of shape (3,) for input 2, got (4,)");
        }

        @Test
        void aWrongTypeNamesOpAndInput() {
            Tensor x = leaf(1, 2, 3);
            assertRefused(
                    doubled(x, g -> g.to(DType.FLOAT64)),
                    "doubled: expected a gradient of type FLOAT32 for input 0 (tensor), got FLOAT64");
        }

        @Test
        void noneNamesOpAndInput() {
            Tensor x = leaf(1, 2, 3);
            assertRefused(doubled(x.mul(1), g -> null), "doubled: expected a gradient for input 0 (mul), got null");
        }
    }

    @Nested
    class WhatIsKept {
        @Test
        void anInnerGradientIsKeptOnRequestOnly() {
            Tensor x = leaf(1, 2);
            Tensor kept = x.mul(2).retainGrad();
            Tensor other = kept.mul(3);
            other.mul(Tensor.of(1, 10)).sum().backward();
            assertThat(gradient(kept)).containsExactly(3, 30);
            assertThat(other.grad()).isNull();
            assertThat(gradient(x)).containsExactly(6, 60);
        }

        @Test
        void detachSharesValuesAndStopsGradients() {
            Tensor x = leaf(2, 3);
            Tensor detached = x.mul(x).detach();
            assertThat(detached.isTracked()).isFalse();
            detached.mul(x).sum().backward();
            assertThat(gradient(x)).containsExactly(4, 9);
        }

        @Test
        void backwardGivesBackTheGradientsOfInnerTensorsAtOnce() {
            int n = 1 << 18;
            Tensor x = Tensor.ones(n).tracked();
            Tensor y = x;
            for (int i = 0; i < 20; i++) {
                y = y.sigmoid();
            }
            Tensor loss = y.sum();
            long before = BufferPool.host().liveBytes();
            loss.backward();
            // What stays is the gradient of the leaf.
            assertThat(BufferPool.host().liveBytes() - before).isEqualTo(4L * n);
        }

        @Test
        void whatAnOpSavesForItselfIsGivenBackByBackward() {
            Tensor x = Tensor.ones(1, 1, 256, 256).tracked();
            Tensor saved = Tensor.ones(1 << 18);
            Op op = Op.of("saving", x.detach().mul(2)).grad(x, g -> g.mul(saved.slice(0, 0, 1)));
            Tensor output = op.saves(saved).build();
            assertThat(saved.isOpen()).isTrue();
            output.sum().backward();
            assertThat(saved.isOpen()).isFalse();
            assertThat(output.isOpen()).isTrue();
        }

        @Test
        void whatAnOpSavesIsGivenBackAtOnceWhereNothingIsTracked() {
            Tensor saved = Tensor.ones(4);
            Tensor output = Op.of("saving", Tensor.ones(4))
                    .grad(Tensor.ones(4), g -> g.mul(saved))
                    .saves(saved, null)
                    .build();
            assertThat(saved.isOpen()).isFalse();
            assertThat(output.isTracked()).isFalse();
        }

        @Test
        void gradientFunctionsRunWithoutRecording() {
            Tensor x = leaf(1);
            boolean[] recording = {true};
            doubled(x, g -> {
                        recording[0] = GradMode.isEnabled() || g.mul(x).isTracked();
                        return g.mul(2);
                    })
                    .sum()
                    .backward();
            assertThat(recording[0]).isFalse();
            assertThat(GradMode.isEnabled()).isTrue();
        }
    }

    @Nested
    class WrongCalls {
        @Test
        void anUntrackedTensorHasNoBackward() {
            assertThatThrownBy(() -> Tensor.ones(1).backward())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("backward: expected a tensor computed from a tracked one");
            assertThatThrownBy(() -> Tensor.ones(1).retainGrad())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("retainGrad: expected a tensor computed from a tracked one");
        }

        @Test
        void onlyAScalarStartsByItself() {
            assertThatThrownBy(() -> leaf(1, 2).mul(2).backward())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("backward: expected a scalar, or a gradient to start from, got shape (2,)");
        }

        @Test
        void theSeedHasTheShapeAndTypeOfTheRoot() {
            Tensor y = leaf(1, 2).mul(2);
            assertThatThrownBy(() -> y.backward(Tensor.ones(3), false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("backward: expected a gradient FLOAT32 (2,), got FLOAT32 (3,)");
            assertThatThrownBy(() -> y.backward(Tensor.full(Shape.of(2), DType.FLOAT64, 1), false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("backward: expected a gradient FLOAT32 (2,), got FLOAT64 (2,)");
        }

        @Test
        void aSecondBackwardNeedsARetainedGraph() {
            Tensor x = leaf(1, 2);
            Tensor loss = x.mul(x).sum();
            loss.backward(true);
            loss.backward();
            assertThat(gradient(x)).containsExactly(4, 8);
            assertThatThrownBy(loss::backward)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("sum has given back what it saved; use backward(true) the first time");
        }

        @Test
        void aGraphThatSharesAWalkedPartThrowsToo() {
            Tensor x = leaf(1, 2);
            Tensor shared = x.mul(x);
            shared.sum().backward();
            assertThatThrownBy(() -> shared.mean().backward())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("mul has given back what it saved");
        }
    }

    @Nested
    class Exceptions {
        private void assertLeavesNothing(Supplier<Tensor> forward) {
            long before = BufferPool.host().liveBytes();
            TensorScope outer = TensorScope.current();
            assertThatThrownBy(() -> {
                        try (TensorScope inner = TensorScope.open()) {
                            forward.get().sum().backward();
                        }
                    })
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("boom");
            assertThat(BufferPool.host().liveBytes()).isEqualTo(before);
            assertThat(TensorScope.current()).isSameAs(outer);
            assertThat(GradMode.isEnabled()).isTrue();
        }

        private Tensor boom(Tensor temporary) {
            throw new ArithmeticException(temporary.isOpen() ? "boom" : "closed early");
        }

        @Test
        void inForwardLeaveNothingAllocated() {
            assertLeavesNothing(() -> boom(leaf(1, 2).mul(2).exp()));
        }

        @Test
        void inAGradientFunctionLeaveNothingAllocated() {
            assertLeavesNothing(() -> {
                Tensor x = leaf(1, 2);
                Tensor y = doubled(x.exp().mul(x), g -> boom(g.mul(3).add(g)));
                return y.mul(y).add(x);
            });
        }

        @Test
        void afterSomeGradientsHaveArrivedLeaveNothingAllocated() {
            assertLeavesNothing(() -> {
                Tensor x = leaf(1, 2);
                Tensor early = doubled(x, g -> boom(g.mul(2)));
                return early.add(x.mul(2).retainGrad().mul(3)).add(x);
            });
        }
    }

    @Nested
    class Modes {
        @Test
        void blocksRestoreWhatHeldBefore() {
            Tensor x = leaf(1);
            try (GradMode off = GradMode.noGrad()) {
                assertThat(x.mul(2).isTracked()).isFalse();
                try (GradMode on = GradMode.enableGrad()) {
                    assertThat(x.mul(2).isTracked()).isTrue();
                }
                assertThat(GradMode.isEnabled()).isFalse();
            }
            assertThat(GradMode.isEnabled()).isTrue();
        }

        @Test
        void anotherThreadIsNotConcerned() throws InterruptedException {
            boolean[] enabled = {false};
            try (GradMode off = GradMode.noGrad()) {
                Thread thread = new Thread(() -> enabled[0] = GradMode.isEnabled());
                thread.start();
                thread.join();
            }
            assertThat(enabled[0]).isTrue();
        }
    }
}
