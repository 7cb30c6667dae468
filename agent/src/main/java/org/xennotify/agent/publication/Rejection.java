package org.xennotify.agent.publication;

import java.time.Duration;
import java.util.Optional;

/**
 * Dom0's refusal of what is published.
 *
 * @param reason in printable ASCII
 * @param rest how long the epoch must still stand, so that there is at most one in so long; not above zero: no longer
 */
record Rejection(String reason, Duration rest) {

    /** Whether Dom0 gave up what is published; empty if it did not. */
    static Optional<Rejection> of(Standing.Published published, Surroundings now, Duration least) {
        Duration age = Duration.ofNanos(System.nanoTime() - published.since());
        return now.rejectionOf(published.epoch()).map(reason -> new Rejection(reason, least.minus(age)));
    }

    boolean mayBeFollowed() {
        return rest.isNegative() || rest.isZero();
    }

    @Override
    public String toString() {
        return reason + "; a new one follows " + (mayBeFollowed() ? "at once" : "in " + (rest.toSeconds() + 1) + " s");
    }
}
