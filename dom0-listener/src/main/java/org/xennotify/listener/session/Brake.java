package org.xennotify.listener.session;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.xennotify.lifecycle.Backoff;
import org.xennotify.listener.route.Bucket;

/**
 * Holds back what a guest may cause without end. A burst passes, and so much a second; then come pauses, each twice the
 * last, until the guest has been quiet. What serves a purpose is earned, and costs nothing. Thread-safe.
 */
final class Brake {
    private final int atOnce;
    private final Bucket bucket;
    private final Backoff pauses;
    private final LongSupplier nanoTime;
    private final Runnable onFirst;
    private int earned;
    private boolean on;
    private long until;

    /**
     * @param perSecond what passes in the long run; 0: everything does
     * @param atOnce what passes after a quiet time
     * @param onFirst is called when the guest begins to be held back
     */
    Brake(int perSecond, int atOnce, Duration shortest, Duration longest, LongSupplier nanoTime, Runnable onFirst) {
        this.atOnce = atOnce;
        this.bucket = new Bucket(perSecond, atOnce, nanoTime.getAsLong());
        this.pauses = new Backoff(shortest, longest);
        this.nanoTime = nanoTime;
        this.onFirst = onFirst;
    }

    /** One that lets everything pass. */
    static Brake none() {
        return new Brake(0, 0, Duration.ZERO, Duration.ZERO, () -> 0, () -> {});
    }

    /** So many of what comes next are no more than they must be. */
    synchronized void earn(int count) {
        earned = Math.min(earned + count, atOnce);
    }

    /** One more has come: how long no other is to be let in, mostly not at all. */
    synchronized Duration take() {
        if (earned > 0) { // a busy guest that behaves costs no look at the clock
            earned--;
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        calmDown(now);
        if (until - now <= 0) {
            bucket.take(now, 1);
            if (bucket.waitAt(now) > 0) {
                pause(now);
            }
        }
        return left(now);
    }

    private void pause(long now) {
        if (!on) {
            onFirst.run();
        }
        on = true;
        until = now + pauses.next().toNanos();
    }

    private void calmDown(long now) {
        if (on && bucket.isFull(now)) {
            on = false;
            pauses.reset();
        }
    }

    private Duration left(long now) {
        return on && until - now > 0 ? Duration.ofNanos(until - now) : Duration.ZERO;
    }

    /** What is left of the pause; zero if there is none. */
    synchronized Duration pause() {
        return on ? left(nanoTime.getAsLong()) : Duration.ZERO;
    }

    /** Whether the guest is held back, now or as soon as it goes on as before. */
    synchronized boolean isOn() {
        calmDown(nanoTime.getAsLong());
        return on;
    }
}
