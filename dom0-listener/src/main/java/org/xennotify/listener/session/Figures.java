package org.xennotify.listener.session;

/** All that is counted about one guest, as the domain that it is now. */
public record Figures(GuestStatus status, Traffic traffic) {}
