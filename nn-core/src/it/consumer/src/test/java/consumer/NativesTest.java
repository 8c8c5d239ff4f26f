package consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The native libraries come with the one dependency, in versions that work together. */
final class NativesTest {
    @Test
    void oneDnnLoads() throws Exception {
        assertEquals("1.5.13", Loader.getVersion());
        assertEquals(3, dnnl.dnnl_version().major());
    }

    @Test
    void nd4jLoadsBesideIt() {
        assertEquals(3, dnnl.dnnl_version().major());
        assertArrayEquals(
                new float[] {4, 6},
                Nd4j.createFromArray(1f, 2f)
                        .addi(3)
                        .addi(Nd4j.createFromArray(0f, 1f))
                        .toFloatVector());
    }
}
