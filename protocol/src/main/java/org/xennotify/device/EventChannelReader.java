package org.xennotify.device;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.xennotify.lifecycle.Threads;

/**
 * The one thread that waits for a set of event channels, and tells each port's owner that it was raised. The port stays
 * masked until its owner has it unmasked: not doing so is the brake against a storm.
 */
public final class EventChannelReader implements AutoCloseable {
    private final EventChannels channels;
    private final Map<Integer, Runnable> owners = new HashMap<>();

    private EventChannelReader(EventChannels channels) {
        this.channels = channels;
    }

    /**
     * Starts reading.
     *
     * @param channels are closed with the reader
     * @param onFailure takes what made reading end before it was closed
     */
    public static EventChannelReader start(EventChannels channels, Consumer<IOException> onFailure) {
        EventChannelReader reader = new EventChannelReader(channels);
        Threads.start("event-channels", () -> {
            try {
                reader.run();
            } catch (IOException e) {
                onFailure.accept(e);
            }
        });
        return reader;
    }

    private void run() throws IOException {
        int[] ports = new int[EventChannels.BATCH];
        int count = channels.await(ports);
        while (count > 0) {
            for (int i = 0; i < count; i++) {
                tellOwner(ports[i]);
            }
            count = channels.await(ports);
        }
    }

    // The owner is known before the first event, since binding and reading exclude each other here.
    private void tellOwner(int port) {
        Runnable owner;
        synchronized (owners) {
            owner = owners.get(port);
        }
        if (owner != null) {
            owner.run();
        }
    }

    /**
     * Binds a port as {@link EventChannels#bindInterdomain} does.
     *
     * @param onRaised is called on the reading thread and must not block
     * @return the local port
     */
    public int bindInterdomain(int remoteDomain, int remotePort, Runnable onRaised) throws IOException {
        synchronized (owners) {
            int port = channels.bindInterdomain(remoteDomain, remotePort);
            owners.put(port, onRaised);
            return port;
        }
    }

    /** Allocates a port as {@link EventChannels#allocateUnbound} does; see {@link #bindInterdomain}. */
    public int allocateUnbound(int remoteDomain, Runnable onRaised) throws IOException {
        synchronized (owners) {
            int port = channels.allocateUnbound(remoteDomain);
            owners.put(port, onRaised);
            return port;
        }
    }

    /** Lets the port be raised again. */
    public void unmask(int port) throws IOException {
        channels.unmask(port);
    }

    /** Raises the other end of the port. */
    public void notify(int port) throws IOException {
        channels.notify(port);
    }

    /** Gives the port back; its owner may still be told once. */
    public void unbind(int port) throws IOException {
        synchronized (owners) {
            owners.remove(port);
            channels.unbind(port);
        }
    }

    /** Gives the channels up as {@link EventChannels#abandon} does; the reading thread may wait for ever. */
    public void abandon() {
        channels.abandon();
    }

    @Override
    public void close() throws IOException {
        channels.close();
    }
}
