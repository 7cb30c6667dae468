package org.xennotify.listener.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.xennotify.event.Door;

/**
 * What the listener does about events.
 *
 * @param routes the first that matches decides; what none matches is refused
 * @param journal where all that is accepted is written down first
 * @param metrics where it is told how much that is
 */
public record Configuration(
        List<RouteSettings> routes, Optional<JournalSettings> journal, Optional<MetricsSettings> metrics) {

    /** What holds without a file: bell, ring and store of every guest are printed, traps are refused. */
    public static final Configuration DEFAULT = new Configuration(
            List.of(new RouteSettings(
                    Glob.ANY,
                    GuestPattern.ANY,
                    EnumSet.complementOf(EnumSet.of(Door.TRAP)),
                    true,
                    Rate.UNLIMITED,
                    RouteSettings.HOLD,
                    Optional.empty(),
                    List.of(Destination.STANDARD_OUTPUT))),
            Optional.empty(),
            Optional.empty());

    public Configuration {
        routes = List.copyOf(routes);
    }

    /** Whether some route pauses guests. */
    public boolean pauses() {
        return routes.stream().flatMap(route -> route.handler().stream()).anyMatch(HandlerSettings::pause);
    }

    /** Whether some route runs a program. */
    public boolean hasHandlers() {
        return routes.stream().anyMatch(route -> route.handler().isPresent());
    }
}
