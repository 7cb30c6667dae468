package org.xennotify.listener.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.xennotify.listener.session.Spread;

/** How long somebody takes to answer, found out without waiting for it: one question at a time. Any thread. */
final class RoundTrip {
    private final Supplier<? extends CompletableFuture<?>> question;
    private final LongSupplier nanoTime;
    private final Spread answers = new Spread();
    private boolean asked;

    RoundTrip(Supplier<? extends CompletableFuture<?>> question, LongSupplier nanoTime) {
        this.question = question;
        this.nanoTime = nanoTime;
    }

    /** Asks again unless an answer is still outstanding, and tells how long answers took until now; failures too. */
    synchronized Spread ask() {
        if (!asked) {
            asked = true;
            long since = nanoTime.getAsLong();
            CompletableFuture<Void> unused = question.get().handle((answer, failure) -> answered(since));
        }
        return answers;
    }

    private synchronized Void answered(long since) {
        answers.add(1, nanoTime.getAsLong() - since);
        asked = false;
        return null;
    }
}
