package org.xennotify.event;

import java.nio.ByteBuffer;

/** What kinds of type an event may have: {@code [A-Za-z0-9][A-Za-z0-9._-]*}, 1 to 255 characters of ASCII. */
public final class EventType {
    /** Types that begin so are the listener's own. */
    public static final String RESERVED = "xen-notify.";

    /** The type of every event that came by the bell. */
    public static final String BELL = "bell";

    private static final boolean[] INNER = new boolean[256];

    static {
        for (int c = 0; c < INNER.length; c++) {
            INNER[c] = isAlphanumeric(c) || c == '.' || c == '_' || c == '-';
        }
    }

    private EventType() {}

    /** Whether this may be a type. */
    public static boolean isValid(CharSequence type) {
        for (int i = 0; i < type.length(); i++) {
            if (!isCharacter(type.charAt(i), i)) {
                return false;
            }
        }
        return type.length() >= 1 && type.length() <= Limits.TYPE;
    }

    /** Whether bytes, of which there is at least one, are the characters of a type. */
    static boolean isValid(ByteBuffer bytes, int from, int length) {
        for (int i = from + 1; i < from + length; i++) {
            if (!INNER[Byte.toUnsignedInt(bytes.get(i))]) {
                return false;
            }
        }
        return isAlphanumeric(bytes.get(from));
    }

    private static boolean isCharacter(int c, int index) {
        return isAlphanumeric(c) || (index > 0 && c < INNER.length && INNER[c]);
    }

    /** Whether a guest is refused this type because it is the listener's own. */
    public static boolean isReserved(String type) {
        return type.startsWith(RESERVED);
    }

    /**
     * The same type, checked for sending.
     *
     * @throws IllegalArgumentException with a sentence for the sender, if it is not valid or reserved
     */
    public static String check(String type) {
        if (!isValid(type)) {
            throw new IllegalArgumentException("a type is 1 to " + Limits.TYPE
                    + " of A-Z a-z 0-9 . _ - and begins with a letter or digit, e.g. app.ready.");
        }
        if (isReserved(type)) {
            throw new IllegalArgumentException("types that begin with " + RESERVED + " are the listener's own.");
        }
        return type;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
