package org.xennotify.listener.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How a guest stands at one moment, for people.
 *
 * @param door the doors that it can use now, joined by {@code +}
 * @param state offered, attached, draining, or {@code -} where nothing is published
 * @param epoch that of its publication; empty if there is none
 * @param events how many were handled since it was found
 * @param lastEvent when the last one came
 */
public record GuestStatus(
        int domid,
        String name,
        UUID uuid,
        String door,
        String state,
        String epoch,
        long events,
        Optional<Instant> lastEvent) {}
