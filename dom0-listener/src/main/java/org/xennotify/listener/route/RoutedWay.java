package org.xennotify.listener.route;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;

/** One guest's way through the routes that hold at the time. */
final class RoutedWay implements Way {
    private final Supplier<List<Route>> current;
    private final Caller caller;
    private final Surroundings surroundings;
    private Lanes lanes;

    RoutedWay(Supplier<List<Route>> current, Caller caller, Surroundings surroundings) {
        this.current = current;
        this.caller = caller;
        this.surroundings = surroundings;
        this.lanes = new Lanes(current.get(), caller, surroundings);
    }

    @Override
    public Handling handle(Event event) {
        return hasFollowed() ? lanes.handle(event) : Handling.HELD;
    }

    @Override
    public boolean mayTrap(Origin origin) {
        for (Route route : current.get()) {
            if (route.isForTrapsOf(origin)
                    && (route.settings().accept() || route.settings().type().isAny())) {
                return route.settings().accept();
            }
        }
        return false;
    }

    @Override
    public Duration hold(Event event) {
        return lanes.hold(event);
    }

    /** Goes over to new routes as soon as all that came by the old ones is out. */
    private boolean hasFollowed() {
        List<Route> routes = current.get();
        if (lanes.follow(routes)) {
            return true;
        }
        if (!lanes.flush()) {
            return false;
        }
        lanes = new Lanes(routes, caller, surroundings);
        return true;
    }

    @Override
    public boolean flush() {
        return lanes.flush();
    }
}
