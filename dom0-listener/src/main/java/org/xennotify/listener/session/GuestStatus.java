package org.xennotify.listener.session;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * How a guest stands at one moment, for people.
 *
 * @param door the doors that it can use now, joined by {@code +}
 * @param state offered, attached, draining, or {@code -} where nothing is published that is of use
 * @param epoch that of its publication; empty if there is none
 * @param events how many were handled since it was found, as this domain and as former ones
 * @param rate events a second, lately: see {@link Rate}
 * @param lastEvent when the last one came, by Dom0's clock
 * @param lagMillis by how much that was after the guest's clock said that it was sent; below 0 where that clock is ahead,
 *     empty where the guest did not tell its time
 * @param backlog bytes in its ring that are not acknowledged, when it was last looked at
 * @param gaps how often sequences were missing in its rings since then
 * @param droppedReplies how many replies its rings had no room for since then
 * @param throttled why it is held back, words joined by {@code +}; empty if it is not
 */
public record GuestStatus(
        int domid,
        String name,
        UUID uuid,
        String door,
        String state,
        String epoch,
        long events,
        double rate,
        Optional<Instant> lastEvent,
        OptionalLong lagMillis,
        int backlog,
        long gaps,
        long droppedReplies,
        String throttled) {

    /** The same with what the guest came to as another domain. */
    GuestStatus after(GuestStatus former) {
        return new GuestStatus(
                domid,
                name,
                uuid,
                door,
                state,
                epoch,
                events + former.events,
                rate,
                lastEvent.or(former::lastEvent),
                lagMillis,
                backlog,
                gaps + former.gaps,
                droppedReplies + former.droppedReplies,
                throttled);
    }
}
