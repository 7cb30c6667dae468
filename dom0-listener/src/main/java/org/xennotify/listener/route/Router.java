package org.xennotify.listener.route;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.xennotify.listener.config.Configuration;
import org.xennotify.listener.journal.JournalNote;

/** Decides what becomes of events. */
public final class Router implements AutoCloseable {
    private final Surroundings surroundings;
    private Places places;
    private volatile List<Route> routes;

    /** Everything that {@link Configuration#DEFAULT} accepts is printed, until there is another configuration. */
    public Router(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.places = Places.of(surroundings.standardOutput());
        this.routes = places.routes(Configuration.DEFAULT);
        new JournalNote(surroundings.runDirectory()).forget();
    }

    /**
     * A way for one more guest.
     *
     * @param signal is called when it is worth to offer again what was held
     * @param log takes lines about this guest's handlers
     */
    public Way open(Runnable signal, Consumer<String> log) {
        return new RoutedWay(() -> routes, new Caller(signal, log, surroundings.timer()), surroundings);
    }

    /**
     * Decides otherwise about events that come from now on; nothing is lost of those that have come. Files are opened
     * anew.
     *
     * @throws IOException with a sentence, if a place cannot be used: nothing has changed then
     */
    public synchronized void follow(Configuration configuration) throws IOException {
        Places next = places.with(configuration, surroundings);
        if (configuration.hasHandlers()) {
            surroundings.handlers().prepare();
        }
        if (configuration.pauses()) {
            surroundings.pauses().prepare();
        }
        Places last = places;
        places = next;
        routes = next.routes(configuration);
        last.release(next);
        if (configuration.journal().isEmpty()) {
            new JournalNote(surroundings.runDirectory()).forget();
        }
    }

    /** Lets go of the files; not of standard output. */
    @Override
    public synchronized void close() {
        places.close();
    }
}
