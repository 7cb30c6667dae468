package org.xennotify.testbed.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Payloads of a few to some 1,900 bytes that follow from the sequence, as in {@code testbed/peers/record.h}. */
final class MixedPayload {
    private static final int LONG = 1900;
    private static final int EVERY = 50;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";
    private static final String LETTERS = ALPHABET.repeat(LONG / ALPHABET.length() + 2);

    private MixedPayload() {}

    static byte[] of(long sequence) {
        int length = sequence % EVERY == 0 ? LONG : (int) (sequence * 37 % 300);
        int from = (int) (sequence % ALPHABET.length());
        return (sequence + " " + LETTERS.substring(from, from + length)).getBytes(US_ASCII);
    }
}
