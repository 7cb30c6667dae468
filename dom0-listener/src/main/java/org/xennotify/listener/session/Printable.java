package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What others wrote, made harmless for a log, a terminal or a table. */
public final class Printable {
    private Printable() {}

    /** The text with everything but printable ASCII replaced by a question mark, cut to a length in characters. */
    public static String of(String text, int longest) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), longest));
        for (int i = 0; i < text.length() && i < longest; i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return printable.toString();
    }

    /** The same for bytes that should be UTF-8. */
    public static String of(byte[] text, int longest) {
        return of(new String(text, 0, Math.min(text.length, longest), UTF_8), longest);
    }
}
