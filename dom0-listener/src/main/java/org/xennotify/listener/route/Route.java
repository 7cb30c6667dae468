package org.xennotify.listener.route;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.xennotify.event.Door;
import org.xennotify.listener.config.RouteSettings;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Sink;
import org.xennotify.listener.sink.Slice;

/** A route with the places that it leads to. */
final class Route {
    private final RouteSettings settings;
    private final Set<Door> doors;
    private final List<Sink> sinks;

    /** {@code sinks}: one for each destination of the settings. */
    Route(RouteSettings settings, List<Sink> sinks) {
        this.settings = settings;
        this.doors = EnumSet.copyOf(settings.doors()); // asked of each event, and faster than any other set
        this.sinks = List.copyOf(sinks);
    }

    RouteSettings settings() {
        return settings;
    }

    List<Sink> sinks() {
        return sinks;
    }

    /** Whether events of a guest's virtual CPUs come by. */
    boolean isForTrapsOf(Origin origin) {
        return settings.doors().contains(Door.TRAP) && settings.guest().matches(origin.name(), origin.uuid());
    }

    boolean matches(Event event) {
        Slice type = event.type();
        Origin origin = event.origin();
        return doors.contains(event.door())
                && settings.guest().matches(origin.name(), origin.uuid())
                && settings.type().matches(type.bytes(), type.from(), type.end());
    }
}
