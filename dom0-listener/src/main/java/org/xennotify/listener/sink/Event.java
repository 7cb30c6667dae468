package org.xennotify.listener.sink;

import java.time.Instant;
import org.xennotify.event.Door;

/**
 * One event as Dom0 sees it. An object of 56 bytes that is passed on and never kept: its ranges may be used again for
 * the next event.
 *
 * @param origin the guest
 * @param door how it came
 * @param token the epoch of the first sending where there is a sequence, else 64 random bits
 * @param sequence what the door numbers events with; 0 where it does not
 * @param type a valid type, see {@link org.xennotify.event.EventType}
 * @param payload any bytes
 * @param time the guest's clock, nanoseconds since 1970 UTC as an unsigned number; 0 if unknown
 * @param received Dom0's clock; several events may share one reading
 */
public record Event(
        Origin origin, Door door, long token, long sequence, Slice type, Slice payload, long time, Instant received) {

    /** An event of a door that neither numbers events nor knows the guest's clock. */
    public static Event unnumbered(Origin origin, Door door, long random, Slice type, Slice payload, Instant received) {
        return new Event(origin, door, random, 0, type, payload, 0, received);
    }
}
