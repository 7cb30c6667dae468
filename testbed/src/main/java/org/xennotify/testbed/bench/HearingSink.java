package org.xennotify.testbed.bench;

import java.util.function.Consumer;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Sink;

/**
 * Takes every event, and tells of it.
 *
 * @param hearer is called on the listener's threads
 */
record HearingSink(Consumer<Event> hearer) implements Sink, Batch {
    @Override
    public Batch open() {
        return this;
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public boolean accept(Event event) {
        hearer.accept(event);
        return true;
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public void close() {}
}
