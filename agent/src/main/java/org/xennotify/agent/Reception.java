package org.xennotify.agent;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.xennotify.agent.door.RingDoor;
import org.xennotify.agent.door.StoreDoor;
import org.xennotify.agent.intake.Handler;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.intake.Via;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.publication.Publication;

/** Sends each request to the door it belongs to, and counts what became of it. */
final class Reception implements Handler {
    private final long started = System.nanoTime();
    private final LongAdder bells = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Publication publication;
    private final RingDoor ringDoor;
    private final StoreDoor storeDoor;
    private final ScheduledExecutorService worker;

    Reception(Publication publication, RingDoor ringDoor, StoreDoor storeDoor, ScheduledExecutorService worker) {
        this.publication = publication;
        this.ringDoor = ringDoor;
        this.storeDoor = storeDoor;
        this.worker = worker;
    }

    @Override
    public CompletableFuture<Outcome> handle(String user, Request request) {
        try {
            if (request instanceof Request.Send send) {
                return counted(send(user, send), accepted);
            }
            return request instanceof Request.Bell
                    ? counted(onWorker(publication::ringBell), bells)
                    : onWorker(() -> new Outcome.Report(report()));
        } catch (RejectedExecutionException stopped) {
            return failed(Exit.UNAVAILABLE, "the agent is stopping.");
        }
    }

    /** Something came that cannot even be handed in. */
    void lost() {
        failed.increment();
    }

    private CompletableFuture<Outcome> send(String user, Request.Send send) {
        return switch (send.via()) {
            case AUTO -> ringDoor.isOpen() ? viaRing(user, send) : viaStore(user, send);
            case STORE -> viaStore(user, send);
            case RING ->
                ringDoor.isOpen()
                        ? viaRing(user, send)
                        : failed(
                                Exit.UNAVAILABLE,
                                "this agent has no ring now: use --via store, and see xen-notify doctor.");
            case TRAP -> failed(Exit.UNAVAILABLE, "a trap is the sender's own instruction, not the agent's.");
            case BELL -> throw new IllegalArgumentException("a bell carries no event: " + Via.BELL);
        };
    }

    private CompletableFuture<Outcome> viaRing(String user, Request.Send send) {
        return ringDoor.send(user, send.submission());
    }

    private CompletableFuture<Outcome> viaStore(String user, Request.Send send) {
        return storeDoor.send(user, send.submission());
    }

    private CompletableFuture<Outcome> onWorker(Supplier<Outcome> work) {
        return CompletableFuture.supplyAsync(work, worker);
    }

    private static CompletableFuture<Outcome> failed(Exit exit, String sentence) {
        return CompletableFuture.completedFuture(new Outcome.Failed(exit, sentence));
    }

    private CompletableFuture<Outcome> counted(CompletableFuture<Outcome> outcome, LongAdder success) {
        CompletableFuture<Outcome> unused = outcome.whenComplete((result, cancelled) -> {
            boolean good = result instanceof Outcome.Accepted || result instanceof Outcome.Answered;
            (good ? success : failed).increment();
        });
        return outcome;
    }

    private Map<String, Object> report() {
        Map<String, Object> fields = new LinkedHashMap<>(publication.report());
        fields.putAll(ringDoor.report());
        fields.put("uptime", Duration.ofNanos(System.nanoTime() - started).toSeconds());
        fields.put("pid", ProcessHandle.current().pid());
        fields.put("accepted", accepted.sum());
        fields.put("bells", bells.sum());
        fields.put("waiting", ringDoor.waiting() + storeDoor.waiting());
        fields.put("dropped", ringDoor.dropped() + storeDoor.dropped());
        fields.put("failed", failed.sum());
        return fields;
    }
}
