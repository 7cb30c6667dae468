package org.xennotify.listener.route;

import java.util.List;
import org.xennotify.event.Door;
import org.xennotify.listener.config.RouteSettings;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Sink;
import org.xennotify.listener.sink.Slice;

/**
 * A route with the places that it leads to.
 *
 * @param sinks one for each destination of the settings
 */
record Route(RouteSettings settings, List<Sink> sinks) {

    /** Whether events of a guest's virtual CPUs come by. */
    boolean isForTrapsOf(Origin origin) {
        return settings.doors().contains(Door.TRAP) && settings.guest().matches(origin.name(), origin.uuid());
    }

    boolean matches(Event event) {
        Slice type = event.type();
        Origin origin = event.origin();
        return settings.doors().contains(event.door())
                && settings.guest().matches(origin.name(), origin.uuid())
                && settings.type().matches(type.bytes(), type.from(), type.end());
    }
}
