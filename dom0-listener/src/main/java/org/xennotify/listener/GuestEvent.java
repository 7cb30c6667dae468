package org.xennotify.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.xennotify.event.Door;

/**
 * An event of a guest, as Dom0 sees it. What a guest says is hostile: {@code type} and {@code payload} are its own words.
 *
 * @param id the same if the event comes again, and no other's: {@code <vm-uuid>/<door>/<16 hex digits>}, by the ring
 *     {@code <vm-uuid>/<epoch>/<sequence>}
 * @param domid of the guest, 1 to 32751
 * @param uuid of the guest
 * @param guest the domain's name; empty if it has none
 * @param door by which it came
 * @param type 1 to 255 of {@code A-Za-z0-9._-}; {@code bell} by the bell; {@code xen-notify.gap} says that events are
 *     missing
 * @param payload any bytes, up to 1 MiB; empty if there is nothing more to say
 * @param sequence as the ring or the trap's sender numbers it, unsigned; empty with other doors
 * @param time the guest's clock; empty if it does not say
 * @param received Dom0's clock
 */
@SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
public record GuestEvent(
        String id,
        int domid,
        UUID uuid,
        String guest,
        Door door,
        String type,
        byte[] payload,
        OptionalLong sequence,
        Optional<Instant> time,
        Instant received) {

    /** The payload as text, for those who expect some; what is no UTF-8 in it is replaced. */
    public String text() {
        return new String(payload, UTF_8);
    }
}
