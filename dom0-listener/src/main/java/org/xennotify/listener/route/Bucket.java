package org.xennotify.listener.route;

/**
 * How much may still pass: a credit that grows with time up to some amount. Kept as the time at which it will be full,
 * which needs no counting (GCRA, the generic cell rate algorithm of ATM). Not thread-safe.
 */
public final class Bucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long perSecond;
    private final long tolerance;
    private long full;

    /**
     * @param perSecond what is let pass in the long run; 0: everything is
     * @param atOnce what is let pass after a quiet time before somebody has to wait
     */
    public Bucket(long perSecond, long atOnce, long now) {
        this.perSecond = perSecond;
        this.tolerance = nanos(atOnce - 1);
        this.full = now;
    }

    private long nanos(long amount) {
        return perSecond == 0 ? 0 : amount * NANOS_PER_SECOND / perSecond;
    }

    /** Nanoseconds until something may pass, whatever its size; 0: now. */
    public long waitAt(long now) {
        return Math.max(0, full - now - tolerance);
    }

    /** Something of this size passes; a large one is paid for by those behind it. */
    public void take(long now, long amount) {
        full = (full - now > 0 ? full : now) + nanos(amount);
    }

    /** Whether it has been quiet for long enough that as much as ever may pass at once. */
    public boolean isFull(long now) {
        return full - now <= 0;
    }
}
