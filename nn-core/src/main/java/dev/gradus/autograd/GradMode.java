package dev.gradus.autograd;

/**
 * Whether ops record their gradients, for each thread by itself; on unless switched off.
 *
 * <pre>{@code
 * try (GradMode mode = GradMode.noGrad()) {
 *     Tensor y = model.forward(x);
 * }
 * }</pre>
 */
public final class GradMode implements AutoCloseable {
    private static final ThreadLocal<Boolean> OFF = new ThreadLocal<>();

    private final Boolean previous;

    private GradMode(boolean enabled) {
        previous = OFF.get();
        OFF.set(!enabled);
    }

    /**
     * Whether ops of this thread record.
     *
     * @return true unless inside a {@link #noGrad} block
     */
    public static boolean isEnabled() {
        return !Boolean.TRUE.equals(OFF.get());
    }

    /**
     * Switches recording off until the block closes.
     *
     * @return the block
     */
    public static GradMode noGrad() {
        return new GradMode(false);
    }

    /**
     * Switches recording on until the block closes.
     *
     * @return the block
     */
    public static GradMode enableGrad() {
        return new GradMode(true);
    }

    /** Restores what held before. */
    @Override
    public void close() {
        if (previous == null) {
            OFF.remove();
        } else {
            OFF.set(previous);
        }
    }
}
