package dev.gradus.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.tensor.Tensor;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes act by being open
class TensorScopeTest {
    private static long live() {
        return BufferPool.host().liveBytes();
    }

    @Test
    void closingFreesEveryTensorMadeInside() {
        long before = live();
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.ones(100);
            x.mul(2).reshape(10, 10).sum(0);
            assertThat(live()).isGreaterThan(before);
        }
        assertThat(live()).isEqualTo(before);
        assertThat(TensorScope.current()).isNull();
    }

    @Test
    void anExceptionFreesThemToo() {
        long before = live();
        assertThatThrownBy(() -> {
                    try (TensorScope scope = TensorScope.open()) {
                        Tensor.ones(100).add(Tensor.ones(7));
                    }
                })
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(live()).isEqualTo(before);
        assertThat(TensorScope.current()).isNull();
    }

    @Test
    void aTensorUsedAfterItsScopeSaysSo() {
        Tensor x;
        try (TensorScope scope = TensorScope.open()) {
            x = Tensor.ones(3);
        }
        assertThat(x.isOpen()).isFalse();
        assertThatThrownBy(() -> x.add(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor (3,): used after its scope was closed");
        assertThatThrownBy(x::toFloatArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor (3,): used after its scope was closed");
        assertThat(x).hasToString("tensor(3,) (freed: its scope was closed)");
    }

    @Test
    void aFreedTensorSaysSoAndFreesOnce() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.ones(3);
            Tensor alias = x.alias();
            x.free();
            x.free();
            assertThatThrownBy(() -> x.add(1)).hasMessage("tensor (3,): used after it was freed");
            assertThat(alias.toFloatArray()).containsExactly(1, 1, 1);
        }
    }

    @Test
    void keepHandsATensorToTheEnclosingScope() {
        long before = live();
        try (TensorScope outer = TensorScope.open()) {
            Tensor kept;
            try (TensorScope inner = TensorScope.open()) {
                Tensor x = Tensor.of(1, 2);
                kept = inner.keep(x.mul(2));
                assertThat(inner.keep(kept)).isSameAs(kept);
            }
            assertThat(kept.toFloatArray()).containsExactly(2, 4);
        }
        assertThat(live()).isEqualTo(before);
    }

    @Test
    void keepWithoutAnEnclosingScopeHandsItToTheCollector() {
        Tensor kept;
        try (TensorScope scope = TensorScope.open()) {
            kept = scope.keep(Tensor.of(1, 2));
        }
        assertThat(kept.toFloatArray()).containsExactly(1, 2);
        kept.free();
    }

    @Test
    void keepLeavesATensorOfAnotherScopeWhereItIs() {
        try (TensorScope outer = TensorScope.open()) {
            Tensor x = Tensor.of(1, 2);
            try (TensorScope inner = TensorScope.open()) {
                assertThat(inner.keep(x)).isSameAs(x);
            }
            assertThat(x.isOpen()).isTrue();
        }
    }

    @Test
    void theInnermostClosesFirst() {
        TensorScope outer = TensorScope.open();
        TensorScope inner = TensorScope.open();
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor scope: expected close on the innermost scope, got an outer one");
        assertThatThrownBy(() -> outer.keep(Tensor.ones(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor scope: expected keep on the innermost scope, got an outer one");
        inner.close();
        outer.close();
    }

    @Test
    void aScopeClosesOnce() {
        TensorScope scope = TensorScope.open();
        scope.close();
        assertThatThrownBy(scope::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor scope: expected close on an open scope, got a closed one");
    }

    @Test
    void aScopeClosesOnItsThread() {
        try (TensorScope scope = TensorScope.open()) {
            CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(scope::close);
            assertThatThrownBy(elsewhere::join)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("tensor scope: expected close on the thread that opened it, ");
        }
    }

    @Test
    void aScopeConcernsItsThreadAlone() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor elsewhere = CompletableFuture.supplyAsync(() -> {
                        assertThat(TensorScope.current()).isNull();
                        return Tensor.ones(2);
                    })
                    .join();
            scope.keep(elsewhere);
            assertThat(elsewhere.isOpen()).isTrue();
            elsewhere.free();
        }
    }
}
