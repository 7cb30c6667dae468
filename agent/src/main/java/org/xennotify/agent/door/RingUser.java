package org.xennotify.agent.door;

import java.util.concurrent.CompletableFuture;

/** Whoever writes the ring, from just before Dom0 can find it. All but {@link #raised} is called by one thread. */
public interface RingUser {

    /** There is an empty ring, of an epoch that was never before; Dom0 is told next, or {@link #detach} follows. */
    void attach(Ring ring, long epoch);

    /**
     * Puts nothing new into the ring any more.
     *
     * @return completes when a listener that is attached has read everything, or none is attached, or the ring is gone
     */
    CompletableFuture<Void> drain();

    /**
     * The ring is about to go, and must not be touched after this returns; does nothing if there is none. What it has
     * accepted and Dom0 has not acknowledged goes over to the next one, and so do those who come meanwhile.
     */
    void detach();

    /** No ring is going to follow soon: whoever comes should rather use another door. */
    void shut();

    /** The other end may have written or read. Any thread; must not block. */
    void raised();
}
