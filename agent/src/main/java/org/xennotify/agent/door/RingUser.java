package org.xennotify.agent.door;

/** Whoever writes the ring, from the moment in which Dom0 can find it. Attached and detached by one thread. */
public interface RingUser {

    /** There is a ring, empty and with a fresh epoch. */
    void attach(Ring ring);

    /** The ring is about to go, and must not be touched after this returns; does nothing if there is none. */
    void detach();

    /** The other end may have written or read. Any thread; must not block. */
    void raised();
}
