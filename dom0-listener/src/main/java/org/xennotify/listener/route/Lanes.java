package org.xennotify.listener.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Sink;

/** One guest on all routes. One thread at a time. */
final class Lanes {
    private final List<Route> routes;
    private final Lane[] lanes;
    private final Batch[] batches;

    Lanes(List<Route> routes, Caller caller, Surroundings surroundings) {
        this.routes = routes;
        Map<Sink, Batch> open = new LinkedHashMap<>();
        List<Lane> all = new ArrayList<>();
        for (Route route : routes) {
            List<Batch> to = route.sinks().stream()
                    .map(sink -> open.computeIfAbsent(sink, Sink::open))
                    .toList();
            all.add(new Lane(route, to, caller, surroundings));
        }
        this.lanes = all.toArray(Lane[]::new);
        this.batches = open.values().toArray(Batch[]::new);
    }

    /** Whether this is all about these very routes. */
    boolean follow(List<Route> current) {
        return routes == current;
    }

    Handling handle(Event event) {
        Lane lane = lane(event);
        return lane == null ? Handling.REFUSED : lane.handle(event);
    }

    /** What is refused need not be kept at all. */
    Duration hold(Event event) {
        Lane lane = lane(event);
        return lane == null ? Duration.ZERO : lane.hold();
    }

    private @Nullable Lane lane(Event event) {
        for (Lane lane : lanes) {
            if (lane.matches(event)) {
                return lane;
            }
        }
        return null;
    }

    /** Each place keeps what it could not take: it is asked again with all the others. */
    boolean flush() {
        boolean flushed = true;
        for (Batch batch : batches) {
            flushed &= batch.flush();
        }
        return flushed;
    }
}
