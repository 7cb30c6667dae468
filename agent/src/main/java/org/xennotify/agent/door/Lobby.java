package org.xennotify.agent.door;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.lifecycle.Recurring;

/**
 * Where events come in at a door, and wait within their senders' patience: first for room, then for an answer. The
 * door's work is one look, on the worker, run again whenever somebody comes in or it is signalled.
 */
final class Lobby {
    private static final Outcome STOPPED =
            new Outcome.Failed(Exit.FAILED, "the agent was stopped before this was done.");

    private final ScheduledExecutorService worker;
    private final String ownUser;
    private final Recurring look;
    private final Consumer<Ticket> onGivenUp;
    private final Queue<Ticket> arrivals = new ConcurrentLinkedQueue<>();
    private final List<Ticket> newcomers = new ArrayList<>();
    private final WaitingRoom waiting = new WaitingRoom();
    private long dropped;
    private boolean closed;

    /**
     * Makes an empty lobby.
     *
     * @param worker has one thread
     * @param ownUser may take all the room
     * @param look the door's work
     * @param onGivenUp takes whoever does not wait for an answer any more
     */
    Lobby(ScheduledExecutorService worker, String ownUser, Runnable look, Consumer<Ticket> onGivenUp) {
        this.worker = worker;
        this.ownUser = ownUser;
        this.look = new Recurring(worker, look);
        this.onGivenUp = onGivenUp;
    }

    /** What one user may hold of all the room, so that others find some while Dom0 takes nothing. */
    static int share(int whole) {
        return whole / 4 * 3;
    }

    /** Has the door look again. Any thread. */
    void signal() {
        look.signal();
    }

    /** Lets somebody in. Any thread; cancelling what is returned gives up waiting. */
    CompletableFuture<Outcome> enter(Ticket ticket) {
        CompletableFuture<Outcome> unused =
                ticket.outcome.whenComplete((outcome, failure) -> forgetIfCancelled(ticket));
        arrivals.add(ticket);
        look.signal();
        return ticket.outcome;
    }

    private void forgetIfCancelled(Ticket ticket) {
        if (ticket.outcome.isCancelled()) {
            try {
                worker.execute(() -> giveUp(ticket));
            } catch (RejectedExecutionException stopped) {
                // Then all are forgotten.
            }
        }
    }

    private void giveUp(Ticket ticket) {
        ticket.silence();
        waiting.remove(ticket);
        onGivenUp.accept(ticket);
    }

    /** Takes notice of those who came in since the last look. */
    void arrive() {
        for (Ticket ticket = arrivals.poll(); ticket != null; ticket = arrivals.poll()) {
            if (closed) {
                ticket.complete(STOPPED);
            } else if (!ticket.outcome.isDone()) {
                waiting.add(ticket);
                newcomers.add(ticket);
            }
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.all().size();
    }

    /** How many events were given up at once because there was no room, as their senders wished. */
    long dropped() {
        return dropped;
    }

    /**
     * Whose turn it is; he stays until he is {@link #admit}ted.
     *
     * @param held how much of the room a user has
     * @param whole all the room that there can be
     */
    Optional<Ticket> next(ToIntFunction<String> held, int whole) {
        ToIntFunction<String> share = user -> user.equals(ownUser) ? whole : share(whole);
        Optional<Ticket> next = waiting.next(held, share);
        while (next.isPresent() && next.get().outcome.isDone()) {
            waiting.remove(next.get());
            next = waiting.next(held, share);
        }
        return next;
    }

    /** Gives somebody room. */
    void admit(Ticket ticket) {
        waiting.remove(ticket);
    }

    /** Tells whose event the door has accepted, unless he waits for the answer now. */
    void accept(Ticket ticket, Outcome.Accepted accepted) {
        if (ticket.patience.wantsAnswer()) {
            Duration patience = ticket.patience.answer();
            alarm(ticket, patience, "accepted, but not answered within " + seconds(patience) + " s.");
        } else {
            ticket.complete(accepted);
        }
    }

    /**
     * Ends a look: who found no room at his first one waits for it, or has said that he would not.
     *
     * @param full says why there is none
     * @param onDropped is called for each who does not wait
     */
    void seat(String full, Runnable onDropped) {
        for (Ticket ticket : newcomers) {
            if (waiting.contains(ticket)) {
                seat(ticket, full, onDropped);
            }
        }
        newcomers.clear();
    }

    private void seat(Ticket ticket, String full, Runnable onDropped) {
        if (ticket.patience.drop()) {
            dropped++;
            waiting.remove(ticket);
            onDropped.run();
            ticket.fail(Exit.FAILED, "dropped, no room: " + full + ".");
        } else {
            Duration patience = ticket.patience.room();
            String since = ", since " + seconds(patience) + " s: is a listener running in Dom0?";
            alarm(ticket, patience, "no room: " + full + since);
        }
    }

    private void alarm(Ticket ticket, Duration patience, String sentence) {
        Runnable ring = () -> {
            ticket.fail(Exit.TIMED_OUT, sentence);
            giveUp(ticket);
        };
        ticket.set(worker.schedule(ring, patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static String seconds(Duration duration) {
        String text = Double.toString(duration.toMillis() / 1000.0);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** Turns away who waits for room. */
    void turnAway(String sentence) {
        for (Ticket ticket : waiting.all()) {
            waiting.remove(ticket);
            ticket.fail(Exit.FAILED, sentence);
        }
    }

    /** Lets nobody in any more, and turns away who waits for room. */
    void close() {
        closed = true;
        arrive();
        waiting.all().forEach(this::stop);
    }

    /** Sends somebody away because the agent ends. */
    void stop(Ticket ticket) {
        waiting.remove(ticket);
        ticket.complete(STOPPED);
    }
}
