package org.xennotify.listener.session;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xennotify.event.Door;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordKind;
import org.xennotify.event.Reply;
import org.xennotify.listener.route.Handling;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanClient;

/**
 * An attached ring. What is there is taken into a copy, decoded, handed in and answered record by record; when all of it
 * is where it should end, its room is given back to the guest: that is the acknowledgement.
 */
final class Ring implements Link {
    /** Bytes after which others have their turn, if any wait for one. */
    private static final int WHILE_OTHERS_WAIT = 64 * 1024;

    private static final int PER_TURN = 1024 * 1024;

    /** A busy guest's next record is there sooner than the wake-up that is saved. */
    private static final int LOOKS = 2000;

    /** A record above this has its memory from the heap that all guests share. */
    private static final int LARGE = 8 * 1024;

    /** What a byte of a record may take: a copy, and six bytes of JSON in a buffer that has grown by doubling. */
    private static final int HEAP_PER_BYTE = 10;

    private final Vchan vchan;
    private final int port;
    private final Wakeups wakeups;
    private final HeapBudget.Share heap;
    private final HeapBudget.Share legacy;
    private final String epoch;
    private final long token;
    private final Voice voice;
    private final Tally tally;
    private final BooleanSupplier othersWait;
    private final RingReplies replies;
    private final Taken taken;
    private final RecordDecoder record;
    private @Nullable CompletableFuture<Reply> underway;
    private long last;
    private int handled;
    private int turn;
    private boolean outlived;

    private Ring(
            Host host,
            Publication publication,
            VchanClient.Attached attached,
            Wakeups wakeups,
            Budget budget,
            Voice voice,
            Tally tally,
            Runnable signal) {
        this.vchan = attached.vchan();
        this.port = attached.port();
        this.wakeups = wakeups;
        this.heap = budget.heap();
        this.legacy = budget.legacy();
        this.epoch = publication.epoch();
        this.token = Long.parseUnsignedLong(epoch, 16);
        this.voice = voice;
        this.tally = tally;
        this.othersWait = host.othersWait();
        this.replies = new RingReplies(vchan, tally, host.alarm(signal), System::nanoTime);
        this.taken = new Taken(vchan.readableSize());
        this.record = new RecordDecoder(vchan.readableSize());
    }

    static Ring attach(
            Host host, int domid, Publication publication, Voice voice, Tally tally, Budget budget, Runnable signal)
            throws IOException {
        Wakeups wakeups = new Wakeups(host, budget.wakeups(), signal);
        VchanClient.Attached attached = VchanClient.attach(
                host.mapper(),
                host.channels(),
                domid,
                (int) publication.ring().orElseThrow(),
                publication.port().orElseThrow(),
                wakeups);
        return new Ring(host, publication, attached, wakeups, budget, voice, tally, signal);
    }

    @Override
    public Door door() {
        return Door.RING;
    }

    @Override
    public Progress work() throws IOException {
        Progress progress = Progress.MORE;
        turn = 0;
        while (progress == Progress.MORE && hasTurn()) {
            progress = handle();
            if (!settle()) {
                progress = Progress.HELD;
            }
            if (progress == Progress.IDLE) {
                progress = take();
            }
        }
        if (progress == Progress.HELD && handled == 0) {
            putBack();
        }
        tally.backlog(vchan.unreleased() + vchan.available());
        return progress;
    }

    private boolean hasTurn() {
        return turn < WHILE_OTHERS_WAIT || (turn < PER_TURN && !othersWait.getAsBoolean());
    }

    /** Idle when all that was taken is handled, as far as it is whole records. */
    private Progress handle() throws IOException {
        Progress progress = resume();
        while (progress == Progress.IDLE) {
            switch (record.decode(taken.bytes())) {
                case COMPLETE -> progress = handleRecord();
                case NEED_MORE -> {
                    return Progress.IDLE;
                }
                case VIOLATION -> throw new RingViolationException(record.violation());
            }
        }
        return progress;
    }

    private Progress handleRecord() throws IOException {
        check();
        if (!hasHeapFor(record.length())) {
            return Progress.PARKED;
        }
        Handling handling = isBehindGap()
                ? voice.sayGap(epoch, last + 1, record.sequence() - 1)
                : voice.say(record, taken.array(), token);
        if (handling instanceof Handling.Done done) {
            return done(done.reply());
        }
        if (handling instanceof Handling.Underway handler) {
            underway = handler.reply();
            return Progress.PARKED;
        }
        return Progress.HELD;
    }

