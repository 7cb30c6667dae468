package org.xennotify.listener.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xennotify.event.RecordEncoder;
import org.xennotify.event.Reply;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.vchan.Vchan;

/**
 * Replies through the ring to a guest. For a guest that does not read them nobody waits: after 5 s without room a reply
 * is dropped, and so are the next ones until there is room again.
 */
final class RingReplies {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A reply is cut to this even if the ring would hold more. */
    private static final int LARGEST = 64 * 1024;

    private final Vchan vchan;
    private final Tally tally;
    private final Host.Alarm alarm;
    private final LongSupplier nanoTime;
    private @Nullable RecordEncoder encoder;
    private @Nullable ByteBuffer waiting;
    private boolean hidden;
    private boolean full;
    private long fullSince;

    /** {@code alarm} brings the guest's next turn. */
    RingReplies(Vchan vchan, Tally tally, Host.Alarm alarm, LongSupplier nanoTime) {
        this.vchan = vchan;
        this.tally = tally;
        this.alarm = alarm;
        this.nanoTime = nanoTime;
    }

    /** Gives a reply in; only while {@link #isWaiting} is false. */
    void add(Reply reply, long sequence) {
        if (encoder == null) {
            encoder = new RecordEncoder(Math.min(vchan.writableSize(), LARGEST));
        }
        waiting = encoder.reply(reply, sequence, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    }

    boolean isWaiting() {
        return waiting != null;
    }

    /** Puts the reply that waits into the ring, or drops it: false if there is no room yet. */
    boolean place() throws RingViolationException {
        if (waiting == null || fits(waiting)) {
            waiting = null;
            return true;
        }
        if (!full) {
            full = true;
            fullSince = nanoTime.getAsLong();
            alarm.after(PATIENCE);
        }
        if (nanoTime.getAsLong() - fullSince < PATIENCE.toNanos()) {
            return false;
        }
        tally.droppedReply();
        waiting = null;
        return true;
    }

    private boolean fits(ByteBuffer reply) throws RingViolationException {
        boolean fits = vchan.offer(reply) || (vchan.askForRoom(reply.remaining()) && vchan.offer(reply));
        full &= !fits;
        hidden |= fits;
        return fits;
    }

    /** Shows the guest what is in the ring. */
    void flush() throws IOException {
        if (hidden) {
            hidden = false;
            vchan.flush();
        }
    }
}
