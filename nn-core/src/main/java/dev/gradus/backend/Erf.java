package dev.gradus.backend;

/**
 * The error function to 4e-16 relative, and its complement to 4e-15: rational approximations in three regions of |x|, up to 15/32, to 4, and
 * beyond.
 *
 * <p>Source: Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation 23 (1969),
 * DOI 10.1090/S0025-5718-1969-0247736-4; the coefficients are those of his CALERF in SPECFUN.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the coefficients stand as published
final class Erf {
    private static final double CENTRE = 0.46875;
    private static final double FAR = 4;

    private static final double[] CENTRE_ABOVE = {
        1.85777706184603153e-1,
        3.16112374387056560e0,
        1.13864154151050156e2,
        3.77485237685302021e2,
        3.20937758913846947e3
    };
    private static final double[] CENTRE_BELOW = {
        1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3
    };
    private static final double[] NEAR_ABOVE = {
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594e0,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3
    };
    private static final double[] NEAR_BELOW = {
        1,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3
    };
    private static final double[] FAR_ABOVE = {
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4
    };
    private static final double[] FAR_BELOW = {
        1,
        2.56852019228982242e0,
        1.87295284992346725e0,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3
    };

    private Erf() {}

    /** 2/√π · ∫₀ˣ e^−t² dt. */
    static double of(double x) {
        if (Math.abs(x) <= CENTRE) {
            return x * polynomial(CENTRE_ABOVE, x * x) / polynomial(CENTRE_BELOW, x * x);
        }
        return x > 0 ? 1 - tail(x) : tail(-x) - 1;
    }

    /** 1 − erf(x), without cancellation where that is small. */
    static double complement(double x) {
        if (Math.abs(x) <= CENTRE) {
            return 1 - of(x);
        }
        return x > 0 ? tail(x) : 2 - tail(-x);
    }

    /** erfc(x) for x above the centre. */
    private static double tail(double x) {
        double factor;
        if (x <= FAR) {
            factor = polynomial(NEAR_ABOVE, x) / polynomial(NEAR_BELOW, x);
        } else {
            double r = 1 / (x * x);
            double below1 = r * polynomial(FAR_ABOVE, r) / polynomial(FAR_BELOW, r);
            factor = (1 / Math.sqrt(Math.PI) - below1) / x;
        }
        return Math.exp(-x * x) * factor;
    }

    /** The polynomial with these coefficients, the highest power's first. */
    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (double coefficient : coefficients) {
            sum = sum * x + coefficient;
        }
        return sum;
    }
}