    private void check() throws RingViolationException {
        if (record.kind() == RecordKind.REPLY) {
            throw new RingViolationException("a reply, which only Dom0 gives");
        }
        if (record.kind() == RecordKind.CARRIED_OVER && record.firstSequence() == 0) {
            throw new RingViolationException("an event that is carried over from sequence 0");
        }
        long sequence = record.sequence();
        if (sequence == 0 || Long.compareUnsigned(sequence, last) <= 0) {
            throw new RingViolationException(
                    "sequence " + Long.toUnsignedString(sequence) + " after " + Long.toUnsignedString(last));
        }
    }

    private boolean isBehindGap() {
        return last != 0 && record.sequence() != last + 1;
    }

    private Progress done(Reply reply) throws IOException {
        if (isBehindGap()) {
            tally.gap();
            last = record.sequence() - 1;
            return Progress.IDLE;
        }
        if (record.wantsReply()) {
            replies.add(reply, record.sequence());
        }
        return answered();
    }

    /** Moves on, unless the reply still waits for room. */
    private Progress answered() throws IOException {
        if (replies.isWaiting()) {
            wakeups.next(port);
            if (!replies.place()) {
                return Progress.PARKED;
            }
        }
        last = record.sequence();
        handled += record.length();
        taken.skip(record.length());
        return Progress.IDLE;
    }

    /** Goes on with the record at which the last turn was parked. */
    private Progress resume() throws IOException {
        CompletableFuture<Reply> handler = underway;
        if (handler == null) {
            return replies.isWaiting() ? answered() : Progress.IDLE;
        }
        if (!handler.isDone()) {
            return Progress.PARKED;
        }
        underway = null;
        return done(handler.join());
    }

    /** Acknowledges what was handled once it is where it ends: false if that cannot be now. */
    private boolean settle() throws IOException {
        if (handled > 0) {
            if (!voice.flush()) {
                return false;
            }
            replies.flush();
            int bytes = handled;
            handled = 0; // first: a guest that cannot be woken has its room all the same
            vchan.release(bytes);
            wakeups.served();
            letHeapGo();
        }
        return true;
    }

    /** Takes more if there is more, and rests if there is not. */
    private Progress take() throws IOException {
        if (!isReady()) {
            return turn > 0 && looksAgain() ? Progress.MORE : rest();
        }
        if (!hasHeapFor(begun())) {
            return Progress.PARKED;
        }
        turn += taken.fill(vchan, begun());
        voice.now();
        return Progress.MORE;
    }

    /** Whether there is something to take: of a large record all of it, or one that never ends would hold its memory. */
    private boolean isReady() throws RingViolationException {
        int record = begun();
        int wanted = record > taken.usual() ? record - taken.bytes().remaining() : 1;
        return vchan.available() >= wanted;
    }

    /** Bytes of the record of which only a part is taken; 0 if not even its length is. */
    private int begun() {
        return taken.bytes().remaining() < Integer.BYTES ? 0 : record.length();
    }

    private boolean hasHeapFor(int length) {
        return length <= LARGE || heap.take(Math.max(length, taken.usual()) * HEAP_PER_BYTE);
    }

    /** What is held back, maybe for long, stays in the guest's memory only. */
    private void putBack() {
        if (taken.isLarge()) {
            vchan.unread(taken.bytes().remaining());
            taken.clear();
        }
        letHeapGo();
    }

    private void letHeapGo() {
        taken.shrink();
        if (!taken.isLarge()) {
            heap.giveBack();
        }
    }

    private boolean looksAgain() throws RingViolationException {
        for (int look = 0; look < LOOKS && !othersWait.getAsBoolean(); look++) {
            if (isReady()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Asks to be woken, and looks once more. */
    private Progress rest() throws IOException {
        letHeapGo();
        record.decode(taken.bytes()); // nothing; but the decoder too would hold a large record's memory
        wakeups.next(port);
        vchan.askForData();
        if (isReady()) {
            return Progress.MORE;
        }
        if (vchan.isPeerLive()) {
            return Progress.IDLE;
        }
        return isReady() ? Progress.MORE : Progress.OVER;
    }

    /** The pages stay until the last record in them is handled. */
    @Override
    public void withdraw() {}

    @Override
    public void outlive() throws IOException {
        if (!outlived && legacy.take(vchan.legacy())) {
            outlived = true;
            wakeups.forget();
            vchan.outlive();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            settle();
        } finally {
            tally.backlog(0);
            heap.giveBack();
            legacy.giveBack();
            vchan.close();
        }
    }
}
