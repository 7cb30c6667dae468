package org.xennotify.agent.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.event.Reply;
import org.xennotify.lifecycle.Reason;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.vchan.Vchan;

/** One epoch's ring: what was put into it, whose that is, and who waits for answers. */
final class Attached {
    private static final Logger LOG = LoggerFactory.getLogger(Attached.class);

    private final Ring ring;
    private final Vchan vchan;
    private final long epoch;
    private final RingWriter writer;
    private final ReplyReader replies;
    private final Occupancy occupancy = new Occupancy();
    private final List<Ticket> written = new ArrayList<>();
    private final Map<Long, Ticket> asked = new HashMap<>();

    Attached(Ring ring, long epoch) {
        this.ring = ring;
        this.vchan = ring.vchan();
        this.epoch = epoch;
        this.writer = new RingWriter(vchan);
        this.replies = new ReplyReader(vchan, this::answer);
    }

    private void answer(long sequence, Reply reply) {
        Ticket ticket = asked.remove(sequence);
        if (ticket != null) {
            ticket.complete(Answers.outcome(reply, ticket.number));
        }
    }

    /** Takes notice of what Dom0 has answered and read. */
    void look() throws IOException {
        ring.rearm();
        replies.read();
        occupancy.shrinkTo(vchan.backlog());
    }

    int heldBy(String user) {
        return occupancy.heldBy(user);
    }

    /** Puts somebody's event into the ring; false if it has no room there. */
    boolean write(Ticket ticket) throws RingViolationException {
        Submission submission = ticket.submission;
        boolean asks = ticket.patience.wantsAnswer();
        long sequence = writer.offer(submission.type(), submission.payload(), asks, ticket.time);
        if (sequence == RingWriter.FULL) {
            return false;
        }
        occupancy.add(ticket.user, RecordEncoder.length(submission.type().length(), submission.payload().length));
        ticket.number = sequence;
        ticket.sequence = sequence;
        written.add(ticket);
        return true;
    }

    /**
     * Puts an event that an earlier epoch has left into the ring.
     *
     * @return its sequence here, or {@link RingWriter#FULL}
     */
    long carryOver(RecordDecoder record, long earlier) throws RingViolationException {
        return writer.carryOver(record, earlier);
    }

    /** Notes whose bytes were carried over. */
    void add(String user, int bytes) {
        occupancy.add(user, bytes);
    }

    /** Has the answer to a record given to somebody. */
    void expect(long sequence, Ticket ticket) {
        ticket.sequence = sequence;
        asked.put(sequence, ticket);
    }

    void flush() throws IOException {
        writer.flush();
    }

    /** Has those told whose events are in the ring since the last call. */
    void accept(Lobby lobby) {
        for (Ticket ticket : written) {
            if (ticket.patience.wantsAnswer()) {
                expect(ticket.sequence, ticket);
            }
            lobby.accept(ticket, new Outcome.Accepted(ticket.sequence));
        }
        written.clear();
    }

    /** Looks for a moment whether there will be more room than is known of; if not, Dom0 says when there is. */
    boolean awaitRoom() throws IOException {
        return writer.awaitRoom(vchan.writableSize() - occupancy.total() + 1);
    }

    /** Counts so many events that were dropped. */
    void skip(long count) {
        writer.skip(count);
    }

    boolean isListenerThere() {
        return vchan.isPeerLive();
    }

    boolean isDrained() {
        return vchan.isDrained();
    }

    void forget(Ticket ticket) {
        asked.remove(ticket.sequence, ticket);
    }

    /** Lets go of all who wait for answers. */
    void dismiss(Consumer<Ticket> with) {
        asked.values().forEach(with);
        asked.clear();
    }

    /** Says that this ring cannot be used any more. */
    void fail(IOException why) {
        ring.fail(why);
    }

    /** Takes the last answers out, and tells Dom0 nothing: the ring may be from before a resume. */
    Leftover end() {
        try {
            replies.readLast();
        } catch (IOException e) {
            LOG.debug("no more answers: {}", Reason.of(e));
        }
        ByteBuffer unread = vchan.unacknowledged();
        occupancy.shrinkTo(unread.remaining());
        return new Leftover(epoch, unread, occupancy, asked);
    }

    void report(Map<String, Object> fields) {
        fields.put("backlog", backlog());
        fields.put("sequence", writer.sequence());
    }

    private Object backlog() {
        try {
            return (long) vchan.backlog();
        } catch (RingViolationException e) {
            return Reason.of(e);
        }
    }
}
