package org.xennotify.listener.config;

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
 * @param handler runs when an event has come; empty: none does
 * @param to every place that gets the event; none is possible
 */
public record RouteSettings(
        Glob type,
        GuestPattern guest,
        Set<Door> doors,
        boolean accept,
        Rate rate,
        Optional<HandlerSettings> handler,
        List<Destination> to) {

    public RouteSettings {
        doors = Set.copyOf(doors);
        to = List.copyOf(to);
        if (doors.isEmpty()) {
            throw new IllegalArgumentException("a route without a door matches nothing: leave door out for all.");
        }
        if (!accept && handler.isPresent()) {
            throw new IllegalArgumentException("nothing runs for events that are not accepted: leave run out.");
        }
        if (to.stream().distinct().count() < to.size()) {
            throw new IllegalArgumentException("a place stands twice in to.");
        }
    }
}
