package dev.gradus.backend;

/** The element-wise functions of two inputs. Comparisons give BOOL, the others the type of their inputs. */
public enum Binary {
    /** x + y. */
    ADD,
    /** x − y. */
    SUB,
    /** x · y. */
    MUL,
    /** x / y; whole numbers truncate towards zero. */
    DIV,
    /** xʸ. */
    POW,
    /** The larger one; NaN if either is. */
    MAX,
    /** The smaller one; NaN if either is. */
    MIN,
    /** The angle of the point (y, x), −π to π: x is the height, y the way to the right. */
    ATAN2,
    /** x = y. */
    EQ,
    /** x ≠ y. */
    NE,
    /** x &lt; y. */
    LT,
    /** x ≤ y. */
    LE,
    /** x &gt; y. */
    GT,
    /** x ≥ y. */
    GE;

    /**
     * Whether the result is BOOL.
     *
     * @return true for the six comparisons
     */
    public boolean isComparison() {
        return compareTo(EQ) >= 0;
    }

    /**
     * The function; comparisons give 1 or 0.
     *
     * @param x the first input
     * @param y the second input
     * @return its value
     */
    public double apply(double x, double y) {
        return switch (this) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case POW -> Math.pow(x, y);
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
            case ATAN2 -> Math.atan2(x, y);
            case EQ -> x == y ? 1 : 0;
            case NE -> x != y ? 1 : 0;
            case LT -> x < y ? 1 : 0;
            case LE -> x <= y ? 1 : 0;
            case GT -> x > y ? 1 : 0;
            case GE -> x >= y ? 1 : 0;
        };
    }
}
