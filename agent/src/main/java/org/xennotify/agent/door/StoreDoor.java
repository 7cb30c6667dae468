package org.xennotify.agent.door;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.Limits;
import org.xennotify.event.StoreText;
import org.xennotify.lifecycle.Reason;
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
    private static final String FULL = Limits.INBOX_NODES + " events are pending in XenStore, or its quota is reached";

    // Only where XenStore itself is full, of nodes, names or watches: what frees its quota fires no watch of ours.
    private static final Duration FULL_RETRY = Duration.ofMillis(500);

    private final XenStoreClient store;
    private final ScheduledExecutorService worker;
    private final GuestNodes nodes = GuestNodes.own();
    private final Lobby lobby;
    private final Pending pending;
    private final Set<String> watched = new HashSet<>();

    /**
     * Makes the door; it touches XenStore only when something is sent.
     *
     * @param worker has one thread
     * @param ownUser may take all the room
     */
    public StoreDoor(XenStoreClient store, ScheduledExecutorService worker, String ownUser) {
        this.store = store;
        this.worker = worker;
        this.pending = new Pending(store, nodes);
        // Who does not wait any more stays pending, so that his answer is removed.
        this.lobby = new Lobby(worker, ownUser, this::look, ticket -> {});
    }

    /**
     * Hands an event in. Never blocks.
     *
     * @param user who sends it
     * @return what becomes of it, within the sender's patience; cancelling it gives up waiting
     */
    public CompletableFuture<Outcome> send(String user, Submission submission) {
        try {
            StoreText.encode(submission.message());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Outcome.Failed(Exit.FAILED, String.valueOf(e.getMessage())));
        }
        return lobby.enter(new Ticket(user, submission));
    }

    /** How many events were given up at once because there was no room. To be called on the worker. */
    public long dropped() {
        return lobby.dropped();
    }

    /** How many wait for room. To be called on the worker. */
    public long waiting() {
        return lobby.size();
    }

    private void look() {
        lobby.arrive();
        try {
            Set<String> inbox = new HashSet<>(store.listIfPresent(nodes.inbox()));
            pending.collect(inbox);
            admit(inbox);
        } catch (XenStoreException | RuntimeException e) {
            failed(e);
        }
        lobby.seat(FULL, () -> {});
    }

    private void failed(Exception e) {
        if (e instanceof XenStoreException refused && refused.kind() == Kind.FULL) {
            Future<?> unused = worker.schedule(lobby::signal, FULL_RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            // Nobody is let in without XenStore's word; who waits for a reply may still get it.
            lobby.turnAway("not known to be accepted: " + Reason.of(e) + ".");
        }
    }

    /** Fills the room there is, one user's turn after the other's. */
    private void admit(Set<String> inbox) throws XenStoreException {
        Optional<Ticket> next = nextFor(inbox);
        while (next.isPresent()) {
            write(next.get(), inbox);
            next = nextFor(inbox);
        }
        if (!lobby.isEmpty()) {
            watch(nodes.inbox());
        }
    }

    private Optional<Ticket> nextFor(Set<String> inbox) {
        return inbox.size() < Limits.INBOX_NODES ? lobby.next(pending::heldBy, Limits.INBOX_NODES) : Optional.empty();
    }

    private void write(Ticket ticket, Set<String> inbox) throws XenStoreException {
        if (ticket.patience.wantsAnswer()) {
            watch(nodes.outbox());
        }
        String id = newId(ticket, inbox);
        store.write(nodes.inbox(id), StoreText.encode(ticket.submission.message()));
        inbox.add(id);
        pending.add(id, ticket);
        lobby.admit(ticket);
        lobby.accept(ticket, new Outcome.Accepted());
    }

    private String newId(Ticket ticket, Set<String> inbox) {
        Instant until = Instant.now().plus(ticket.patience.answer());
        String id = InboxId.create(until);
        while (inbox.contains(id) || pending.has(id)) {
            id = InboxId.create(until);
        }
        return id;
    }

    private void watch(String path) throws XenStoreException {
        if (!watched.contains(path)) {
            store.watch(path, changed -> lobby.signal());
            watched.add(path);
        }
    }

    /** Turns everybody away who still waits; for the end. To be called on the worker. */
    public void close() {
        lobby.close();
        pending.all().forEach(lobby::stop);
    }
}
