package org.xennotify.agent.door;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Names of inbox nodes: {@code _}, the second until which the sender waits, and chance, in base 36; 12 characters,
 * since the C daemon holds less than 2,000 bytes of names in a directory.
 */
final class InboxId {
    static final int LENGTH = 12;

    private static final int RADIX = 36;
    private static final int MARK = 1;
    private static final int TIME = 6;
    private static final int CHANCE = LENGTH - MARK - TIME;
    private static final long TIMES = (long) Math.pow(RADIX, TIME);
    private static final long CHANCES = (long) Math.pow(RADIX, CHANCE);
    // Clocks of guests jump, and whoever still waits must find his reply.
    private static final Duration GRACE = Duration.ofHours(1);

    private static final SplittableRandom RANDOM = new SplittableRandom();

    private InboxId() {}

    /** A new name for the request of a sender that waits until then. */
    static synchronized String create(Instant until) {
        long second = Math.floorMod(until.getEpochSecond(), TIMES);
        return "_" + digits(second, TIME) + digits(RANDOM.nextLong(CHANCES), CHANCE);
    }

    private static String digits(long value, int count) {
        String digits = Long.toString(value, RADIX);
        return "0".repeat(count - digits.length()) + digits;
    }

    /** Whether a name is one of ours whose sender has long gone, so that nobody else will remove the reply. */
    static boolean isForgotten(String name, Instant now) {
        if (name.length() != LENGTH || name.charAt(0) != '_') {
            return false;
        }
        try {
            long until = Long.parseLong(name, MARK, MARK + TIME, RADIX);
            return until + GRACE.toSeconds() < now.getEpochSecond();
        } catch (NumberFormatException notOurs) {
            return false;
        }
    }
}
