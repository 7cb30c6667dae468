package org.xennotify.listener.session;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xennotify.device.EventChannelReader;

/** A bound port, each wake-up of which is an event. */
final class Bell {
    private final EventChannelReader channels;
    private final int port;
    private final AtomicBoolean raised;

    private Bell(EventChannelReader channels, int port, AtomicBoolean raised) {
        this.channels = channels;
        this.port = port;
        this.raised = raised;
    }

    static Bell bind(EventChannelReader channels, int domid, int remotePort, Runnable signal) throws IOException {
        AtomicBoolean raised = new AtomicBoolean();
        int port = channels.bindInterdomain(domid, remotePort, () -> {
            raised.set(true);
            signal.run();
        });
        return new Bell(channels, port, raised);
    }

    boolean isRaised() {
        return raised.get();
    }

    /** The wake-up is handled, so the next one may come. Until here the port was masked: the brake against a storm. */
    void handled() throws IOException {
        raised.set(false); // first, since the next one may come before unmask returns
        channels.unmask(port);
    }

    /** Gives the port back; a wake-up that came before remains. */
    void unbind() throws IOException {
        channels.unbind(port);
    }
}
