package org.xennotify.listener.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How long somebody takes to answer, found out without waiting for it: one question at a time. Any thread. */
final class RoundTrip {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Supplier<? extends CompletableFuture<?>> question;
    private final LongSupplier nanoTime;
    private boolean asked;
    private long since;
    private double last;

    RoundTrip(Supplier<? extends CompletableFuture<?>> question, LongSupplier nanoTime) {
        this.question = question;
        this.nanoTime = nanoTime;
    }

    /**
     * Asks again unless an answer is still outstanding.
     *
     * @return seconds that the last answer took, or for which one is outstanding if that is more
     */
    synchronized double seconds() {
        if (!asked) {
            asked = true;
            since = nanoTime.getAsLong();
            CompletableFuture<Void> unused = question.get().handle((answer, failure) -> answered());
        }
        return asked ? Math.max(last, waited()) : last;
    }

    private synchronized Void answered() {
        last = waited();
        asked = false;
        return null;
    }

    private double waited() {
        return (nanoTime.getAsLong() - since) / NANOS_PER_SECOND;
    }
}
