package org.xennotify.listener.session;

/** How many events there are in a second, lately: an event counts the less the older it is, after five seconds a third. */
final class Rate {
    private static final double SECONDS = 5;
    private static final double NANOS_PER_SECOND = 1e9;

    private double weight;
    private long at;

    /** So many more, now. */
    synchronized void add(long count, long nanoTime) {
        weight = weightAt(nanoTime) + count;
        at = nanoTime;
    }

    synchronized double perSecond(long nanoTime) {
        return weightAt(nanoTime) / SECONDS;
    }

    private double weightAt(long nanoTime) {
        return weight * Math.exp(-(nanoTime - at) / NANOS_PER_SECOND / SECONDS);
    }
}
