package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.SharedPages;
import org.xennotify.event.Reply;
import org.xennotify.listener.memory.AddressSpace;
import org.xennotify.listener.route.Handling;
import org.xennotify.listener.sink.Trapped;
import org.xennotify.trap.TrapBlock;
import org.xennotify.trap.TrapStatus;
import org.xennotify.trap.VmEvent;

/** A virtual CPU that waits, and what it has said. */
final class Trap {
    private static final Reply LATE = new Reply(false, "held too long".getBytes(US_ASCII));

    private final VmEvent request;
    private final AddressSpace memory;
    private final TrapBlock block = new TrapBlock();
    private @Nullable CompletableFuture<Reply> reply;
    private Optional<ByteBuffer> answer = Optional.empty();
    private Progress progress = Progress.IDLE;
    private boolean taken;
    private long holdNanos;
    private boolean kept;
    private long deadline;

    private Trap(VmEvent request, AddressSpace memory) {
        this.request = request;
        this.memory = memory;
    }

    /** Reads the block that a request names; if there is none, the trap is over. */
    static Trap read(VmEvent request, AddressSpace memory) throws IOException {
        Trap trap = new Trap(request, memory);
        TrapBlock.Result result = request.isTrap() ? trap.read() : TrapBlock.Result.NO_BLOCK;
        if (result == TrapBlock.Result.MALFORMED) {
            trap.settle(Optional.of(TrapBlock.answer(TrapStatus.MALFORMED)));
        } else if (result != TrapBlock.Result.COMPLETE) {
            trap.settle(Optional.empty());
        }
        return trap;
    }

    /** The second page is looked at only if the event goes on there. */
    private TrapBlock.Result read() throws IOException {
        long address = request.address();
        if (address % TrapBlock.ALIGNMENT != 0) {
            return TrapBlock.Result.MALFORMED;
        }
        int known = SharedPages.PAGE - (int) (address & SharedPages.PAGE - 1);
        if (memory.read(address, block.array(), 0, known).isPresent()) {
            return TrapBlock.Result.NO_BLOCK;
        }
        TrapBlock.Result result = block.decode(known);
        return result == TrapBlock.Result.NEED_MORE ? readRest(address + known, known) : result;
    }

    private TrapBlock.Result readRest(long address, int known) throws IOException {
        boolean wraps = address == 0;
        if (wraps
                || memory.read(address, block.array(), known, block.needed() - known)
                        .isPresent()) {
            return TrapBlock.Result.MALFORMED;
        }
        return block.decode(block.needed());
    }

    VmEvent request() {
        return request;
    }

    AddressSpace memory() {
        return memory;
    }

    /** Hands in what was said if it is not yet handed in: over when there is an answer. */
    Progress work(Voice voice) {
        if (progress == Progress.IDLE || progress == Progress.HELD) {
            progress = say(voice);
        }
        if (progress == Progress.PARKED && reply != null && reply.isDone()) {
            settle(reply.join());
        }
        return progress;
    }

    private Progress say(Voice voice) {
        Trapped by = new Trapped(
                request.vcpu(),
                request.state().cpl(),
                request.state().cr3(),
                request.state().rip(),
                memory);
        Handling handling = voice.say(block.record(), block.array(), by);
        holdNanos = voice.hold().toNanos();
        if (handling == Handling.REFUSED) {
            settle(Optional.of(block.answer(TrapStatus.REFUSED, Handling.REFUSED.reply())));
        } else if (handling instanceof Handling.Done done) {
            taken = true;
            settle(done.reply());
        } else if (handling instanceof Handling.Underway underway) {
            taken = true;
            reply = underway.reply();
            progress = Progress.PARKED;
        } else {
            progress = Progress.HELD;
        }
        return progress;
    }

    private void settle(Reply by) {
        settle(Optional.of(block.answer(by.ok() ? TrapStatus.HANDLED : TrapStatus.FAILED, by)));
    }

    private void settle(Optional<ByteBuffer> with) {
        answer = with;
        progress = Progress.OVER;
    }

    /** Gives up what is not over: it is held too long. */
    void giveUp() {
        if (!isOver(false)) {
            settle(LATE);
        }
    }

    /** Whether its answer may be given; {@code flushed} says whether all is out that was handed in. */
    boolean isOver(boolean flushed) {
        return progress == Progress.OVER && (flushed || !taken);
    }

    /** What is to be written into the block, if it is one. */
    Optional<ByteBuffer> answer() {
        return answer;
    }

    /** Until when it may be kept, by {@link System#nanoTime}; the time runs from the first call on. */
    long deadline(long now) {
        if (!kept) {
            kept = true;
            deadline = now + holdNanos;
        }
        return deadline;
    }
}
