package org.xennotify.agent.door;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;

/** One event on its way through the store door. All but the outcome belongs to the door's worker. */
final class Ticket {
    final String user;
    final byte[] value;
    final Patience patience;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private @Nullable Future<?> alarm;

    Ticket(String user, byte[] value, Patience patience) {
        this.user = user;
        this.value = value;
        this.patience = patience;
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
