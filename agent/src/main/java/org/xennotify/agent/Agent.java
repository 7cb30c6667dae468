package org.xennotify.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.door.RingDoor;
import org.xennotify.agent.door.StoreDoor;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.intake.Intake;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.publication.Publication;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Resources;
import org.xennotify.lifecycle.Threads;
import org.xennotify.xenstore.XenStoreClient;

/**
 * The running agent: one thread serves the socket, one reads the event channel, one does the work, and all wait without
 * limit while there is nothing to do.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long STOP_SECONDS = 2;

    private final Resources resources;
    private final Publication publication;

    private Agent(Resources resources, Publication publication) {
        this.resources = resources;
        this.publication = publication;
    }

    /**
     * Starts the agent; when this returns, Dom0 and applications can reach it.
     *
     * @param announce takes a line when it is ready, and one for each change of state
     * @throws ExitException if there can be no socket
     * @throws org.xennotify.device.UnavailableException if Xen's devices are not to be had
     */
    public static Agent start(Platform platform, AgentSettings settings, Consumer<String> announce)
            throws IOException, ExitException {
        Resources resources = new Resources();
        try {
            return start(platform, settings, announce, resources);
        } catch (IOException | ExitException | RuntimeException e) {
            closeAfter(e, resources);
            throw e;
        }
    }

    private static void closeAfter(Exception failure, Resources resources) {
        try {
            resources.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static Agent start(
            Platform platform, AgentSettings settings, Consumer<String> announce, Resources resources)
            throws IOException, ExitException {
        AgentSocket socket = resources.add(AgentSocket.bind(settings.socket()));
        XenStoreClient store = resources.add(XenStoreClient.connect(platform::openStore));
        platform.openEventChannels().close(); // says at once, and not again and again, that there are none
        ScheduledThreadPoolExecutor worker = worker();
        resources.add(worker::shutdownNow);
        String ownUser = System.getProperty("user.name", "root");
        RingDoor ringDoor = new RingDoor(settings.ringSize().orElse(0), worker, ownUser);
        Publication publication =
                new Publication(platform, store, worker, settings.pace(), announce, settings.ringSize(), ringDoor);
        StoreDoor storeDoor = new StoreDoor(store, worker, ownUser);
        Reception reception = new Reception(publication, ringDoor, storeDoor, worker);
        resources.add(() -> finish(worker, publication::stop));
        begin(worker, publication);
        resources.add(Intake.start(socket, reception, ownUser, settings.largestEvent()));
        resources.add(() -> finish(worker, storeDoor::close)); // before the intake ends, so that answers go out
        resources.add(() -> finish(worker, ringDoor::close));
        resources.add(() -> drain(worker, ringDoor, settings.pace().drain()));
        announce.accept("ready: applications reach the agent at " + socket.path());
        return new Agent(resources, publication);
    }

    private static ScheduledThreadPoolExecutor worker() {
        ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Threads.named("worker"));
        worker.setRemoveOnCancelPolicy(true);
        return worker;
    }

    private static void begin(ScheduledThreadPoolExecutor worker, Publication publication) throws IOException {
        try {
            worker.submit(() -> {
                        publication.start();
                        return publication;
                    })
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException("interrupted while starting", e);
        }
    }

    private static void drain(ScheduledThreadPoolExecutor worker, RingDoor door, Duration patience) {
        finish(worker, door::stop);
        try {
            door.drained().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            LOG.warn("Dom0 has not read all that is in the ring: {}", e.toString());
        }
    }

    /** Runs last work; a XenStore that does not answer must not hold up the end. */
    private static void finish(ScheduledThreadPoolExecutor worker, Runnable work) {
        try {
            worker.submit(work).get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            LOG.warn("the orderly stop was cut short: {}", e.toString());
        }
    }

    /** Completes when the agent cannot go on by itself, with the reason. */
    public CompletableFuture<ExitException> ended() {
        return publication.ended();
    }

    /**
     * Stops: has an attached listener read what is in the ring, for 10 s at most, answers who still waits, removes what
     * was published, gives port and ring back, removes the socket.
     */
    @Override
    public void close() throws IOException {
        resources.close();
    }
}
