package org.xennotify.agent.publication;

import java.time.Duration;

/**
 * How fast the agent tries again, and gives up.
 *
 * @param epoch a rejected epoch is followed by the next when it is so old
 * @param firstRetry pause after the first failed publication
 * @param longestRetry pause after many
 * @param drain how long a listener has to read what is in a ring that is given up in good order
 */
public record Pace(Duration epoch, Duration firstRetry, Duration longestRetry, Duration drain) {
    /** As the contract has it. */
    public static final Pace USUAL =
            new Pace(Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(10));
}
