package org.xennotify.agent.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.lifecycle.Reason;

/** Standard input, as a whole or line by line, in bytes; no more is held than an event may have. */
final class Lines {
    /** No door carries more. */
    static final int LONGEST = 1 << 20;

    private final InputStream in;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next line without its newline; empty at the end. */
    Optional<byte[]> next() throws IOException, ExitException {
        int next = read();
        if (next < 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (next >= 0 && next != '\n') {
            line.write(next);
            checkLength(line.size());
            next = read();
        }
        return Optional.of(line.toByteArray());
    }

    /** All there is. */
    byte[] all() throws IOException, ExitException {
        try {
            byte[] all = in.readNBytes(LONGEST + 1);
            checkLength(all.length);
            return all;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private int read() throws IOException {
        try {
            return in.read();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static IOException unreadable(IOException e) {
        return new IOException("standard input cannot be read (" + Reason.of(e) + ").", e);
    }

    private static void checkLength(int length) throws ExitException {
        if (length > LONGEST) {
            throw new ExitException(Exit.FAILED, "an event has at most " + LONGEST + " bytes of data.");
        }
    }
}
