package org.xennotify.event;

import java.util.Locale;

/** The ways by which a guest tells Dom0 that something happened. */
public enum Door {
    /** A wake-up that carries nothing; any number may merge into one. */
    BELL,
    /** Typed events in order, at least once. */
    RING,
    /** Small text events through XenStore alone, at least once, unordered. */
    STORE,
    /** One instruction; the virtual CPU waits while Dom0 looks. */
    TRAP;

    /** As it is written on command lines and in events: {@code bell}, {@code ring}, {@code store}, {@code trap}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
