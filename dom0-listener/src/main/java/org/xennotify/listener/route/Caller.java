package org.xennotify.listener.route;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A guest as its routes see it: somebody to be told when to come again. */
final class Caller {
    /** Handlers that run at once for one guest, which may have virtual CPUs enough to need all there are. */
    private static final int AT_ONCE = 4;

    private final Runnable signal;
    private final Consumer<String> log;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean expected = new AtomicBoolean();
    private final AtomicInteger running = new AtomicInteger();

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

    /** Whether one more handler may run for it; when one has ended its guest is told by the reply. */
    boolean mayRun() {
        return running.get() < AT_ONCE;
    }

    /** A handler of its runs. */
    void runs() {
        running.incrementAndGet();
    }

    /** A handler of its has ended. */
    void ran() {
        running.decrementAndGet();
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
