package org.xennotify.listener.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.CompletableFuture;
import org.xennotify.event.Reply;

/** What became of an event that was handed in. The usual answers are constants: an event costs no allocation. */
public sealed interface Handling {

    /** Every place has it, and there is nothing to say. */
    Handling TAKEN = new Done(new Reply(true, new byte[0]));

    /** A route does not accept it, or it has a type that is the listener's own. */
    Done REFUSED = new Done(new Reply(false, "refused".getBytes(US_ASCII)));

    /** Its guest should stand still while it is handled, and cannot be made to. */
    Done NOT_PAUSED = new Done(new Reply(false, "domain cannot be paused".getBytes(US_ASCII)));

    Handling HELD = new Held();

    /** It is handled, and may be acknowledged once {@link Way#flush} has returned true. */
    record Done(Reply reply) implements Handling {}

    /** Nothing of it was done: offer it again later. */
    record Held() implements Handling {}

    /** A handler runs. The event is {@link Done} with that reply when it has ended; until then its door is parked. */
    record Underway(CompletableFuture<Reply> reply) implements Handling {}
}
