package org.xennotify.listener.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.xennotify.listener.config.Durations;

/** A moment as people write it: {@code 2026-11-28T05:00:00Z}, the same without Z in local time, or {@code 10m} ago. */
final class Moment {
    private static final String LOCAL = "[0-9-]+T[0-9:.]+";

    private Moment() {}

    static Instant parse(String option, String text, Instant now) throws UsageException {
        try {
            if (!text.contains("T")) {
                return now.minus(Durations.parse(text));
            }
            return text.matches(LOCAL)
                    ? LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new UsageException("--" + option + ": '" + text
                    + "' is no time like 2026-11-28T05:00:00Z, 2026-11-28T06:00 (here), or 10m (ago).");
        }
    }
}
