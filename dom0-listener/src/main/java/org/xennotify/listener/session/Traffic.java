package org.xennotify.listener.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.xennotify.event.Door;

/**
 * What came through one guest's doors since it was found: written in its session's turns, read by anybody, who sees what
 * was counted until the last turn's end. A barrier for each event would cost more than the event.
 */
public final class Traffic {

    /** One door's. */
    private static final class Count {
        private long events;
        private long bytes;
        private long refused;
    }

    private final Map<Door, Count> counts = new EnumMap<>(Door.class);
    private final Spread lag = new Spread();
    private final Spread handlers = new Spread();
    private volatile long turns;

    Traffic() {
        for (Door door : Door.values()) {
            counts.put(door, new Count());
        }
    }

    void handle(Door door, int payload) {
        Count count = of(door);
        count.events++;
        count.bytes += payload;
    }

    void refuse(Door door) {
        of(door).refused++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one turn at a time; others only read
    void turnEnds() {
        turns++;
    }

    private Count seen(Door door) {
        long unused = turns;
        return of(door);
    }

    private Count of(Door door) {
        return Objects.requireNonNull(counts.get(door));
    }

    /** Events that some route accepted. */
    public long events(Door door) {
        return seen(door).events;
    }

    /** Bytes of their payloads. */
    public long bytes(Door door) {
        return seen(door).bytes;
    }

    /** Events that no route accepted, or of a type that is the listener's own. */
    public long refused(Door door) {
        return seen(door).refused;
    }

    /**
     * From the guest's clock at the sending to Dom0's at the arrival, where the guest tells its time; events that are
     * found together count as the last of them.
     */
    public Spread lag() {
        return lag;
    }

    /** From an event's arrival at a handler to the handler's end. */
    public Spread handlers() {
        return handlers;
    }
}
