package dev.gradus.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The known answers that the authors publish for Philox 4x32-10, and one past the carry. */
class PhiloxTest {
    @Test
    void zeros() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    }

    @Test
    void ones() {
        assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @Test
    void digitsOfPi() {
        assertThat(block(0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void theBlockNumberCarriesIntoTheSecondWord() {
        int[] out = new int[10];
        Philox.blocks(1, 2, 0xFFFFFFFFL, out, 1, 2);
        assertThat(out[0]).isZero();
        assertThat(out[9]).isZero();
        assertThat(Arrays.copyOfRange(out, 5, 9)).containsExactly(0x971c0b2f, 0x2c6bc63b, 0x11d5fd35, 0x1e5963e7);
    }

    private static int[] block(long key, long stream, long block) {
        int[] out = new int[4];
        Philox.blocks(key, stream, block, out, 0, 1);
        return out;
    }
}
