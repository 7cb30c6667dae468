package org.xennotify.agent.door;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;

/** One event on its way through a door. All but the outcome belongs to the door's worker. */
final class Ticket {
    final String user;
    final Submission submission;
    final Patience patience;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    /** When it was handed in, in nanoseconds since 1970 UTC. */
    final long time;

    /** Its event's number in the epoch of its first sending, once it has one. */
    long number;

    /** That of its record in the ring: another one if it was carried over. */
    long sequence;

    private @Nullable Future<?> alarm;

    Ticket(String user, Submission submission) {
        this.user = user;
        this.submission = submission;
        this.patience = submission.patience();
        Instant now = Instant.now();
        this.time = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** Takes charge of what ends this ticket's wait; the alarm before it is off. */
    void set(Future<?> next) {
        silence();
        alarm = next;
    }

    void silence() {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    void complete(Outcome result) {
        silence();
        outcome.complete(result);
    }

    void fail(Exit exit, String sentence) {
        complete(new Outcome.Failed(exit, sentence));
    }
}
