package org.xennotify.listener.command;

import java.util.HexFormat;

/** Bytes as {@code hexdump -C} shows them: address, 16 bytes in hexadecimal, and as ASCII where that is printable. */
final class HexDump {
    /** Bytes in a line. */
    static final int WIDTH = 16;

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private HexDump() {}

    /**
     * The lines of a piece of memory.
     *
     * @param address of its first byte
     */
    static String of(long address, byte[] bytes, int length) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at += WIDTH) {
            line(text, address + at, bytes, at, Math.min(WIDTH, length - at));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, long address, byte[] bytes, int from, int count) {
        int half = Math.min(count, WIDTH / 2);
        String left = HEX.formatHex(bytes, from, from + half);
        String right = HEX.formatHex(bytes, from + half, from + count);
        text.append("%016x  %-23s  %-23s  |".formatted(address, left, right));
        for (int i = from; i < from + count; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
        }
        text.append("|\n");
    }
}
