package org.xennotify.agent.outcome;

/** How a command ends, as its exit status and as {@code exit} in the socket's answers. */
public enum Exit {
    DONE(0),
    FAILED(1),
    USAGE(2),
    TIMED_OUT(3),
    /** Not available here: no Xen domain, no permission, no device. */
    UNAVAILABLE(69);

    private final int status;

    Exit(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The exit with this status; what this version does not know has failed. */
    public static Exit of(int status) {
        for (Exit exit : values()) {
            if (exit.status == status) {
                return exit;
            }
        }
        return FAILED;
    }
}
