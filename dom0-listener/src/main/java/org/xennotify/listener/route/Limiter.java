package org.xennotify.listener.route;

import java.util.function.LongSupplier;
import org.xennotify.listener.config.Rate;

/** Keeps one guest to the rate of one route. Not thread-safe. */
final class Limiter {
    private final boolean limited;
    private final LongSupplier nanoTime;
    private final Bucket events;
    private final Bucket bytes;

    Limiter(Rate rate, LongSupplier nanoTime) {
        this.limited = !rate.equals(Rate.UNLIMITED);
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.events = new Bucket(rate.events(), rate.burst(), now);
        this.bytes = new Bucket(rate.bytes(), rate.bytes(), now);
    }

    /** Nanoseconds until the next event may pass; 0: now. */
    long waitNanos() {
        if (!limited) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        return Math.max(events.waitAt(now), bytes.waitAt(now));
    }

    /** An event passes. */
    void take(int payload) {
        if (limited) {
            long now = nanoTime.getAsLong();
            events.take(now, 1);
            bytes.take(now, payload);
        }
    }
}
