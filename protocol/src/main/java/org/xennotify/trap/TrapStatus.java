package org.xennotify.trap;

import java.util.Arrays;
import java.util.Optional;

/** What Dom0 writes into a block; the guest has written 0, which afterwards means: not known to be handled. */
public enum TrapStatus {
    HANDLED(1),
    REFUSED(2),
    MALFORMED(3),
    /** The handler has failed, or the event was held too long. */
    FAILED(4);

    private final int number;

    TrapStatus(int number) {
        this.number = number;
    }

    /** The status with this number; empty for 0, and for what this version does not know. */
    static Optional<TrapStatus> of(int number) {
        return Arrays.stream(values()).filter(status -> status.number == number).findFirst();
    }

    /** As it stands in the block. */
    public int number() {
        return number;
    }
}
