package org.xennotify.listener.session;

import java.util.OptionalInt;
import java.util.function.LongSupplier;

/** How much may be said: 20 lines at once and one more every 10 s. Thread-safe. */
final class LogBudget {
    private static final int LARGEST = 20;
    private static final long NANOS_PER_LINE = 10_000_000_000L;

    private final LongSupplier nanoTime;
    private int lines = LARGEST;
    private int leftOut;
    private long refilled;

    LogBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.refilled = nanoTime.getAsLong();
    }

    /** Takes one line: how many were left out since the last, or empty if this one is to be left out. */
    synchronized OptionalInt take() {
        refill();
        if (lines == 0) {
            leftOut++;
            return OptionalInt.empty();
        }
        lines--;
        int since = leftOut;
        leftOut = 0;
        return OptionalInt.of(since);
    }

    /** Takes one line to tell how many were left out: empty if none were, or this one is to wait. */
    synchronized OptionalInt takeForThoseLeftOut() {
        return leftOut == 0 ? OptionalInt.empty() : take();
    }

    private void refill() {
        long more = (nanoTime.getAsLong() - refilled) / NANOS_PER_LINE;
        lines = (int) Math.min(LARGEST, lines + more);
        refilled += more * NANOS_PER_LINE;
    }
}
