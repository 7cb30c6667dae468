package org.xennotify.listener.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import org.xennotify.event.EventType;
import org.xennotify.event.Reply;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Sink;

/** Decides what becomes of an event. Without a configuration everything is accepted and printed. */
public final class Router {
    private static final byte[] RESERVED = EventType.RESERVED.getBytes(US_ASCII);
    private static final Optional<Reply> DONE = Optional.of(new Reply(true, new byte[0]));
    private static final Optional<Reply> REFUSED = Optional.of(new Reply(false, "refused".getBytes(US_ASCII)));

    private final Sink sink;

    public Router(Sink sink) {
        this.sink = sink;
    }

    /** The answer for the guest once the event is handled; empty if that is not possible now and is to be tried again. */
    public Optional<Reply> handle(Event event) {
        if (event.type().startsWith(RESERVED)) {
            return REFUSED;
        }
        return sink.accept(event) ? DONE : Optional.empty();
    }
}
