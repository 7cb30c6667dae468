package org.xennotify.listener.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing buffer to which JSON is written by hand; it is used again for the next lines. Not thread-safe. */
public final class JsonBytes {
    private static final int SMALLEST = 1024;
    private static final int LARGEST_KEPT = 64 * 1024;
    private static final int LONGEST_ESCAPE = 6;
    private static final int LONGEST_DECIMAL = 20;
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] BASE64 =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(US_ASCII);

    private byte[] bytes = new byte[SMALLEST];
    private int length;

    /** Forgets what was written; one large line does not hold its memory for ever. */
    public void clear() {
        length = 0;
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[SMALLEST];
        }
    }

    public int length() {
        return length;
    }

    /** All that was written, which is not copied: good until more is written. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /** Writes all to a stream in one call. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Appends bytes that are JSON already. */
    public JsonBytes raw(byte[] json) {
        append(json, 0, json.length);
        return this;
    }

    private void append(byte[] from, int at, int count) {
        reserve(count);
        System.arraycopy(from, at, bytes, length, count);
        length += count;
    }

    /** Appends ASCII that is JSON already. */
    public JsonBytes raw(String json) {
        return raw(json.getBytes(US_ASCII));
    }

    /** Appends a string with its quotes. */
    public JsonBytes string(String text) {
        return raw("\"").text(Slice.of(text)).raw("\"");
    }

    /** Appends what stands between the quotes of a string: valid UTF-8, escaped where it could mislead a reader. */
    public JsonBytes text(Slice utf8) {
        byte[] from = utf8.bytes();
        int end = utf8.end();
        int at = utf8.from();
        while (at < end) {
            int plain = PlainText.length(from, at, end);
            append(from, at, plain);
            at += plain;
            if (at < end) {
                at += special(from, at);
            }
        }
        return this;
    }

    /** Appends a character that may not stand as it is, or is not ASCII; returns how many bytes it took. */
    private int special(byte[] from, int at) {
        reserve(LONGEST_ESCAPE);
        if (from[at] < 0) {
            return character(from, at);
        }
        ascii(from[at]);
        return 1;
    }

    private void ascii(byte character) {
        if (character == '"' || character == '\\') {
            bytes[length++] = '\\';
            bytes[length++] = character;
        } else {
            unicode(character);
        }
    }

    private int character(byte[] from, int at) {
        int size = Utf8.sizeByLead(from[at]);
        int codePoint = Utf8.codePoint(from, at, size);
        if (misleads(codePoint)) {
            unicode(codePoint);
        } else {
            System.arraycopy(from, at, bytes, length, size);
            length += size;
        }
        return size;
    }

    /** C1 controls, line and paragraph separators, and what turns the direction of text around. */
    private static boolean misleads(int codePoint) {
        return codePoint <= 0x9f
                || codePoint == 0x61c
                || codePoint == 0x200e
                || codePoint == 0x200f
                || (codePoint >= 0x2028 && codePoint <= 0x202e)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }

    private void unicode(int codePoint) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[codePoint >> shift & 0xf];
        }
    }

    /** Appends an unsigned number. */
    public JsonBytes decimal(long number) {
        int digits = 1;
        for (long rest = Long.divideUnsigned(number, 10); rest != 0; rest = Long.divideUnsigned(rest, 10)) {
            digits++;
        }
        return decimal(number, digits);
    }

    /** Appends the last digits of an unsigned number, with leading zeros. */
    public JsonBytes decimal(long number, int digits) {
        reserve(LONGEST_DECIMAL);
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + Long.remainderUnsigned(rest, 10));
            rest = Long.divideUnsigned(rest, 10);
        }
        length += digits;
        return this;
    }

    /** Appends 16 lower-case hex digits. */
    public JsonBytes hex(long number) {
        reserve(16);
        for (int shift = 60; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (number >>> shift) & 0xf];
        }
        return this;
    }

    /** Appends any bytes in base 64 with padding, without quotes. */
    public JsonBytes base64(Slice binary) {
        byte[] from = binary.bytes();
        int end = binary.end();
        reserve((end - binary.from() + 2) / 3 * 4);
        for (int at = binary.from(); at < end; at += 3) {
            base64(from, at, Math.min(end - at, 3));
        }
        return this;
    }

    private void base64(byte[] from, int at, int count) {
        int group = (from[at] & 0xff) << 16;
        group |= count > 1 ? (from[at + 1] & 0xff) << 8 : 0;
        group |= count > 2 ? from[at + 2] & 0xff : 0;
        bytes[length++] = BASE64[group >> 18];
        bytes[length++] = BASE64[group >> 12 & 0x3f];
        bytes[length++] = count > 1 ? BASE64[group >> 6 & 0x3f] : (byte) '=';
        bytes[length++] = count > 2 ? BASE64[group & 0x3f] : (byte) '=';
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** A copy of what was written. */
    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written, as a text. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, UTF_8);
    }
}
