package dev.gradus.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.ops.Shaping;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes act by being open
class BufferPoolTest {
    @Test
    void sizeClassesWasteAtMostAnEighth() {
        for (long bytes = 257; bytes < 1L << 40; bytes += 1 + bytes / 7) {
            long size = BufferPool.sizeClass(bytes);
            assertThat(size).isBetween(bytes, bytes + bytes / 8 + 1);
            assertThat(BufferPool.sizeClass(size)).isEqualTo(size);
        }
    }

    @Test
    void aScopeReturnsItsMemoryForReuse() {
        BufferPool pool = BufferPool.host();
        long before = pool.liveBytes();
        for (int i = 0; i < 3; i++) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor.zeros(1000, 1000).add(1).mul(2);
            }
        }
        long blocks = pool.blocks();
        try (TensorScope scope = TensorScope.open()) {
            Tensor.zeros(1000, 1000).add(1).mul(2);
        }
        assertThat(pool.liveBytes()).isEqualTo(before);
        assertThat(pool.blocks()).isEqualTo(blocks);
    }

    @Test
    void runningOutNamesTheOpTheSizeAndTheSetting() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.zeros(1);
            assertThatThrownBy(() -> Shaping.expand(x, 1L << 42))
                    .isInstanceOf(NativeMemoryException.class)
                    .hasMessageStartingWith("expand: 16777216 MB asked for")
                    .hasMessageContaining("-Dgradus.memory");
        }
    }

    @Test
    void readsSizesAsPeopleWriteThem() {
        assertThat(MemoryLimit.parse("12g")).isEqualTo(12L << 30);
        assertThat(MemoryLimit.parse("800M")).isEqualTo(800L << 20);
        assertThat(MemoryLimit.parse("4096")).isEqualTo(4096);
        assertThatThrownBy(() -> MemoryLimit.parse("lots"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gradus.memory: expected a size such as 12g");
    }

    /** Offsets beyond 2³¹ bytes reach every part of a tensor. */
    @Test
    @Tag("slow")
    void tensorsOfMoreThanTwoGigabytesWork() {
        assumeThat(MemoryLimit.bytes()).as("needs 8 GB of native memory").isGreaterThan(8L << 30);
        long n = 600_000_000;
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.full(Shape.of(n), DType.FLOAT32, 1);
            Tensor y = x.add(1);
            assertThat(y.sum().item()).isEqualTo(2.0 * n);
            assertThat(x.add(y).slice(0, n - 2, n).toFloatArray()).containsExactly(3, 3);
            assertThat(y.relu().mean().item()).isEqualTo(2);
        } finally {
            BufferPool.host().trim();
        }
    }
}
