package dev.gradus.backend;

import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

/** oneDNN refused a call. */
final class OneDnnException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final int status;

    OneDnnException(String what, int status) {
        super(what + ": oneDNN returned status " + status);
        this.status = status;
    }

    /** Whether oneDNN has no kernel for what was asked, rather than failing at it. */
    boolean isUnimplemented() {
        return status == dnnl_unimplemented;
    }
}
