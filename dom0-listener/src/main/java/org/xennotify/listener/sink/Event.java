package org.xennotify.listener.sink;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.xennotify.event.Door;

/**
 * One event as Dom0 sees it. A flyweight that its door uses again for the next event: whoever keeps anything of it
 * copies it. Not thread-safe.
 */
public final class Event {
    private final Slice type = Slice.of("");
    private final Slice payload = Slice.of("");
    private Origin origin;
    private Door door = Door.BELL;
    private long token;
    private long sequence;
    private long time;
    private @Nullable Instant received;
    private @Nullable Trapped trapped;

    public Event(Origin origin) {
        this.origin = origin;
    }

    /** Makes this another event, as its getters say; type and payload are set apart from it. */
    public Event set(Origin newOrigin, Door newDoor, long newToken, long newSequence, long newTime) {
        origin = newOrigin;
        door = newDoor;
        token = newToken;
        sequence = newSequence;
        time = newTime;
        trapped = null;
        return this;
    }

    /** Says who has trapped; null: nobody, as with every other door. */
    public Event by(@Nullable Trapped who) {
        trapped = who;
        return this;
    }

    /** Says when this and the following ones came; null: now, which is looked up if somebody asks for it. */
    public Event came(@Nullable Instant when) {
        received = when;
        return this;
    }

    /** The guest. */
    public Origin origin() {
        return origin;
    }

    /** How it came. */
    public Door door() {
        return door;
    }

    /** The epoch of the first sending where the door is a ring and there is a sequence, else 64 random bits. */
    public long token() {
        return token;
    }

    /** What the door numbers events with; 0 where it does not. */
    public long sequence() {
        return sequence;
    }

    /** The virtual CPU that waits; null where the door is no trap. */
    public @Nullable Trapped trapped() {
        return trapped;
    }

    /** A valid type, see {@link org.xennotify.event.EventType}. */
    public Slice type() {
        return type;
    }

    /** Any bytes. */
    public Slice payload() {
        return payload;
    }

    /** The guest's clock, nanoseconds since 1970 UTC as an unsigned number; 0 if unknown. */
    public long time() {
        return time;
    }

    /** Dom0's clock; events that were found together share one reading, since it may take a system call. */
    public Instant received() {
        if (received == null) {
            received = Instant.now();
        }
        return received;
    }
}
