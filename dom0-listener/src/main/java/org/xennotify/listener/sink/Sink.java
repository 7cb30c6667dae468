package org.xennotify.listener.sink;

/** Where an event ends. */
public interface Sink {

    /**
     * Takes an event: it is out of this process when this returns.
     *
     * @return false if it cannot be taken now; nothing of it was written then, and it is to be offered again later
     */
    boolean accept(Event event);
}
