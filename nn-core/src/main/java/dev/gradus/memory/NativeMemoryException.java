package dev.gradus.memory;

/** Native memory ran out; the message says how much was asked for, by which op, and which setting to change. */
public final class NativeMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NativeMemoryException(String message) {
        super(message);
    }

    static NativeMemoryException overLimit(long asked, long live) {
        return new NativeMemoryException(caller() + ": " + mega(asked) + " asked for while " + mega(live)
                + " are in use; the limit is " + mega(MemoryLimit.bytes())
                + " (raise it with -Dgradus.memory=…, or use smaller batches or tiles)");
    }

    static NativeMemoryException refused(long asked, long live) {
        return new NativeMemoryException(caller() + ": the system refused " + mega(asked) + " while " + mega(live)
                + " are in use (close other programs, or use smaller batches or tiles)");
    }

    private static String mega(long bytes) {
        return bytes >= 10L << 20 ? (bytes >> 20) + " MB" : ((bytes + 1023) >> 10) + " KB";
    }

    private static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(f -> f.getClassName().startsWith("dev.gradus.ops."))
                        .findFirst()
                        .map(StackWalker.StackFrame::getMethodName)
                        .map(NativeMemoryException::readable)
                        .orElse("tensor"));
    }

    /** lambda$relu$0 is a gradient function of relu. */
    private static String readable(String method) {
        return method.startsWith("lambda$")
                ? "the gradient of " + method.substring(7, method.lastIndexOf('$'))
                : method;
    }
}
