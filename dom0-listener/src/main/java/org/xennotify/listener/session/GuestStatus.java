package org.xennotify.listener.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How a guest stands at one moment, for people.
 *
 * @param door the doors that it can use now, joined by {@code +}
 * @param state offered, attached, draining, or {@code -} where nothing is published that is of use
 * @param epoch that of its publication; empty if there is none
 * @param events how many were handled since it was found, as this domain and as former ones
 * @param lastEvent when the last one came
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
        Optional<Instant> lastEvent,
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
                lastEvent.or(former::lastEvent),
                backlog,
                gaps + former.gaps,
                droppedReplies + former.droppedReplies,
                throttled);
    }
}
