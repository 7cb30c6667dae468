package org.xennotify.listener;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.listener.control.ControlServer;
import org.xennotify.listener.daemon.Listener;

/**
 * Hears the guests of this host, from a program in Dom0:
 *
 * <pre>{@code
 * try (var listener = GuestListener.open(event -> System.out.println(event.guest() + ": " + event.type()))) {
 *     throw new IOException(listener.failure().join());
 * }
 * }</pre>
 *
 * <p>It is what {@code xen-listen run} is, with the program in the place of standard output: the same routes, the same
 * control socket, by which {@code xen-listen guests} and others reach it, and one of them a host.
 */
public final class GuestListener implements AutoCloseable {

    /** Takes events. */
    public interface Receiver {
        /**
         * Takes an event, after which it is handled: it is acknowledged to the guest, and a sender that waits is answered
         * {@code ok}, or what the route's program says. Called on one of four threads, a guest's events of one door one
         * after the other and in order, those of different guests at once: four calls that do not return hold up all.
         *
         * @throws Exception if it cannot be taken now: it is offered again, 0.1 to 10 s later, and holds its guest back
         *     until then, but no other. It is so too with what was taken and could not be acknowledged any more, since
         *     this process was killed: what must not be done twice looks at {@link GuestEvent#id}.
         */
        void take(GuestEvent event) throws Exception;
    }

    private final Listener listener;
    private final CompletableFuture<String> failure;

    private GuestListener(Listener listener, CompletableFuture<String> failure) {
        this.listener = listener;
        this.failure = failure;
    }

    /**
     * Listens, with each event of bell, ring and store for the receiver, on the platform that the environment's
     * XEN_NOTIFY_PLATFORM names, or this machine's.
     *
     * @throws UnavailableException if this is not Dom0, or not all that is needed is to be had, with cause and remedy
     * @throws IOException if another listener is there already
     */
    public static GuestListener open(Receiver receiver) throws IOException {
        return open(Optional.empty(), receiver);
    }

    /**
     * The same with routes: the receiver gets what they send to {@code stdout}.
     *
     * @param routes a file as for {@code xen-listen run --config}
     * @throws org.xennotify.listener.config.ConfigurationException if it cannot be understood
     */
    public static GuestListener open(Optional<Path> routes, Receiver receiver) throws IOException {
        return open(Platform.ofEnvironment(), routes, receiver);
    }

    /** The same on a platform of the caller's choice, see {@link Platform#open}. */
    public static GuestListener open(Platform dom0, Optional<Path> routes, Receiver receiver) throws IOException {
        CompletableFuture<String> failure = new CompletableFuture<>();
        Listener listener = Listener.open(dom0, new ReceivingSink(receiver), routes, failure::complete);
        try {
            listener.start(ControlServer.usualPath(dom0.runDirectory()));
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
        return new GuestListener(listener, failure);
    }

    /** Completes with one sentence when the listener can do nothing more, until it is closed. */
    public CompletableFuture<String> failure() {
        return failure;
    }

    /** Stops in order, in about two seconds at most: what is not handled by then stays with its guest. */
    @Override
    public void close() throws IOException {
        listener.close();
    }
}
