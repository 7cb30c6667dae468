package org.xennotify.listener.sink;

/** UTF-8 as RFC 3629 has it, without an allocation. */
final class Utf8 {
    private static final int[] SMALLEST_OF_SIZE = {0, 0, 0x80, 0x800, 0x10000};

    private Utf8() {}

    static boolean isValid(Slice text) {
        byte[] bytes = text.bytes();
        int end = text.end();
        int at = text.from() + PlainText.lengthOfAscii(bytes, text.from(), end);
        while (at < end) {
            int size = bytes[at] >= 0 ? 1 : size(bytes, at, end);
            if (size == 0) {
                return false;
            }
            at += size;
        }
        return true;
    }

    /** How many bytes the character takes that begins at a byte that is not ASCII; 0 if none does. */
    private static int size(byte[] bytes, int at, int end) {
        int size = sizeByLead(bytes[at]);
        if (size == 0 || end - at < size || !isContinued(bytes, at, size)) {
            return 0;
        }
        int codePoint = codePoint(bytes, at, size);
        boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        boolean fits = codePoint >= SMALLEST_OF_SIZE[size] && codePoint <= Character.MAX_CODE_POINT;
        return fits && !isSurrogate ? size : 0;
    }

    static int sizeByLead(byte lead) {
        int bits = lead & 0xff;
        if (bits >= 0xf8 || bits < 0xc0) {
            return 0;
        }
        return bits >= 0xf0 ? 4 : bits >= 0xe0 ? 3 : 2;
    }

    private static boolean isContinued(byte[] bytes, int at, int size) {
        for (int i = 1; i < size; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The character of 2 to 4 bytes; only for valid ones. */
    static int codePoint(byte[] bytes, int at, int size) {
        int codePoint = bytes[at] & (0x7f >> size);
        for (int i = 1; i < size; i++) {
            codePoint = codePoint << 6 | (bytes[at + i] & 0x3f);
        }
        return codePoint;
    }
}
