package org.xennotify.testbed.bench;

import java.util.Arrays;
import org.xennotify.event.RecordEncoder;

/** A payload of text that begins with its number in decimal: cheap to count up, and cheap to check. */
final class NumberedPayload {
    static final String TYPE = "size";

    private static final int DIGITS = 12;

    private final byte[] bytes;

    private NumberedPayload(int size) {
        bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        Arrays.fill(bytes, 0, DIGITS, (byte) '0');
    }

    /** The payload, before the first, of an event that has so many bytes in the ring, at least 40. */
    static NumberedPayload ofRecord(int wire) {
        return new NumberedPayload(wire - RecordEncoder.length(TYPE.length(), 0));
    }

    /** The next one, in the same array. */
    byte[] next() {
        int at = DIGITS - 1;
        while (bytes[at] == '9') {
            bytes[at--] = '0';
        }
        bytes[at]++;
        return bytes;
    }

    /** Whether a range of an array is as long, and has the same number: libxenvchan's peers look at no more either. */
    boolean equals(byte[] other, int from, int to) {
        return to - from == bytes.length && Arrays.equals(bytes, 0, DIGITS, other, from, from + DIGITS);
    }
}
