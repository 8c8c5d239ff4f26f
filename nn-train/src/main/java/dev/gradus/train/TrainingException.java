package dev.gradus.train;

/** The loss became NaN or infinite. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrainingException(double loss, int epoch, int batch, String origin) {
        super("training: expected a finite loss, got " + loss + " in epoch " + (epoch + 1) + ", batch " + (batch + 1)
                + "; it arose in " + origin);
    }
}
