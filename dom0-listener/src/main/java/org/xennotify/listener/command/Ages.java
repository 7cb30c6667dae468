package org.xennotify.listener.command;

import java.time.Duration;
import java.util.Locale;

/** Spans of time in at most six characters, as people say them. */
final class Ages {
    private static final long MOST_DAYS = 9999;

    private Ages() {}

    /** {@code 0.25s}, {@code 12s}, {@code 5m}, {@code 3h}, {@code 12d}; with a minus sign if it is below 0. */
    static String of(Duration span) {
        return span.isNegative() ? "-" + positive(span.negated()) : positive(span);
    }

    private static String positive(Duration span) {
        if (span.toMillis() < 10_000) {
            return String.format(Locale.ROOT, "%.2fs", span.toMillis() / 1000.0);
        }
        if (span.toMinutes() < 1) {
            return span.toSeconds() + "s";
        }
        if (span.toHours() < 1) {
            return span.toMinutes() + "m";
        }
        return span.toDays() < 1 ? span.toHours() + "h" : Math.min(span.toDays(), MOST_DAYS) + "d";
    }
}
