package org.xennotify.listener.command;

/** A command line that is not understood; the message is one sentence. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String sentence) {
        super(sentence);
    }
}
