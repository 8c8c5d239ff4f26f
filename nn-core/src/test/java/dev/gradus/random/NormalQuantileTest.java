package dev.gradus.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalQuantileTest {
    /** Both tails, the centre, and both sides of the borders between them; the values are SciPy's. */
    @ParameterizedTest
    @CsvSource({
        "1.1102230246251565e-16, -8.209536151601387",
        "1e-15, -7.941345326170998",
        "1e-10, -6.361340902404056",
        "1.1641532182693481e-10, -6.3379577545537895",
        "0.0001, -3.7190164854556804",
        "0.025, -1.9599639845400545",
        "0.074, -1.4466320671589785",
        "0.076, -1.4325027208258116",
        "0.25, -0.6744897501960817",
        "0.4, -0.2533471031357997",
        "0.75, 0.6744897501960817",
        "0.975, 1.959963984540054"
    })
    void isTheInverseOfTheDistributionFunction(double p, double z) {
        double[] bulk = new double[1];
        NormalQuantile.of(new double[] {p}, bulk, 1);
        assertThat(NormalQuantile.of(p)).isCloseTo(z, withinPercentage(1e-13)).isEqualTo(bulk[0]);
    }
}
