package org.xennotify.agent.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.Reply;

/** What a reply from Dom0 means to the sender. */
final class Replies {
    private Replies() {}

    static Outcome outcome(Reply reply) {
        return reply.ok() ? new Outcome.Answered(reply.data()) : new Outcome.Failed(Exit.FAILED, reason(reply.data()));
    }

    private static String reason(byte[] data) {
        String text = new String(data, UTF_8).strip();
        return text.isEmpty() ? "Dom0 answered with an error." : "Dom0 answered: " + text;
    }
}
