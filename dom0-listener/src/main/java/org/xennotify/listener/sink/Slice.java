package org.xennotify.listener.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A range of bytes. It may be set to another range when the event that it belongs to has been passed on. */
public final class Slice {
    private byte[] bytes;
    private int from;
    private int length;

    private Slice(byte[] bytes) {
        this.bytes = bytes;
        this.length = bytes.length;
    }

    /** A whole array, which is not copied. */
    public static Slice of(byte[] bytes) {
        return new Slice(bytes);
    }

    /** The UTF-8 bytes of a text. */
    public static Slice of(String text) {
        return of(text.getBytes(UTF_8));
    }

    /** Makes this another range, without an allocation. */
    public void set(byte[] newBytes, int newFrom, int newLength) {
        bytes = newBytes;
        from = newFrom;
        length = newLength;
    }

    /** Makes this the same range as another one. */
    public void set(Slice other) {
        set(other.bytes, other.from, other.length);
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Whether the first bytes are these. */
    public boolean startsWith(byte[] prefix) {
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** The array that the range is in. */
    public byte[] bytes() {
        return bytes;
    }

    /** The index of the first byte. */
    public int from() {
        return from;
    }

    /** The index behind the last byte. */
    public int end() {
        return from + length;
    }
}
