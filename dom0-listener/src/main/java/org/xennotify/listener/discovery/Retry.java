package org.xennotify.listener.discovery;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xennotify.lifecycle.Backoff;

/**
 * Signals again after a growing pause of 0.1 to 10 s. At most one signal is under way, so that nobody can fill the
 * timer. {@link #later} and {@link #reset} are for one thread at a time.
 */
public final class Retry {
    private static final Duration SMALLEST = Duration.ofMillis(100);
    private static final Duration LARGEST = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer;
    private final Runnable signal;
    private final AtomicBoolean pending = new AtomicBoolean();
    private final Backoff backoff = new Backoff(SMALLEST, LARGEST);
    private @Nullable Future<?> scheduled;

    public Retry(ScheduledExecutorService timer, Runnable signal) {
        this.timer = timer;
        this.signal = signal;
    }

    /** Something did not work: signals later, unless that is going to happen anyway. */
    public void later() {
        if (pending.compareAndSet(false, true)) {
            schedule(backoff.next());
        }
    }

    private void schedule(Duration pause) {
        try {
            scheduled = timer.schedule(this::fire, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // The process is about to end.
        }
    }

    private void fire() {
        pending.set(false);
        signal.run();
    }

    /** Whether a signal is under way: trying again before it would only be a faster loop. */
    public boolean isPending() {
        return pending.get();
    }

    /** Begins anew: no signal is under way, and the next pause is the smallest again. */
    public void reset() {
        backoff.reset();
        if (scheduled != null && scheduled.cancel(false)) {
            pending.set(false);
        }
        scheduled = null;
    }
}
