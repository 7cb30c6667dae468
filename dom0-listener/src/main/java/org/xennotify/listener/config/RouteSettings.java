package org.xennotify.listener.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xennotify.event.Door;

/**
 * Which events a route is for, and what becomes of them.
 *
 * @param type of the event
 * @param guest that it comes from
 * @param doors by one of which it comes
 * @param accept false: it is refused
 * @param rate for each guest on this route
 * @param hold how long a virtual CPU may be kept that has trapped, 1 ms to {@link #LONGEST_HOLD}
 * @param handler runs when an event has come; empty: none does
 * @param to every place that gets the event; none is possible
 */
public record RouteSettings(
        Glob type,
        GuestPattern guest,
        Set<Door> doors,
        boolean accept,
        Rate rate,
        Duration hold,
        Optional<HandlerSettings> handler,
        List<Destination> to) {

    /** How long a virtual CPU may be kept if nothing is said about it. */
    public static final Duration HOLD = Duration.ofSeconds(1);

    /** A guest's own watchdogs find a CPU dead that is kept longer. */
    public static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

    public RouteSettings {
        doors = Set.copyOf(doors);
        to = List.copyOf(to);
        if (doors.isEmpty()) {
            throw new IllegalArgumentException("a route without a door matches nothing: leave door out for all.");
        }
        if (hold.isNegative() || hold.isZero() || hold.compareTo(LONGEST_HOLD) > 0) {
            throw new IllegalArgumentException("hold is 1ms to 10s.");
        }
        if (!accept && handler.isPresent()) {
            throw new IllegalArgumentException("nothing runs for events that are not accepted: leave run out.");
        }
        if (to.stream().distinct().count() < to.size()) {
            throw new IllegalArgumentException("a place stands twice in to.");
        }
    }
}
