package org.xennotify.agent.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.vchan.Vchan;

/**
 * Writes events into a ring as numbered records, without making garbage. What was offered is seen by Dom0 after
 * {@link #flush}: once for a burst of events, so that it costs one wake-up at most. One thread at a time.
 */
public final class RingWriter {
    /** What {@link #offer} returns when there is no room. */
    public static final long FULL = 0;

    // A reader at work frees room within this; waking up costs a thousand times as much.
    private static final int LOOKS = 2000;

    private final Vchan vchan;
    private long sequence;

    /** A writer for a fresh epoch's ring. */
    public RingWriter(Vchan vchan) {
        this.vchan = vchan;
    }

    /**
     * Puts an event into the ring, if it has room there.
     *
     * @param type see {@link org.xennotify.event.EventType}; the caller has checked it
     * @param payload with the type at most 24 bytes less than the ring, or 40 if it can be that it is carried over
     * @param time nanoseconds since 1970 UTC by the guest's clock, 0 = unknown
     * @return its sequence, 1, 2, 3 …, or {@link #FULL}
     */
    public long offer(String type, byte[] payload, boolean wantsReply, long time) throws RingViolationException {
        int length = RecordEncoder.length(type.length(), payload.length);
        if (length > vchan.writableSize()) {
            throw new IllegalArgumentException("a record of " + length + " bytes in a ring of " + vchan.writableSize());
        }
        ByteBuffer record = vchan.claim(length);
        if (record == null) {
            return FULL;
        }
        RecordEncoder.writeEvent(record, type, payload, wantsReply, sequence + 1, time);
        vchan.commit(length);
        return ++sequence;
    }

    /**
     * Puts an event of an earlier epoch into the ring, if it has room there.
     *
     * @param record found in that epoch's ring
     * @param epoch that one
     * @return its sequence in this epoch, or {@link #FULL}
     */
    long carryOver(RecordDecoder record, long epoch) throws RingViolationException {
        int length = RecordEncoder.carriedLength(record.typeLength(), record.payloadLength());
        ByteBuffer place = vchan.claim(length);
        if (place == null) {
            return FULL;
        }
        RecordEncoder.carryOver(place, record, epoch, sequence + 1);
        vchan.commit(length);
        return ++sequence;
    }

    /** Counts so many events that were dropped: Dom0 sees that they are missing. */
    public void skip(long count) {
        sequence += count;
    }

    /** The last sequence that was used; 0 if none was. */
    public long sequence() {
        return sequence;
    }

    /** Shows Dom0 all that was offered, and wakes it if it sleeps. */
    public void flush() throws IOException {
        vchan.flush();
    }

    /**
     * Flushes, and looks for a moment whether Dom0 makes room.
     *
     * @param bytes how many, see {@link RecordEncoder#length}
     * @return whether there is room for so many; if not, the ring's event channel is raised when Dom0 has read
     */
    public boolean awaitRoom(int bytes) throws IOException {
        flush();
        for (int i = 0; i < LOOKS; i++) {
            if (vchan.hasRoom(bytes)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return vchan.askForRoom(bytes);
    }
}
