package org.xennotify.listener.command;

/**
 * Text as a terminal shows it, a known number of columns for each character: East Asian wide ones and emoji take two. What
 * could move the cursor, turn the direction around, join its neighbours or take no room is written as an escape.
 */
final class Visible {
    /** Blocks of wide characters, of Unicode's East Asian Width W and F, first and last each; coarse, never too narrow. */
    private static final int[][] WIDE = {
        {0x1100, 0x115f},
        {0x2e80, 0x303e},
        {0x3041, 0xa4cf},
        {0xa960, 0xa97f},
        {0xac00, 0xd7a3},
        {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},
        {0xff00, 0xff60},
        {0xffe0, 0xffe6},
        {0x16fe0, 0x18aff},
        {0x1b000, 0x1b2ff},
        {0x1f000, 0x1faff},
        {0x20000, 0x3fffd}
    };

    private Visible() {}

    /** As much of a text as fits into a number of columns; it ends in {@code …} if that is not all. */
    static String of(String text, int columns) {
        StringBuilder shown = new StringBuilder();
        int left = columns;
        int fits = 0; // how much of it is left if something must make room for the dots
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            String next = shown(text.codePointAt(at));
            left -= width(next);
            if (left < 0) {
                return columns == 0 ? "" : shown.substring(0, fits) + '…';
            }
            shown.append(next);
            fits = left > 0 ? shown.length() : fits;
        }
        return shown.toString();
    }

    /** How many columns such a text takes. */
    static int width(String shown) {
        return shown.codePoints().map(Visible::width).sum();
    }

    private static int width(int codePoint) {
        for (int[] block : WIDE) {
            if (codePoint >= block[0] && codePoint <= block[1]) {
                return 2;
            }
        }
        return 1;
    }

    private static String shown(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> isHarmless(codePoint) ? Character.toString(codePoint) : "\\u%04x".formatted(codePoint);
        };
    }

    private static boolean isHarmless(int codePoint) {
        return codePoint == ' '
                || switch (Character.getType(codePoint)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }
}
