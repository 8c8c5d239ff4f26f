package dev.gradus.memory;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradus.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    @Test
    void findsMemoryThatIsNeverGivenBack() {
        assertThatThrownBy(() -> LeakCheck.check(() -> HostStorage.allocate(DType.FLOAT32, 100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("each run leaves 416 bytes in use by tensors and 0 JavaCPP objects");
    }

    @Test
    void findsJavaCppObjectsThatStayReachable() {
        List<FloatPointer> held = new ArrayList<>();
        assertThatThrownBy(() -> LeakCheck.check(() -> held.add(new FloatPointer(10))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 bytes in use by tensors and 1 JavaCPP objects");
        held.forEach(FloatPointer::close);
    }

    @Test
    void acceptsWhatIsGivenBack() {
        assertThatCode(() -> LeakCheck.check(
                        () -> HostStorage.allocate(DType.FLOAT32, 100).release()))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsWhatTheCollectorGivesBack() {
        assertThatCode(() -> LeakCheck.check(
                        () -> HostStorage.allocate(DType.FLOAT32, 100).manageByCollector()))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsACacheThatFillsOnce() {
        List<HostStorage> cache = new ArrayList<>();
        assertThatCode(() -> LeakCheck.check(() -> {
                    if (cache.isEmpty()) {
                        cache.add(HostStorage.allocate(DType.FLOAT32, 100));
                    }
                }))
                .doesNotThrowAnyException();
        cache.forEach(HostStorage::release);
    }

    @Test
    void passesOnWhatTheBodyThrows() {
        assertThatThrownBy(() -> LeakCheck.check(() -> {
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
    }
}
