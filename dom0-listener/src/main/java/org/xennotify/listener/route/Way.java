package org.xennotify.listener.route;

import org.xennotify.listener.sink.Event;

/** One guest's way through the routes. One thread at a time. */
public interface Way {

    /**
     * Hands an event in. An earlier one, of another door of the same guest, may still be underway.
     *
     * @param event is used again when this returns: whoever needs anything of it later has copied it
     */
    Handling handle(Event event);

    /**
     * Brings all that was handled so far to where it ends, in one piece.
     *
     * @return false if a place cannot take it now; what was handled is kept, and this is to be called again later
     */
    boolean flush();
}
