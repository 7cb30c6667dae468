package org.xennotify.listener.sink;

/** One guest's events on their way into one sink. One thread at a time. */
public interface Batch {

    /**
     * Takes an event, which is out of this process only after {@link #flush}.
     *
     * @return false if it cannot be taken now; nothing of it was taken then, and it is to be offered again later
     */
    boolean accept(Event event);

    /**
     * Writes all that was taken, in one piece.
     *
     * @return false if that is not possible now; nothing of it was written then, and all of it is kept for the next call
     */
    boolean flush();
}
