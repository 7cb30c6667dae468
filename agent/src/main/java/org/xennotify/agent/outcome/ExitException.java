package org.xennotify.agent.outcome;

/** Ends the command; the message is one sentence with cause and remedy. */
public final class ExitException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    public ExitException(Exit exit, String sentence) {
        super(sentence);
        this.exit = exit;
    }

    /** What the person typed cannot be meant. */
    public static ExitException usage(String sentence) {
        return new ExitException(Exit.USAGE, sentence);
    }

    public Exit exit() {
        return exit;
    }
}
