package dev.gradus.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErfTest {
    /** Values of the C library's erf and erfc. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.11246291601828489, 0.88753708398171511",
        "0.46875, 0.49261347321793797, 0.50738652678206203",
        "0.5, 0.52049987781304654, 0.47950012218695346",
        "1, 0.84270079294971487, 0.15729920705028513",
        "2, 0.99532226501895273, 0.0046777349810472658",
        "4, 0.99999998458274210, 1.5417257900280019e-8",
        "4.5, 0.99999999980338395, 1.9661604415428875e-10",
        "10, 1, 2.0884875837625447e-45"
    })
    void agreesWithTables(double x, double erf, double erfc) {
        assertThat(Erf.of(x)).isCloseTo(erf, within(4e-16));
        assertThat(Erf.of(-x)).isEqualTo(-Erf.of(x));
        assertThat(Erf.complement(x) / erfc).isCloseTo(1, within(4e-15));
        assertThat(Erf.complement(-x)).isCloseTo(1 + erf, within(4e-16));
    }

    @Test
    void hasItsLimits() {
        assertThat(Erf.of(0)).isZero();
        assertThat(Erf.of(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Erf.of(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Erf.complement(Double.POSITIVE_INFINITY)).isZero();
        assertThat(Erf.complement(Double.NEGATIVE_INFINITY)).isEqualTo(2);
        assertThat(Erf.of(Double.NaN)).isNaN();
        assertThat(Erf.complement(Double.NaN)).isNaN();
    }
}
