package org.xennotify.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.intake.Via;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.sender.Sender;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.event.EventType;

/**
 * Tells Dom0, from a program in a guest, that something happened:
 *
 * <pre>{@code
 * try (var notifier = GuestNotifier.open()) {
 *     notifier.send("app.ready", "listening on port 80");
 * }
 * }</pre>
 *
 * <p>An event goes as by {@code xen-notify send}: through the running agent, which takes its ring if it has one, else
 * through XenStore, which needs root, else by a trap, in PVH and HVM guests to whose traps Dom0 listens. If the agent is
 * stopped, the next event looks for a way anew.
 *
 * <p>It carries any bytes through a ring, 65,536 of them with its type and 24 more unless the agent was told otherwise;
 * text of up to 2,000 bytes through XenStore, type included; 4,056 bytes with its type by a trap.
 *
 * <p>Thread-safe: calls wait for each other, so threads that must not wait for others' answers have one each.
 */
public final class GuestNotifier implements AutoCloseable {
    private final Platform platform;
    private final Path socket;
    private Sender sender;

    private GuestNotifier(Platform platform, Path socket) throws UnavailableException {
        this.platform = platform;
        this.socket = socket;
        this.sender = Sender.open(Via.AUTO, platform, socket);
    }

    /**
     * Opens the best way that there is, on the platform that the environment's XEN_NOTIFY_PLATFORM names, or this
     * machine's.
     *
     * @throws UnavailableException if there is none, with what was tried
     */
    public static GuestNotifier open() throws UnavailableException {
        return open(Platform.ofEnvironment());
    }

    /** The same on a platform of the caller's choice, see {@link Platform#open}. */
    public static GuestNotifier open(Platform platform) throws UnavailableException {
        return new GuestNotifier(platform, AgentSocket.in(platform));
    }

    /**
     * Sends an event, and returns when it is accepted: it is in the ring or in XenStore, or the trap was handled. Blocks
     * for up to 10 s while there is no room.
     *
     * @param type 1 to 255 of {@code A-Za-z0-9._-}, the first a letter or digit; not {@code xen-notify.} and more
     * @param payload may be empty
     * @throws IllegalArgumentException if the type cannot be one
     * @throws NotifyException if the event was not accepted
     * @throws IOException if nobody knows what became of it: the agent was stopped at this moment, or this thread was
     *     interrupted
     */
    public void send(String type, byte[] payload) throws IOException {
        Outcome unused = submit(type, payload, Patience.USUAL);
    }

    /** The same with text, in UTF-8. */
    public void send(String type, String text) throws IOException {
        send(type, text.getBytes(UTF_8));
    }

    /** The same with nothing more to say. */
    public void send(String type) throws IOException {
        send(type, "");
    }

    /**
     * Sends an event and waits for what Dom0's handler says to it. Blocks for up to 10 s while there is no room, and then
     * for as long as it is told. By a trap the answer comes at once or not at all.
     *
     * @param timeout how long to wait for the answer, 1 ms to a day
     * @return the answer, most often what a program has printed; empty if there is nothing to say
     * @throws IllegalArgumentException if type or timeout cannot be
     * @throws NotifyException if the event was not accepted, not answered in time, or answered with an error
     * @throws IOException as {@link #send(String, byte[])}
     */
    public byte[] ask(String type, byte[] payload, Duration timeout) throws IOException {
        if (timeout.toMillis() < 1 || timeout.compareTo(Patience.LONGEST) > 0) {
            throw new IllegalArgumentException("a timeout is 1 ms to a day, not " + timeout + ".");
        }
        Outcome outcome = submit(type, payload, new Patience(Patience.ROOM, false, timeout));
        return outcome instanceof Outcome.Answered answered ? answered.data() : new byte[0];
    }

    private synchronized Outcome submit(String type, byte[] payload, Patience patience) throws IOException {
        Submission submission = new Submission(EventType.check(type), payload, patience);
        if (sender.isGone()) {
            sender.close();
            sender = Sender.open(Via.AUTO, platform, socket);
        }
        Outcome outcome = sender.send(new Request.Send(Via.AUTO, submission));
        if (outcome instanceof Outcome.Failed failed) {
            throw new NotifyException(failed.exit(), failed.sentence());
        }
        return outcome;
    }

    @Override
    public synchronized void close() throws IOException {
        sender.close();
    }
}
