package org.xennotify.listener.session;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xennotify.device.EventChannelReader;

/** Wake-ups of one port. After each the port stays masked until the next one may come: the brake against a storm. */
final class Wakeups implements Runnable {
    private final EventChannelReader channels;
    private final Runnable signal;
    private final AtomicBoolean raised = new AtomicBoolean();

    Wakeups(EventChannelReader channels, Runnable signal) {
        this.channels = channels;
        this.signal = signal;
    }

    /** The port was raised. */
    @Override
    public void run() {
        raised.set(true);
        signal.run();
    }

    boolean isRaised() {
        return raised.get();
    }

    /** The port is given back. */
    void forget() {
        raised.set(false);
    }

    /** Lets the next one come. */
    void next(int port) throws IOException {
        if (raised.getAndSet(false)) { // first, since the next one may come before unmask returns
            channels.unmask(port);
        }
    }
}
