package org.xennotify.agent.intake;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.door.Submission;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.UnixDatagrams.Datagram;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Threads;

/**
 * Hands in what programs say by sd_notify. One thread waits for a datagram, then for what becomes of its events, and only
 * then for the next one: a flood stays in the kernel, and a barrier is answered when all before it is settled.
 */
public final class NotifyIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotifyIntake.class);

    /** The doors' worker takes no time unless XenStore does not answer; programs must not be held up by that. */
    private static final long PATIENCE_MILLIS = 1000;

    private static final long STOP_MILLIS = 1000;

    private final NotifySocket socket;
    private final Handler handler;
    private final Runnable onLost;
    private final Thread thread = Threads.named("notify").newThread(this::run);
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

    private NotifyIntake(NotifySocket socket, Handler handler, Runnable onLost) {
        this.socket = socket;
        this.handler = handler;
        this.onLost = onLost;
    }

    /**
     * Starts to receive.
     *
     * @param socket is closed with the intake
     * @param onLost is called for each datagram that is too long, or comes while the doors do not move
     */
    public static NotifyIntake start(NotifySocket socket, Handler handler, Runnable onLost) {
        NotifyIntake intake = new NotifyIntake(socket, handler, onLost);
        intake.thread.start();
        return intake;
    }

    private void run() {
        try {
            Optional<Datagram> next = socket.receive();
            while (next.isPresent()) {
                take(next.get());
                next = socket.receive();
            }
        } catch (IOException e) {
            LOG.error("the socket for sd_notify is no longer served: {}", Reason.of(e));
        }
    }

    private void take(Datagram datagram) {
        if (datagram.bytes().isEmpty() || !underWay.isDone()) {
            onLost.run();
            return;
        }
        underWay = CompletableFuture.allOf(Assignments.events(datagram.bytes().get()).stream()
                .map(event -> handIn(datagram.user(), event))
                .toArray(CompletableFuture<?>[]::new));
        settle();
    }

    private CompletableFuture<Outcome> handIn(String user, Submission event) {
        return handler.handle(user, new Request.Send(Via.AUTO, event));
    }

    private void settle() {
        try {
            underWay.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("what was said by sd_notify is not settled: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops receiving; what was received is handed in. */
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
