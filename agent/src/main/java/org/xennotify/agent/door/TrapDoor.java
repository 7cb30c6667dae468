package org.xennotify.agent.door;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.event.EventType;
import org.xennotify.event.Reply;
import org.xennotify.trap.EventBlock;
import org.xennotify.trap.TrapGate;
import org.xennotify.trap.TrapStatus;

/**
 * The trap door: an event is a block of memory, which one instruction shows to Dom0. It needs no agent, no privilege and
 * nothing of the guest's operating system. Thread-safe.
 */
public final class TrapDoor implements AutoCloseable {
    private static final String UNHEARD = "nobody in Dom0 listens to the traps of this guest: name it in a route of"
            + " xen-listen, or use another door.";
    private static final String REFUSED = "Dom0 refused the event: no route there accepts it, or it came too fast.";
    private static final String MALFORMED = "Dom0 found the event malformed.";
    private static final String NOT_HANDLED = "the handler failed, or took longer than a trap is held in Dom0.";

    private final TrapGate gate;
    private final EventBlock block = new EventBlock();
    private long sequence;

    private TrapDoor(TrapGate gate) {
        this.gate = gate;
    }

    /**
     * Opens it.
     *
     * @throws UnavailableException if no process can trap here, with cause and remedy in one sentence; whether somebody
     *     listens in Dom0, only an event tells
     */
    public static TrapDoor open(Platform platform) throws UnavailableException {
        return new TrapDoor(TrapGate.open(platform));
    }

    /**
     * Sends an event. The whole virtual CPU waits until Dom0 has handled it, whatever the sender's patience; that is 1 s
     * at most, unless Dom0 is configured otherwise.
     */
    public synchronized Outcome send(Submission submission) {
        Optional<String> objection = objection(submission);
        if (objection.isPresent()) {
            return new Outcome.Failed(Exit.FAILED, objection.get());
        }
        sequence++;
        block.write(submission.message(), sequence, now());
        gate.pass(block);
        return block.status().map(this::outcome).orElse(new Outcome.Failed(Exit.FAILED, UNHEARD));
    }

    private static Optional<String> objection(Submission submission) {
        try {
            EventType.check(submission.type());
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        int room = EventBlock.room(submission.type().length());
        return submission.payload().length <= room
                ? Optional.empty()
                : Optional.of("by a trap an event of this type has at most " + room + " bytes of data.");
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private Outcome outcome(TrapStatus status) {
        Optional<Reply> reply = block.reply();
        return switch (status) {
            case HANDLED -> answered(reply).orElse(new Outcome.Accepted(sequence));
            case REFUSED -> new Outcome.Failed(Exit.FAILED, REFUSED);
            case MALFORMED -> new Outcome.Failed(Exit.FAILED, MALFORMED);
            case FAILED -> answered(reply).orElse(new Outcome.Failed(Exit.FAILED, NOT_HANDLED));
        };
    }

    private Optional<Outcome> answered(Optional<Reply> reply) {
        return reply.map(said -> Answers.outcome(said, sequence));
    }

    @Override
    public void close() {
        gate.close();
    }
}
