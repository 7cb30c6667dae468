package org.xennotify.listener.session;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xennotify.device.EventChannelReader;

/**
 * Wake-ups of one port. After each the port stays masked until the next one may come, and longer if there are too many:
 * the brake against a storm.
 */
final class Wakeups implements Runnable {
    private final EventChannelReader channels;
    private final Brake brake;
    private final Host.Alarm alarm;
    private final Runnable signal;
    private final AtomicBoolean raised = new AtomicBoolean();
    private boolean kept;
    private boolean over;

    Wakeups(Host host, Brake brake, Runnable signal) {
        this.channels = host.channels();
        this.brake = brake;
        this.alarm = host.alarm(signal);
        this.signal = signal;
    }

    /** The port was raised. */
    @Override
    public void run() {
        raised.set(true);
        signal.run();
    }

    boolean isRaised() {
        return raised.get() && !over;
    }

    /** The port is given back: none comes any more. */
    void forget() {
        over = true;
        raised.set(false);
    }

    /** Lets the next one come, if one has: now, or in a turn that is signalled when the brake lets it. */
    void next(int port) throws IOException {
        if (over) {
            return;
        }
        if (raised.getAndSet(false)) { // first, since the next one may come before unmask returns
            Duration pause = brake.take();
            if (pause.isZero()) {
                channels.unmask(port);
            } else {
                kept = true;
                alarm.after(pause.plusMillis(1)); // timers are not more exact
            }
        } else {
            goOn(port);
        }
    }

    /** Lets the next one come if it had to wait, and need not any more; others are not touched. */
    void goOn(int port) throws IOException {
        if (kept && brake.pause().isZero()) {
            kept = false;
            channels.unmask(port);
        }
    }

    /** The last wake-up has brought something. */
    void served() {
        brake.earn(1);
    }
}
