package org.xennotify.listener.command;

import java.io.IOException;

/** What was waited for has not happened in time; the message is a sentence for people. */
final class TimedOutException extends IOException {
    private static final long serialVersionUID = 1L;

    TimedOutException(String message) {
        super(message);
    }
}
