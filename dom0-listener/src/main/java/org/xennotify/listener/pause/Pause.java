package org.xennotify.listener.pause;

/** A domain that stands still until this is closed. */
public interface Pause extends AutoCloseable {

    /** Nothing stands still. */
    Pause NONE = () -> {};

    /** Lets the domain go on, unless somebody else still needs it to stand still. Closing it again does nothing. */
    @Override
    void close();
}
