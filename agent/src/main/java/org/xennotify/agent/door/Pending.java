package org.xennotify.agent.door;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.StoreText;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStore;
import org.xennotify.xenstore.XenStoreException;

/** What was written to the inbox and is not handled yet, as far as is known, by its name there. */
final class Pending {
    private static final Outcome LOST = new Outcome.Failed(
            Exit.FAILED, "the event is gone from XenStore without a reply: it may not have been handled.");
    private static final Outcome MALFORMED = new Outcome.Failed(Exit.FAILED, "Dom0's reply is malformed.");

    private final XenStore store;
    private final GuestNodes nodes;
    private final Map<String, Ticket> tickets = new HashMap<>();

    Pending(XenStore store, GuestNodes nodes) {
        this.store = store;
        this.nodes = nodes;
    }

    void add(String id, Ticket ticket) {
        tickets.put(id, ticket);
    }

    boolean has(String id) {
        return tickets.containsKey(id);
    }

    int heldBy(String user) {
        return (int) tickets.values().stream()
                .filter(ticket -> ticket.user.equals(user))
                .count();
    }

    Collection<Ticket> all() {
        return tickets.values();
    }

    /**
     * Completes what was answered, and forgets what is no longer pending.
     *
     * @param inbox the names there, read before this is called: a reply comes in the moment in which its event goes
     */
    void collect(Set<String> inbox) throws XenStoreException {
        if (tickets.values().stream().anyMatch(ticket -> ticket.patience.wantsAnswer())) {
            for (String id : store.listIfPresent(nodes.outbox())) {
                collect(id);
            }
        }
        tickets.entrySet().removeIf(entry -> isGone(entry.getKey(), entry.getValue(), inbox));
    }

    private void collect(String id) throws XenStoreException {
        Ticket ticket = tickets.get(id);
        if (ticket != null && ticket.patience.wantsAnswer()) {
            Optional<byte[]> reply = store.find(nodes.outbox(id));
            store.remove(nodes.outbox(id));
            tickets.remove(id);
            ticket.complete(reply.map(Pending::outcome).orElse(LOST));
        } else if (InboxId.isForgotten(id, Instant.now())) {
            store.remove(nodes.outbox(id));
        }
    }

    private static boolean isGone(String id, Ticket ticket, Set<String> inbox) {
        boolean gone = !inbox.contains(id);
        if (gone) {
            ticket.complete(LOST); // of no effect where nobody waits for an answer
        }
        return gone;
    }

    private static Outcome outcome(byte[] value) {
        return StoreText.decodeReply(value)
                .map(reply -> Answers.outcome(reply, 0))
                .orElse(MALFORMED);
    }
}
