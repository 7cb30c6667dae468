package org.xennotify.agent.door;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordDecoder.Result;
import org.xennotify.event.RecordEncoder;
import org.xennotify.vchan.RingViolationException;

/**
 * What a ring had accepted, and Dom0 had not acknowledged, when it ended. The next ring gets it first: each record as soon
 * as it has room there, with a new sequence and with epoch and sequence of its first sending, by which Dom0 knows it
 * again. Whoever waits for its answer waits for that of the new record, and its bytes remain its user's.
 */
final class Leftover {
    private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
    private static final String GIVEN_UP = "accepted, but the ring was given up before it was answered.";

    private final long epoch;
    private final ByteBuffer records;
    private final Occupancy users;
    private final Map<Long, Ticket> asked;
    private final RecordDecoder record;
    private long last;

    /**
     * Makes one of what an epoch's ring held.
     *
     * @param records whole ones, in order; the buffer is this object's own from now on, like the following
     * @param users whose they are
     * @param asked who waits for answers, by sequence: also to records that are not here
     */
    Leftover(long epoch, ByteBuffer records, Occupancy users, Map<Long, Ticket> asked) {
        this.epoch = epoch;
        this.records = records;
        this.users = users;
        this.asked = asked;
        this.record = new RecordDecoder(records.capacity());
        boolean isRecord = record.decode(records) == Result.COMPLETE;
        giveUp(isRecord ? record.sequence() : Long.MAX_VALUE);
    }

    /** Turns those away whose events come before this sequence: they were handled. */
    private void giveUp(long sequence) {
        asked.values().removeIf(ticket -> {
            boolean given = ticket.sequence < sequence;
            if (given) {
                ticket.fail(Exit.FAILED, GIVEN_UP);
            }
            return given;
        });
    }

    boolean isEmpty() {
        return !records.hasRemaining();
    }

    /** Bytes that are still here. */
    int size() {
        return records.remaining();
    }

    /** Puts as much into a ring as has room there; returns whether that was all. */
    boolean moveTo(Attached next) throws RingViolationException {
        while (records.hasRemaining()) {
            if (record.decode(records) != Result.COMPLETE || record.sequence() <= last) {
                abandon();
            } else if (!moveRecord(next)) {
                return false;
            }
        }
        return true;
    }

    private boolean moveRecord(Attached next) throws RingViolationException {
        skipGap(next);
        long sequence = next.carryOver(record, epoch);
        if (sequence == RingWriter.FULL) {
            return false;
        }
        int length = RecordEncoder.carriedLength(record.typeLength(), record.payloadLength());
        next.add(users.take(record.length()), length);
        Ticket asker = asked.remove(record.sequence());
        if (asker != null) {
            next.expect(sequence, asker);
        }
        last = record.sequence();
        records.position(records.position() + record.length());
        return true;
    }

    /** What was dropped shows as a gap there, too. */
    private void skipGap(Attached next) {
        if (last != 0) {
            next.skip(record.sequence() - last - 1);
            last = record.sequence() - 1;
        }
    }

    // A reader that stops within a record is none of ours, which acknowledges whole ones.
    private void abandon() {
        LOG.warn(
                "the last {} bytes of epoch {} are lost: Dom0 has stopped reading within a record",
                records.remaining(),
                Long.toHexString(epoch));
        records.position(records.limit());
        giveUp(Long.MAX_VALUE);
    }

    void forget(Ticket ticket) {
        asked.remove(ticket.sequence, ticket);
    }

    /** Lets go of all who wait for answers. */
    void dismiss(Consumer<Ticket> with) {
        asked.values().forEach(with);
        asked.clear();
    }
}
