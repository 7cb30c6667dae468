package org.xennotify.listener.session;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long something took, counted in classes. Any thread. */
public final class Spread {
    /** The largest value of each class but the last, in seconds. */
    public static final List<Double> BOUNDS =
            List.of(0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0);

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /**
     * What was counted until some moment.
     *
     * @param counts for each of {@link #BOUNDS}, and for what is above the last
     * @param seconds the sum
     */
    public record Reading(List<Long> counts, double seconds) {}

    private final long[] counts = new long[BOUNDS.size() + 1];
    private double sum;

    /** So many times so long; less than nothing, which is a clock that is ahead, counts as nothing. */
    public synchronized void add(long times, long nanos) {
        double seconds = Math.max(nanos, 0) / NANOS_PER_SECOND;
        int i = 0;
        while (i < BOUNDS.size() && seconds > BOUNDS.get(i)) {
            i++;
        }
        counts[i] += times;
        sum += times * seconds;
    }

    public synchronized Reading read() {
        return new Reading(Arrays.stream(counts).boxed().toList(), sum);
    }
}
