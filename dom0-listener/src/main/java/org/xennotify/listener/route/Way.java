package org.xennotify.listener.route;

import java.time.Duration;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;

/** One guest's way through the routes. One thread at a time. */
public interface Way {

    /**
     * Hands an event in. An earlier one, of another door of the same guest, may still be underway.
     *
     * @param event is used again when this returns: whoever needs anything of it later has copied it
     */
    Handling handle(Event event);

    /** Whether some route could accept traps of this guest, which has another name than before, or the same. */
    boolean mayTrap(Origin origin);

    /** How long the virtual CPU may be kept whose trap an event is. */
    Duration hold(Event event);

    /**
     * Brings all that was handled so far to where it ends, in one piece.
     *
     * @return false if a place cannot take it now; what was handled is kept, and this is to be called again later
     */
    boolean flush();
}
