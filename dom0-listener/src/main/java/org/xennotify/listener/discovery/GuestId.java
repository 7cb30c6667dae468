package org.xennotify.listener.discovery;

import java.util.UUID;

/** One instance of a guest: domids are reused, and two domains may share a UUID during a migration. */
public record GuestId(int domid, UUID uuid) {}
