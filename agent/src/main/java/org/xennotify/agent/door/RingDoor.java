package org.xennotify.agent.door;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.EventType;
import org.xennotify.event.RecordEncoder;
import org.xennotify.vchan.RingViolationException;

/**
 * The ring door: an event is a record in the ring, numbered in its epoch; its reply carries its number. Whoever finds no
 * room waits for it, and no user but the agent's own may take all of it.
 *
 * <p>All work is one look at both rings, on the worker, whenever somebody hands something in or Dom0 raises the event
 * channel: what came together is flushed together.
 *
 * <p>A ring that ends leaves what it had accepted to the next one, see {@link Leftover}, and nothing newer goes in before.
 */
public final class RingDoor implements RingUser {
    private static final Logger LOG = LoggerFactory.getLogger(RingDoor.class);

    private final int size;
    private final String full;
    private final Lobby lobby;
    private final Deque<Leftover> leftovers = new ArrayDeque<>();
    private @Nullable Attached attached;
    private boolean draining;
    private volatile CompletableFuture<Void> drained = new CompletableFuture<>();
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

    @Override
    public void attach(Ring ring, long epoch) {
        attached = new Attached(ring, epoch);
        draining = false;
        open = true;
        lobby.signal();
    }

    /** Who waits for room goes on waiting, for the next ring. */
    @Override
    public void detach() {
        if (attached != null) {
            end(attached);
            attached = null;
        }
        endDraining();
    }

    @Override
    public void shut() {
        open = false;
    }

    /** What this ring leaves comes before what it had no room for: that was left by an earlier one. */
    private void end(Attached last) {
        last.accept(lobby);
        Leftover leftover = last.end();
        if (!leftover.isEmpty()) {
            leftovers.addFirst(leftover);
        }
    }

    @Override
    public void raised() {
        lobby.signal();
    }

    /** Whether there is a ring, or will be in a moment. Any thread. */
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
        int most = size - RecordEncoder.carriedLength(submission.type().length(), 0);
        return submission.payload().length <= most
                ? Optional.empty()
                : Optional.of("an event of this type has at most " + most + " bytes of data here: the ring has " + size
                        + ", see --ring-size of xen-notify agent.");
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
            now.look();
            admit(now);
            now.flush();
            now.accept(lobby);
            return isWaiting(now) && now.awaitRoom();
        } catch (IOException e) {
            shut();
            detach();
            now.fail(e);
            return false;
        }
    }

    /** Fills the room there is: with what earlier rings have left, and then one user's turn after the other's. */
    private void admit(Attached now) throws RingViolationException {
        while (!leftovers.isEmpty() && leftovers.element().moveTo(now)) {
            leftovers.remove();
        }
        if (leftovers.isEmpty() && !draining) {
            admitNewcomers(now);
        }
    }

    private void admitNewcomers(Attached now) throws RingViolationException {
        Optional<Ticket> next = lobby.next(now::heldBy, size);
        while (next.isPresent() && now.write(next.get())) {
            lobby.admit(next.get());
            next = lobby.next(now::heldBy, size);
        }
    }

    private boolean isWaiting(Attached now) {
        return !leftovers.isEmpty() || (draining ? isUnread(now) : !lobby.isEmpty());
    }

    private boolean isUnread(Attached now) {
        return now.isListenerThere() && !(leftovers.isEmpty() && now.isDrained());
    }

    private void forget(Ticket ticket) {
        if (attached != null) {
            attached.forget(ticket);
        }
        leftovers.forEach(leftover -> leftover.forget(ticket));
    }

    private void skip() {
        if (attached != null) {
            attached.skip(1);
        }
    }

    @Override
    public CompletableFuture<Void> drain() {
        if (!draining) {
            draining = true;
            shut();
            drained = new CompletableFuture<>();
            look();
        }
        return drained;
    }

    /** Lets nobody in any more, and drains. To be called on the worker. */
    public void stop() {
        lobby.close();
        CompletableFuture<Void> unused = drain();
    }

    /** Completes after {@link #stop} as {@link #drain} says. Any thread. */
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
        if (attached != null) {
            attached.dismiss(lobby::stop);
        }
        leftovers.forEach(leftover -> leftover.dismiss(lobby::stop));
        if (!leftovers.isEmpty()) {
            LOG.warn("lost with this agent: {} bytes of events, for which there is no ring", carried());
        }
    }

    private long carried() {
        return leftovers.stream().mapToLong(Leftover::size).sum();
    }

    /** For a person who wants to know. To be called on the worker. */
    public Map<String, Object> report() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (attached != null) {
            attached.report(fields);
        }
        if (!leftovers.isEmpty()) {
            fields.put("carried", carried());
        }
        return fields;
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
