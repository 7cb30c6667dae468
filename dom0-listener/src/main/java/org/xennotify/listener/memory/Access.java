package org.xennotify.listener.memory;

/** What somebody wants to do with memory. */
public enum Access {
    READ,
    WRITE
}
