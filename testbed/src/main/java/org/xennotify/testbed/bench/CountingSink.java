package org.xennotify.testbed.bench;

import java.util.concurrent.atomic.LongAdder;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Sink;

/** Counts events and does nothing else with them: what is measured is the way to here. */
public final class CountingSink implements Sink {
    private final LongAdder flushed = new LongAdder();

    /** How many events were flushed so far. */
    public long count() {
        return flushed.sum();
    }

    @Override
    public Batch open() {
        return new Counter();
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private final class Counter implements Batch {
        private int taken;

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public boolean accept(Event event) {
            taken++;
            return true;
        }

        @Override
        public boolean flush() {
            flushed.add(taken);
            taken = 0;
            return true;
        }
    }
}
