package org.xennotify.listener.fake;

import java.util.ArrayList;
import java.util.List;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.EventLine;
import org.xennotify.listener.sink.JsonBytes;
import org.xennotify.listener.sink.Sink;

/** Keeps lines once they are flushed, and takes nothing while it is told to hold. */
public final class FakeSink implements Sink {
    private final List<String> lines = new ArrayList<>();
    private Runnable whilePrinting = () -> {};
    private boolean held;

    /** What was flushed. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    public synchronized void hold() {
        held = true;
    }

    public synchronized void letGo() {
        held = false;
    }

    /** Does something once, while the next batch is written. */
    public synchronized void whilePrinting(Runnable action) {
        whilePrinting = action;
    }

    private synchronized boolean write(JsonBytes batch) {
        if (!held && batch.length() > 0) {
            batch.toString().lines().forEach(lines::add);
            Runnable action = whilePrinting;
            whilePrinting = () -> {};
            action.run();
        }
        return !held;
    }

    @Override
    public Batch open() {
        return new Lines();
    }

    @Override
    public void close() {}

    private final class Lines implements Batch {
        private final EventLine line = new EventLine("host");
        private final JsonBytes taken = new JsonBytes();

        @Override
        public boolean accept(Event event) {
            line.append(event, taken);
            return true;
        }

        @Override
        public boolean flush() {
            boolean written = write(taken);
            if (written) {
                taken.clear();
            }
            return written;
        }
    }
}
