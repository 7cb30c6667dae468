package org.xennotify.agent;

import java.io.IOException;
import org.xennotify.agent.outcome.Exit;

/** An event was not accepted, or not answered {@code ok}; the message is one sentence with cause and remedy. */
public final class NotifyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    NotifyException(Exit exit, String sentence) {
        super(sentence);
        this.exit = exit;
    }

    /**
     * What {@code xen-notify send} would end with: {@link Exit#TIMED_OUT} if there was no room, or no answer, in time;
     * {@link Exit#UNAVAILABLE} if the agent is about to stop; {@link Exit#FAILED} otherwise, also if Dom0 refused the
     * event or its handler answered with an error.
     */
    public Exit exit() {
        return exit;
    }
}
