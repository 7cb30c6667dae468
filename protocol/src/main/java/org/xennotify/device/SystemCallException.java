package org.xennotify.device;

import java.io.IOException;

/** A call into the operating system or the hypervisor that failed. */
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String error;

    /**
     * @param operation what was tried and on what, e.g. {@code bind port 7 of domain 3}
     * @param error the symbolic name of the error number, e.g. {@code EINVAL}
     */
    public SystemCallException(String operation, String error) {
        super(operation + ": " + error);
        this.error = error;
    }

    /** The symbolic name of the error number, e.g. {@code ENOSPC}; {@code E} and the number where it has no name. */
    public String error() {
        return error;
    }
}
