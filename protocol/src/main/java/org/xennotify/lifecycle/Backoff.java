package org.xennotify.lifecycle;

import java.time.Duration;

/** Growing pauses between attempts: each twice the last, between a smallest and a largest. Not thread-safe. */
public final class Backoff {
    private final Duration smallest;
    private final Duration largest;
    private Duration next;

    public Backoff(Duration smallest, Duration largest) {
        this.smallest = smallest;
        this.largest = largest;
        this.next = smallest;
    }

    /** The pause before the next attempt. */
    public Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(largest) > 0 ? largest : doubled;
        return pause;
    }

    /** The last attempt succeeded: begin again with the smallest pause. */
    public void reset() {
        next = smallest;
    }
}
