package org.xennotify.agent.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.Reply;

/** What a reply of Dom0's means to the sender. */
final class Answers {
    private Answers() {}

    /** {@code sequence} is that of the event, 0 if its door has none. */
    static Outcome outcome(Reply reply, long sequence) {
        return reply.ok()
                ? new Outcome.Answered(reply.data(), sequence)
                : new Outcome.Failed(Exit.FAILED, reason(reply.data()));
    }

    private static String reason(byte[] data) {
        String text = new String(data, UTF_8).strip();
        return text.isEmpty() ? "Dom0 answered with an error." : "Dom0 answered: " + text;
    }
}
