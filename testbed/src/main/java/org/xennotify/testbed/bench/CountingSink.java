package org.xennotify.testbed.bench;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Sink;

/** Checks and counts one guest's numbered events, hands them on where that is wanted, and times the second half of them. */
final class CountingSink implements Sink {

    /** A second half: how many events a second, and what each allocated in this process. */
    record Figures(double perSecond, double bytesEach) {}

    private final long count;
    private final NumberedPayload expected;
    private final @Nullable Sink inner;
    private final CompletableFuture<Figures> figures = new CompletableFuture<>();
    private long counted;
    private long start;
    private long allocated;

    /**
     * @param payload the payload before the first
     * @param inner takes the events too, if it is there
     */
    CountingSink(long count, NumberedPayload payload, @Nullable Sink inner) {
        this.count = count;
        this.expected = payload;
        this.inner = inner;
        expected.next();
    }

    /** Completes with the last event; exceptionally if one is not as it should be. */
    CompletableFuture<Figures> figures() {
        return figures;
    }

    @Override
    public Batch open() {
        Batch onward = inner == null ? new Nowhere() : inner.open();
        return new Counting(onward);
    }

    @Override
    public void close() throws IOException {
        if (inner != null) {
            inner.close();
        }
    }

    private static final class Nowhere implements Batch {
        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public boolean accept(Event event) {
            return true;
        }

        @Override
        public boolean flush() {
            return true;
        }
    }

    private final class Counting implements Batch {
        private final Batch onward;

        Counting(Batch onward) {
            this.onward = onward;
        }

        @Override
        public boolean hasRoom() {
            return onward.hasRoom();
        }

        @Override
        public boolean accept(Event event) {
            boolean taken = onward.accept(event);
            if (taken) {
                count(event);
            }
            return taken;
        }

        @Override
        public boolean flush() {
            return onward.flush();
        }
    }

    private void count(Event event) {
        if (!expected.equals(
                event.payload().bytes(), event.payload().from(), event.payload().end())) {
            figures.completeExceptionally(
                    new IllegalStateException("event " + (counted + 1) + " is missing or spoilt"));
        }
        expected.next();
        counted++;
        if (counted == count / 2) {
            allocated = Allocations.bytes();
            start = System.nanoTime();
        } else if (counted == count) {
            double seconds = (System.nanoTime() - start) / 1e9;
            double events = count - count / 2;
            figures.complete(new Figures(events / seconds, (Allocations.bytes() - allocated) / events));
        }
    }
}
