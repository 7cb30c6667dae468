package org.xennotify.listener.command;

/** What a command's exit status says. */
public final class ExitStatus {
    /** Done what was asked. */
    public static final int DONE = 0;

    /** Tried and failed. */
    public static final int FAILED = 1;

    /** Not asked in a way that is understood. */
    public static final int USAGE = 2;

    /** Waited too long. */
    public static final int TIMED_OUT = 3;

    /** Not to be had here: not Dom0, no permission, no device, no listener. */
    public static final int UNAVAILABLE = 69;

    private ExitStatus() {}
}
