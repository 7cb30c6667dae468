package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.xennotify.device.SharedPages;
import org.xennotify.device.VcpuState;
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

    private sealed interface State {
        /** It is to be handed in, for the first time or again. */
        record Said() implements State {}

        record Underway(CompletableFuture<Reply> reply) implements State {}

        /**
         * It has its answer.
         *
         * @param answer what is to be written into the block; empty if there is none
         * @param taken whether some place has the event, and is to be asked first whether it is out
         */
        record Over(Optional<ByteBuffer> answer, boolean taken) implements State {}
    }

    private final VmEvent request;
    private final AddressSpace memory;
    private final TrapBlock block = new TrapBlock();
    private State state = new State.Over(Optional.empty(), false);
    private long holdNanos;
    private boolean kept;
    private long deadline;

    /** One that says nothing, before {@link #read}. */
    Trap(VmEvent request, AddressSpace memory) {
        this.request = request;
        this.memory = memory;
    }

    /** Reads the block that the request names. */
    void read() throws IOException {
        TrapBlock.Result result = request.isTrap() ? readBlock() : TrapBlock.Result.NO_BLOCK;
        if (result == TrapBlock.Result.COMPLETE) {
            state = new State.Said();
        } else if (result == TrapBlock.Result.MALFORMED) {
            state = new State.Over(Optional.of(TrapBlock.answer(TrapStatus.MALFORMED)), false);
        }
    }

    /** The second page is looked at only if the event goes on there. */
    private TrapBlock.Result readBlock() throws IOException {
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

    /** Hands in what was said if that is still to be done. */
    Progress work(Voice voice) {
        if (state instanceof State.Said) {
            state = handIn(voice);
        }
        if (state instanceof State.Underway underway && underway.reply().isDone()) {
            state = over(underway.reply().join());
        }
        if (state instanceof State.Over) {
            return Progress.OVER;
        }
        return state instanceof State.Underway ? Progress.PARKED : Progress.HELD;
    }

    private State handIn(Voice voice) {
        VcpuState cpu = request.state();
        Trapped by = new Trapped(request.vcpu(), cpu.cpl(), cpu.cr3(), cpu.rip(), memory);
        Handling handling = voice.say(block.record(), block.array(), by);
        holdNanos = voice.hold().toNanos();
        if (handling == Handling.REFUSED) {
            return new State.Over(Optional.of(block.answer(TrapStatus.REFUSED, Handling.REFUSED.reply())), false);
        }
        if (handling instanceof Handling.Done done) {
            return over(done.reply());
        }
        return handling instanceof Handling.Underway underway ? new State.Underway(underway.reply()) : state;
    }

    private State over(Reply reply) {
        TrapStatus status = reply.ok() ? TrapStatus.HANDLED : TrapStatus.FAILED;
        return new State.Over(Optional.of(block.answer(status, reply)), true);
    }

    /** Gives up what is not over: it is held too long. */
    void giveUp() {
        if (!isOver(false)) {
            state = over(LATE);
        }
    }

    /** Whether its answer may be given; {@code flushed} says whether all is out that was handed in. */
    boolean isOver(boolean flushed) {
        return state instanceof State.Over over && (flushed || !over.taken());
    }

    /** What is to be written into the block, once it is over. */
    Optional<ByteBuffer> answer() {
        return state instanceof State.Over over ? over.answer() : Optional.empty();
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
