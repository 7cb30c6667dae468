package org.xennotify.vchan;

import java.io.IOException;

/** The other end of a vchan wrote what no honest end writes; the message says what. */
public final class RingViolationException extends IOException {
    private static final long serialVersionUID = 1L;

    public RingViolationException(String message) {
        super(message);
    }
}
