package org.xennotify.agent.door;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.EventType;
import org.xennotify.event.RecordEncoder;
import org.xennotify.event.Reply;
import org.xennotify.vchan.RingViolationException;

/**
 * The ring door: an event is a record in the ring, numbered in its epoch; its reply carries its number. Whoever finds no
 * room waits for it, and no user but the agent's own may take all of it.
 *
 * <p>All work is one look at both rings, on the worker, whenever somebody hands something in or Dom0 raises the event
 * channel: what came together is flushed together.
 */
public final class RingDoor implements RingUser {
    private static final String SPOILT = "not known to be accepted: the ring was given up meanwhile.";
    private static final String GIVEN_UP = "accepted, but the ring was given up before it was answered.";

    private final int size;
    private final String full;
    private final Lobby lobby;
    private final List<Ticket> written = new ArrayList<>();
    private final Map<Long, Ticket> asked = new HashMap<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private @Nullable Attached attached;
    private boolean draining;
    private volatile boolean open;

    /**
     * Makes a door that is closed until a ring is attached.
     *
     * @param size bytes of every ring that will be
     * @param worker has one thread
     * @param ownUser may take all the room
     */
    public RingDoor(int size, ScheduledExecutorService worker, String ownUser) {
        this.size = size;
        this.full = "the ring of " + size + " bytes is full";
        this.lobby = new Lobby(worker, ownUser, this::look, this::forget);
    }

    /** A ring, and what is known of both its directions. */
    private record Attached(Ring ring, RingWriter writer, ReplyReader replies, Occupancy occupancy) {}

    @Override
    public void attach(Ring ring) {
        attached = new Attached(
                ring, new RingWriter(ring.vchan()), new ReplyReader(ring.vchan(), this::answer), new Occupancy());
        open = true;
        lobby.signal();
    }

    /** Who waits for room goes on waiting, for the next ring. */
    @Override
    public void detach() {
        open = false;
        attached = null;
        written.forEach(ticket -> ticket.fail(Exit.FAILED, SPOILT));
        written.clear();
        asked.values().forEach(ticket -> ticket.fail(Exit.FAILED, GIVEN_UP));
        asked.clear();
        endDraining();
    }

    @Override
    public void raised() {
        lobby.signal();
    }

    /** Whether there is a ring. Any thread. */
    public boolean isOpen() {
        return open;
    }

    /**
     * Hands an event in. Never blocks.
     *
     * @param user who sends it
     * @return what becomes of it, within the sender's patience; cancelling it gives up waiting
     */
    public CompletableFuture<Outcome> send(String user, Submission submission) {
        Optional<String> objection = objection(submission);
        return objection.isPresent()
                ? CompletableFuture.completedFuture(new Outcome.Failed(Exit.FAILED, objection.get()))
                : lobby.enter(new Ticket(user, submission));
    }

    private Optional<String> objection(Submission submission) {
        try {
            EventType.check(submission.type());
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        int most = size - RecordEncoder.length(submission.type().length(), 0);
        return submission.payload().length <= most
                ? Optional.empty()
                : Optional.of("an event of this type has at most " + most + " bytes of data here: the ring has " + size
                        + ", see --ring-size of xen-notify agent.");
    }

    private static int length(Submission submission) {
        return RecordEncoder.length(submission.type().length(), submission.payload().length);
    }

    private void look() {
        lobby.arrive();
        if (attached != null && isWorthAnotherLook(attached)) {
            lobby.signal(); // as a turn of its own, so that the worker's other work has its turns too
        } else {
            lobby.seat(full, this::skip);
        }
        endDraining();
    }

    /** Does all that can be done now; returns whether Dom0 has made room meanwhile for those who wait. */
    private boolean isWorthAnotherLook(Attached now) {
        try {
            now.ring.rearm();
            now.replies.read();
            admit(now);
            flush(now);
            return isWaiting(now) && now.writer.awaitRoom(size - now.occupancy.total() + 1);
        } catch (IOException e) {
            detach();
            now.ring.fail(e);
            return false;
        }
    }

    /** Fills the room there is, one user's turn after the other's. */
    private void admit(Attached now) throws RingViolationException {
        now.occupancy.shrinkTo(now.ring.vchan().backlog());
        Optional<Ticket> next = lobby.next(now.occupancy::heldBy, size);
        while (next.isPresent() && write(next.get(), now)) {
            next = lobby.next(now.occupancy::heldBy, size);
        }
    }

    private boolean write(Ticket ticket, Attached now) throws RingViolationException {
        Submission submission = ticket.submission;
        boolean asks = ticket.patience.wantsAnswer();
        long sequence = now.writer.offer(submission.type(), submission.payload(), asks, ticket.time);
        if (sequence == RingWriter.FULL) {
            return false;
        }
        now.occupancy.add(ticket.user, length(submission));
        ticket.sequence = sequence;
        written.add(ticket);
        lobby.admit(ticket);
        return true;
    }

    /** Accepted is what Dom0 can see: if this process dies after that, the event is there. */
    private void flush(Attached now) throws IOException {
        now.writer.flush();
        for (Ticket ticket : written) {
            if (ticket.patience.wantsAnswer()) {
                asked.put(ticket.sequence, ticket);
            }
            lobby.accept(ticket, new Outcome.Accepted(ticket.sequence));
        }
        written.clear();
    }

    private boolean isWaiting(Attached now) {
        return !lobby.isEmpty() || (draining && isUnread(now));
    }

    private static boolean isUnread(Attached now) {
        return now.ring.vchan().isPeerLive() && !now.ring.vchan().isDrained();
    }

    private void answer(long sequence, Reply reply) {
        Ticket ticket = asked.remove(sequence);
        if (ticket != null) {
            ticket.complete(Answers.outcome(reply, sequence));
        }
    }

    private void forget(Ticket ticket) {
        asked.remove(ticket.sequence, ticket);
    }

    private void skip() {
        if (attached != null) {
            attached.writer.skip();
        }
    }

    /** Lets nothing more in, and has what is in the ring read. To be called on the worker. */
    public void drain() {
        draining = true;
        lobby.close();
        look();
    }

    /** Completes after {@link #drain} when a listener that is attached has read everything, or none is attached. */
    public CompletableFuture<Void> drained() {
        return drained;
    }

    private void endDraining() {
        if (draining && (attached == null || !isUnread(attached))) {
            drained.complete(null);
        }
    }

    /** Turns everybody away who still waits; for the end. To be called on the worker. */
    public void close() {
        lobby.close();
        look(); // an answer may have come with the last acknowledgement
        asked.values().forEach(lobby::stop);
        asked.clear();
    }

    /** For a person who wants to know; empty where there is no ring. To be called on the worker. */
    public Map<String, Object> report() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Attached now = attached;
        if (now != null) {
            fields.put("backlog", backlog(now));
            fields.put("sequence", now.writer.sequence());
        }
        return fields;
    }

    private static Object backlog(Attached now) {
        try {
            return (long) now.ring.vchan().backlog();
        } catch (RingViolationException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** How many events were given up at once because there was no room. To be called on the worker. */
    public long dropped() {
        return lobby.dropped();
    }

    /** How many wait for room. To be called on the worker. */
    public long waiting() {
        return lobby.size();
    }
}
