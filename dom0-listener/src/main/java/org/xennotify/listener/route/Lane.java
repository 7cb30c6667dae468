package org.xennotify.listener.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.xennotify.event.Door;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.config.HandlerSettings;
import org.xennotify.listener.handler.Cage;
import org.xennotify.listener.handler.Handlers;
import org.xennotify.listener.handler.Task;
import org.xennotify.listener.pause.Pause;
import org.xennotify.listener.pause.Pauses;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Followers;
import org.xennotify.listener.sink.Origin;

/** One guest on one route. One thread at a time. */
final class Lane {
    private final Route route;
    private final Limiter limiter;
    private final Batch[] batches;
    private final Followers followers;
    private final Caller caller;
    private final Handlers handlers;
    private final Pauses pauses;
    private final Tasks tasks;
    private final @Nullable HandlerSettings handler;

    Lane(Route route, List<Batch> batches, Caller caller, Surroundings surroundings) {
        this.route = route;
        this.limiter = new Limiter(route.settings().rate(), surroundings.nanoTime());
        this.batches = batches.toArray(Batch[]::new);
        this.followers = surroundings.followers();
        this.caller = caller;
        this.handlers = surroundings.handlers();
        this.pauses = surroundings.pauses();
        this.tasks = new Tasks(surroundings.host());
        this.handler = route.settings().handler().orElse(null);
    }

    boolean matches(Event event) {
        return route.matches(event);
    }

    Handling handle(Event event) {
        if (!route.settings().accept()) {
            return Handling.REFUSED;
        }
        long wait = limiter.waitNanos();
        if (wait > 0) {
            return tooFast(event, wait);
        }
        if (!everyPlaceHasRoom()) {
            return Handling.HELD;
        }
        return handler == null ? take(event) : run(handler, event);
    }

    /** A virtual CPU that waits would be no brake to the others of its guest. */
    private Handling tooFast(Event event, long wait) {
        if (event.door() == Door.TRAP) {
            return Handling.REFUSED;
        }
        caller.signalIn(wait);
        return Handling.HELD;
    }

    Duration hold() {
        return route.settings().hold();
    }

    /** Asked of all before one takes it: a place must not get twice what another had no room for. */
    private boolean everyPlaceHasRoom() {
        for (Batch batch : batches) {
            if (!batch.hasRoom()) {
                return false;
            }
        }
        return true;
    }

    private Handling take(Event event) {
        limiter.take(event.payload().end() - event.payload().from());
        for (Batch batch : batches) {
            if (!batch.accept(event)) {
                throw new IllegalStateException("a place that had room does not take an event: " + batch);
            }
        }
        followers.hear(event);
        return Handling.TAKEN;
    }

    private Handling run(HandlerSettings settings, Event event) {
        if (!caller.mayRun()) {
            return Handling.HELD;
        }
        Optional<Cage> cage = handlers.reserve(caller.signal());
        if (cage.isEmpty()) {
            return Handling.HELD;
        }
        take(event);
        for (Batch batch : batches) {
            boolean unused = batch.flush(); // seen before the handler ends; asked again afterwards
        }
        try {
            return start(settings, event, cage.get(), pause(settings, event.origin()));
        } catch (IOException e) {
            handlers.release(cage.get());
            caller.log().accept("a handler did not run, since its guest cannot be paused: " + Reason.of(e));
            return Handling.NOT_PAUSED;
        }
    }

    private Pause pause(HandlerSettings settings, Origin origin) throws IOException {
        return settings.pause()
                ? pauses.hold(origin.domid(), UUID.fromString(new String(origin.uuid(), US_ASCII)))
                : Pause.NONE;
    }

    private Handling start(HandlerSettings settings, Event event, Cage cage, Pause pause) {
        try {
            Task task = tasks.task(settings, event, caller.log());
            caller.runs();
            return new Handling.Underway(handlers.run(cage, task, caller.log()).whenComplete((reply, failure) -> {
                pause.close();
                caller.ran();
            }));
        } catch (RuntimeException e) {
            pause.close(); // a defect of ours must neither stop a guest for ever
            handlers.release(cage); // nor keep a place from others
            throw e;
        }
    }
}
