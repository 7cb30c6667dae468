package org.xennotify.agent.door;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.Limits;
import org.xennotify.event.StoreText;
import org.xennotify.lifecycle.Recurring;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;
import org.xennotify.xenstore.XenStoreException.Kind;

/**
 * The store door: an event is a node in the guest's inbox, its reply one in the outbox. At most 64 stand in the inbox,
 * whoever wrote them; whoever finds no room waits for it, and no user but the agent's own may take all of it.
 *
 * <p>All work is one look at inbox and outbox, on the worker, whenever somebody hands something in or a watch fires.
 */
public final class StoreDoor {
    /** What one user may hold of the inbox, so that others find room also while no listener empties it. */
    static final int SHARE = Limits.INBOX_NODES * 3 / 4;

    // Only where XenStore itself is full: what frees its quota fires no watch of ours.
    private static final Duration FULL_RETRY = Duration.ofMillis(500);

    private final XenStoreClient store;
    private final ScheduledExecutorService worker;
    private final String ownUser;
    private final GuestNodes nodes = GuestNodes.own();
    private final Recurring look;
    private final WaitingRoom waiting = new WaitingRoom();
    private final List<Ticket> newcomers = new ArrayList<>();
    private final Pending pending;
    private final Set<String> watched = new HashSet<>();
    private final AtomicLong dropped = new AtomicLong();

    /**
     * Makes the door; it touches XenStore only when something is sent.
     *
     * @param worker has one thread
     * @param ownUser may take all the room
     */
    public StoreDoor(XenStoreClient store, ScheduledExecutorService worker, String ownUser) {
        this.store = store;
        this.worker = worker;
        this.ownUser = ownUser;
        this.pending = new Pending(store, nodes);
        this.look = new Recurring(worker, this::look);
    }

    /**
     * Hands an event in. Never blocks.
     *
     * @param user who sends it
     * @return what becomes of it, within the sender's patience; cancelling it gives up waiting
     */
    public CompletableFuture<Outcome> send(String user, Submission submission) {
        byte[] value;
        try {
            value = StoreText.encode(submission.message());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Outcome.Failed(Exit.FAILED, sentence(e)));
        }
        Ticket ticket = new Ticket(user, value, submission.patience());
        CompletableFuture<Outcome> unused =
                ticket.outcome.whenComplete((outcome, failure) -> forgetIfCancelled(ticket));
        worker.execute(() -> take(ticket));
        return ticket.outcome;
    }

    private static String sentence(IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
    }

    private void forgetIfCancelled(Ticket ticket) {
        if (ticket.outcome.isCancelled()) {
            worker.execute(() -> {
                ticket.silence();
                waiting.remove(ticket);
            });
        }
    }

    private void take(Ticket ticket) {
        if (!ticket.outcome.isDone()) {
            waiting.add(ticket);
            newcomers.add(ticket);
            look.signal();
        }
    }

    /** How many events were given up at once because there was no room, as their senders wished. */
    public long dropped() {
        return dropped.get();
    }

    private void look() {
        try {
            Set<String> inbox = new HashSet<>(store.listIfPresent(nodes.inbox()));
            pending.collect(inbox);
            admit(inbox);
        } catch (XenStoreException | RuntimeException e) {
            turnAway(e);
        }
        newcomers.forEach(this::seat);
        newcomers.clear();
    }

    /** Fills the room there is, one user's turn after the other's. */
    private void admit(Set<String> inbox) throws XenStoreException {
        Optional<Ticket> next = nextFor(inbox);
        while (next.isPresent() && write(next.get(), inbox)) {
            next = nextFor(inbox);
        }
        if (!waiting.isEmpty()) {
            watch(nodes.inbox());
        }
    }

    private Optional<Ticket> nextFor(Set<String> inbox) {
        return inbox.size() < Limits.INBOX_NODES ? waiting.next(pending::heldBy, this::share) : Optional.empty();
    }

    private int share(String user) {
        return user.equals(ownUser) ? Limits.INBOX_NODES : SHARE;
    }

    /** Whether XenStore took it, or nobody wants it any more. */
    private boolean write(Ticket ticket, Set<String> inbox) throws XenStoreException {
        if (ticket.outcome.isDone()) {
            waiting.remove(ticket);
            return true;
        }
        if (ticket.patience.wantsAnswer()) {
            watch(nodes.outbox());
        }
        String id = newId(ticket, inbox);
        try {
            store.write(nodes.inbox(id), ticket.value);
        } catch (XenStoreException e) {
            if (e.kind() != Kind.FULL) {
                throw e;
            }
            Future<?> unused = worker.schedule(look::signal, FULL_RETRY.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        }
        inbox.add(id);
        pending.add(id, ticket);
        waiting.remove(ticket);
        accepted(ticket);
        return true;
    }

    private String newId(Ticket ticket, Set<String> inbox) {
        Instant until = Instant.now().plus(ticket.patience.answer());
        String id = InboxId.create(until);
        while (inbox.contains(id) || pending.has(id)) {
            id = InboxId.create(until);
        }
        return id;
    }

    private void accepted(Ticket ticket) {
        if (ticket.patience.wantsAnswer()) {
            Duration patience = ticket.patience.answer();
            alarm(ticket, patience, "accepted, but not answered within " + seconds(patience) + " s.");
        } else {
            ticket.complete(new Outcome.Accepted());
        }
    }

    private void alarm(Ticket ticket, Duration patience, String sentence) {
        ticket.set(worker.schedule(
                () -> {
                    waiting.remove(ticket);
                    ticket.fail(Exit.TIMED_OUT, sentence);
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS));
    }

    private static String seconds(Duration duration) {
        String text = Double.toString(duration.toMillis() / 1000.0);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** Who found no room at his first look waits for it, or has said that he would not. */
    private void seat(Ticket ticket) {
        if (!waiting.contains(ticket)) {
            return;
        }
        String full = "no room: " + Limits.INBOX_NODES + " events are pending in XenStore, or its quota is reached";
        if (ticket.patience.drop()) {
            dropped.incrementAndGet();
            waiting.remove(ticket);
            ticket.fail(Exit.FAILED, "dropped, " + full + ".");
        } else {
            Duration patience = ticket.patience.room();
            alarm(ticket, patience, full + ", since " + seconds(patience) + " s: is a listener running in Dom0?");
        }
    }

    private void watch(String path) throws XenStoreException {
        if (!watched.contains(path)) {
            store.watch(path, changed -> look.signal());
            watched.add(path);
        }
    }

    /** Nobody is let in without XenStore's word; who waits for a reply may still get it. */
    private void turnAway(Exception e) {
        for (Ticket ticket : waiting.all()) {
            waiting.remove(ticket);
            ticket.fail(Exit.FAILED, "not known to be accepted: " + e.getMessage() + ".");
        }
    }

    /** Turns everybody away who still waits; for the end. To be called on the worker. */
    public void close() {
        List<Ticket> all = waiting.all();
        all.addAll(pending.all());
        all.forEach(ticket -> ticket.fail(Exit.FAILED, "the agent was stopped before this was done."));
    }
}
