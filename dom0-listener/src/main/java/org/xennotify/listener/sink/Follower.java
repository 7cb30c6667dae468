package org.xennotify.listener.sink;

import java.util.function.Predicate;

/** Keeps lines of events for somebody who looks on, as many as there is room for; of the others it keeps the number. */
public final class Follower {
    /** Bytes with which it is full: some 400 usual lines, a fraction of a second of what a terminal can show. */
    static final int FULL = 128 * 1024;

    /** Bytes of data that an event may have; as JSON they may be six times as many. */
    static final int LARGEST = 64 * 1024;

    private final EventLine line;
    private final Predicate<Event> wanted;
    private final Runnable wake;
    private final JsonBytes lines = new JsonBytes();
    private long leftOut;

    Follower(EventLine line, Predicate<Event> wanted, Runnable wake) {
        this.line = line;
        this.wanted = wanted;
        this.wake = wake;
    }

    void hear(Event event) {
        if (wanted.test(event) && isFirst(event)) {
            wake.run();
        }
    }

    /** Keeps an event or counts it; whether there was nothing to take before. */
    private synchronized boolean isFirst(Event event) {
        boolean nothing = lines.length() == 0 && leftOut == 0;
        if (lines.length() >= FULL || event.payload().end() - event.payload().from() > LARGEST) {
            leftOut++;
        } else {
            noteLeftOut();
            line.append(event, lines);
        }
        return nothing;
    }

    private void noteLeftOut() {
        if (leftOut > 0) {
            lines.raw("{\"leftOut\":").decimal(leftOut).raw("}\n");
            leftOut = 0;
        }
    }

    /** Whole lines, among them {@code {"leftOut":N}} where N events are missing; empty if there is nothing. */
    public synchronized byte[] take() {
        noteLeftOut();
        byte[] taken = lines.toArray();
        lines.clear();
        return taken;
    }
}
