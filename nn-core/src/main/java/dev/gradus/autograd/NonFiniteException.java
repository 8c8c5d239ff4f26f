package dev.gradus.autograd;

/** A NaN or an infinity where numbers were expected. */
public final class NonFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String where;

    /**
     * Says where.
     *
     * @param where what is not finite
     */
    public NonFiniteException(String where) {
        super("expected finite numbers, got NaN or infinity in " + where);
        this.where = where;
    }

    /**
     * What is not finite.
     *
     * @return such as {@code the output (8, 10) of log}
     */
    public String where() {
        return where;
    }
}
