package org.xennotify.listener.route;

import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Sink;

/** Decides what becomes of events. Without a configuration everything is accepted and printed. */
public final class Router {
    private final Sink sink;

    public Router(Sink sink) {
        this.sink = sink;
    }

    /** A way for one more guest. */
    public Way open() {
        return new AcceptAll(sink.open());
    }

    private record AcceptAll(Batch batch) implements Way {
        @Override
        public Handling handle(Event event) {
            return batch.accept(event) ? Handling.TAKEN : Handling.HELD;
        }

        @Override
        public boolean flush() {
            return batch.flush();
        }
    }
}
