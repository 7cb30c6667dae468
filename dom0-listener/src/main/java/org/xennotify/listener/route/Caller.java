package org.xennotify.listener.route;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A guest as its routes see it: somebody to be told when to come again. */
final class Caller {
    private final Runnable signal;
    private final Consumer<String> log;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean expected = new AtomicBoolean();

    Caller(Runnable signal, Consumer<String> log, ScheduledExecutorService timer) {
        this.signal = signal;
        this.log = log;
        this.timer = timer;
    }

    /** It is worth to come again now. */
    Runnable signal() {
        return signal;
    }

    /** Takes lines about it. */
    Consumer<String> log() {
        return log;
    }

    /** It is worth to come again after a time; nothing if that is going to happen anyway. */
    void signalIn(long nanos) {
        if (expected.compareAndSet(false, true)) {
            try {
                var unused = timer.schedule(this::fire, nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopped) {
                // The process is about to end.
            }
        }
    }

    private void fire() {
        expected.set(false);
        signal.run();
    }
}
