package org.xennotify.listener.config;

/**
 * How much one guest may say on one route.
 *
 * @param events a second, 1 to {@link #MOST_EVENTS}; 0: no limit
 * @param burst events at once after a quiet time, 1 to {@link #MOST_EVENTS}; 0 if events are not limited
 * @param bytes of payload a second, 1 to {@link #MOST_BYTES}; 0: no limit
 */
public record Rate(long events, long burst, long bytes) {
    public static final long MOST_EVENTS = 1_000_000;
    public static final long MOST_BYTES = 1_000_000_000;

    /** As much as it likes. */
    public static final Rate UNLIMITED = new Rate(0, 0, 0);

    public Rate {
        if (events < 0 || events > MOST_EVENTS || burst < 0 || burst > MOST_EVENTS) {
            throw new IllegalArgumentException("events and burst are 1 to " + MOST_EVENTS + ".");
        }
        if (bytes < 0 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("bytes is 1 to " + MOST_BYTES + ".");
        }
        if (events == 0 != (burst == 0)) {
            throw new IllegalArgumentException("burst is a number of events: it needs events beside it.");
        }
    }
}
