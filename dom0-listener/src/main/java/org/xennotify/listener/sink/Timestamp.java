package org.xennotify.listener.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes times as RFC 3339 has them, with nanoseconds. Consecutive ones of the same second cost no allocation. */
final class Timestamp {
    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.");
    private static final int NANO_DIGITS = 9;
    private static final byte[] UTC = {'Z'};

    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    void write(long epochSecond, int nanos, JsonBytes out) {
        if (epochSecond != second) {
            text = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC)
                    .format(TO_THE_SECOND)
                    .getBytes(US_ASCII);
            second = epochSecond;
        }
        out.raw(text).decimal(nanos, NANO_DIGITS).raw(UTC);
    }
}
