package org.xennotify.agent.command;

import java.io.IOException;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.outcome.Outcome;

/** A way to a door. */
interface Sender extends AutoCloseable {

    /** Sends and waits, as long as the request has patience. */
    Outcome send(Request request) throws IOException;

    @Override
    void close() throws IOException;
}
