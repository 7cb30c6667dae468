package org.xennotify.listener.sink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds ASCII that stands in JSON as it is, eight bytes at a time: payloads are looked at byte by byte only if need be. */
final class PlainText {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH_BITS = EACH << 7;

    private PlainText() {}

    /** How many bytes from {@code at} on need no escape. */
    static int length(byte[] bytes, int at, int end) {
        int next = at;
        while (next + Long.BYTES <= end && areAllPlain((long) EIGHT.get(bytes, next))) {
            next += Long.BYTES;
        }
        while (next < end && isPlain(bytes[next])) {
            next++;
        }
        return next - at;
    }

    /** How many bytes from {@code at} on are ASCII, as far as that is seen at once: a multiple of eight. */
    static int lengthOfAscii(byte[] bytes, int at, int end) {
        int next = at;
        while (next + Long.BYTES <= end && ((long) EIGHT.get(bytes, next) & HIGH_BITS) == 0) {
            next += Long.BYTES;
        }
        return next - at;
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\' && b != 0x7f;
    }

    private static boolean areAllPlain(long eight) {
        long below = eight - EACH * ' ';
        return ((eight
                                | below
                                | hasZero(eight ^ EACH * '"')
                                | hasZero(eight ^ EACH * '\\')
                                | hasZero(eight ^ EACH * 0x7f))
                        & HIGH_BITS)
                == 0;
    }

    /** The high bit of the lowest byte that is 0 is set, and none if no byte is; other bits mean nothing. */
    private static long hasZero(long eight) {
        return (eight - EACH) & ~eight;
    }
}
